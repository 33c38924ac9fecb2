/** Text that Linux prints: the shell, the ttys, the kernel log, the firmware's trace buffer; and what the firmware prints itself. */
import { decodeText } from '../../linux/fs/text';
import type { Builder } from './context';

const shownLog = 2000;
/** Pieces of a tty's traffic, each way and newest: more would take the page longer to copy than a frame lasts. */
const shownPieces = { running: 500, still: 4000 } as const;
/** ITM_TER, ITM_TCR and DEMCR. Source: ARMv7-M ARM, C1.7 and C1.6.5. */
const itmAt = { ter: 0xe000_0e00, tcr: 0xe000_0e80, demcr: 0xe000_edfc } as const;
const traceEnable = 1 << 24;
const itmPorts = 32;
/** Devices that the bus makes by itself. */
const ofTheBus: ReadonlySet<string> = new Set(['rpmsg_ctrl', 'rpmsg_ns']);

export const console: Builder<'console'> = ({ target: { machine } }, { have }) => {
  const { text, start } = machine.linux.shellOutput;
  const end = start + text.length;
  const reset = have < start || have > end;
  return { reset, from: reset ? start : have, text: reset ? text : text.slice(have - start) };
};

export const ttys: Builder<'ttys'> = ({ target, phase }) => {
  const { linux } = target.machine;
  const most = phase === 'running' ? shownPieces.running : shownPieces.still;
  const ports = linux.ttys.map(({ traffic, forgotten, ...port }) => ({
    ...port,
    traffic: traffic
      .slice(-most)
      .map(({ time, toM4, bytes, seq, letters }) => ({ time, toM4, text: decodeText(bytes), seq, letters })),
    forgotten: forgotten + Math.max(0, traffic.length - most),
  }));
  return { ports, absent: linux.ttys.length > 0 ? '' : whyNoTty(target) };
};

function whyNoTty(target: Parameters<Builder<'ttys'>>[0]['target']): string {
  const { linux } = target.machine;
  if (target.firmware === undefined) return 'No firmware is loaded.';
  if (linux.rprocState === 'offline')
    return 'The M4 is not running: press Run, or type `echo start > /sys/class/remoteproc/remoteproc0/state`.';
  if (target.tableAddress === undefined)
    return 'This firmware has no resource table: Linux can load it, but there is no rpmsg and so no ttyRPMSG.';
  const { channels } = linux.ipcView();
  const unbound = channels.find(({ service, driver }) => driver === '' && service.startsWith('rpmsg-tty'));
  if (unbound !== undefined)
    return `The firmware has announced \`${unbound.service}\`, but no driver has it. ${unbound.hint}`;
  const other = channels.find(({ service }) => !ofTheBus.has(service));
  if (other !== undefined)
    return `The firmware has announced \`${other.service}\`, which is no serial line: no ttyRPMSG belongs to it.`;
  return 'No ttyRPMSG yet: Linux creates it when the firmware announces `rpmsg-tty`.';
}

export const dmesg: Builder<'dmesg'> = ({ target }) => ({ lines: target.machine.linux.dmesg.slice(-shownLog) });

export const trace: Builder<'trace'> = ({ target }) => {
  const { linux } = target.machine;
  const found = linux.trace0();
  if (found === undefined) {
    return {
      absent:
        linux.rprocState === 'offline'
          ? 'The M4 is not running: its log appears when Linux has started it.'
          : 'No trace buffer: the running firmware has no trace entry in its resource table.',
      name: '',
      address: 0,
      length: 0,
      text: '',
      hidden: '',
    };
  }
  return { absent: '', ...found };
};

export const uarts: Builder<'uarts'> = ({ target }) => ({
  ports: Object.entries(target.machine.blocks.usarts)
    .map(([name, usart]) => ({ name, baud: usart.baud, text: usart.printed, isOn: usart.isOn }))
    .filter(({ isOn, text }) => isOn || text !== '')
    .map(({ name, baud, text }) => ({ name, baud, text })),
});

export const itm: Builder<'itm'> = ({ target }) => {
  const { core } = target.machine;
  const word = (address: number): number => core.ppb.peek(address, 4) ?? 0;
  const texts = Array.from({ length: itmPorts }, (_, port) => ({ port, text: core.itmText(port) }));
  return {
    traceEnabled: (word(itmAt.demcr) & traceEnable) !== 0,
    itmEnabled: (word(itmAt.tcr) & 1) === 1,
    ports: word(itmAt.ter) >>> 0,
    texts: texts.filter(({ text }) => text !== ''),
  };
};
