/** Test data: what stands in the terminals and in the kernel log. */
import type { LogView, TtyView } from '../../sim-worker/contract/text-views';
import { echoEvents } from './event-fixtures';

const kernelLog: readonly (readonly [micros: number, text: string])[] = [
  [400_010, 'remoteproc remoteproc0: powering up m4'],
  [400_320, 'remoteproc remoteproc0: Booting fw image OpenAMP_TTY_echo_CM4.elf, size 1763412'],
  [402_290, 'mlahb:m4@10000000#vdev0buffer: assigned reserved memory node vdev0buffer@10042000'],
  [402_310, 'virtio_rpmsg_bus virtio0: rpmsg host is online'],
  [402_315, 'rproc-virtio rproc-virtio.0.auto: registered virtio0 (type 7)'],
  [402_320, 'remoteproc remoteproc0: remote processor m4 is now up'],
  [402_560, 'virtio_rpmsg_bus virtio0: creating channel rpmsg-tty addr 0x400'],
  [402_960, 'virtio_rpmsg_bus virtio0: creating channel rpmsg-tty addr 0x401'],
];
export const dmesg: LogView = { lines: kernelLog.map(([micros, text], seq) => ({ time: micros * 1_000, text, seq })) };

const port = (number: number): TtyView['ports'][number] => ({
  port: number,
  service: 'rpmsg-tty',
  local: 0x400 + number,
  remote: 0x400 + number,
  open: number === 0,
  traffic: number === 0 ? [{ time: 1_284_102_000, toM4: true, text: 'hello\n', seq: echoEvents().length - 12 }] : [],
  forgotten: 0,
});
export const ttys: TtyView = { ports: [port(0), port(1)], absent: '' };

const shellPath = '/sys/class/remoteproc/remoteproc0/state';
const stamped = dmesg.lines.map(({ time, text }) => `[    ${(time / 1e9).toFixed(6)}] ${text}`);
export const consoleText = [
  `# echo start > ${shellPath}`,
  ...stamped,
  '# cat /dev/ttyRPMSG0 &',
  '[1] 214',
  '# echo hello > /dev/ttyRPMSG0',
  '# ',
].join('\n');
