/** The demo `crash-recovery`, end to end: the M4 dies, WWDG1 bites, Linux brings it back, and its serial line works again. */
import { describe, expect, it } from 'vitest';
import { ns } from '../contract/units';
import { bootedEcho, logText } from '../testing/echo-bench';
import type { Target } from './target';

const rproc = '/sys/class/remoteproc/remoteproc0';
const tty = '/dev/ttyRPMSG0';

/** Boots, lets the lines of the shell run, and so many virtual milliseconds pass. */
function after(milliseconds: number, ...lines: readonly string[]): Target {
  const target = bootedEcho(lines.join('\n'), 'crash-recovery', { debugger: false });
  while (target.machine.clock.now < milliseconds * 1e6) target.machine.run(ns(milliseconds * 1e6));
  return target;
}

const linesFrom = ({ machine }: Target, from: string): readonly string[] => {
  const lines = machine.linux.dmesg.map(({ text }) => text);
  return lines.slice(lines.findIndex((line) => line.includes(from)));
};

it('lives as long as it refreshes: the M4 sleeps, wakes 80 times a second, and nothing bites', () => {
  const { machine } = after(2_000);
  expect(machine.linux.rprocState).toBe('running');
  expect(machine.log.counts()['wwdg.bitten']).toBeUndefined();
});

describe.each([
  ['hang', 'not refreshed in time'],
  ['fault', 'not refreshed in time'],
  ['hurry', 'refreshed too early'],
])('%s', (word, reason) => {
  const target = after(500, `echo ${word} > ${tty}; sleep 0.2; cat ${tty} & sleep 0.01; echo why > ${tty}`);

  it('is bitten', () => {
    expect(logText(target).find((line) => line.includes('wwdg.bitten'))).toContain(reason);
  });

  it('is reported and recovered, as the kernel says it', () => {
    expect(linesFrom(target, 'crash detected')).toEqual([
      'remoteproc remoteproc0: crash detected in m4: type watchdog',
      'remoteproc remoteproc0: handling crash #1 in m4',
      'remoteproc remoteproc0: recovering m4',
      'remoteproc remoteproc0: stopped remote processor m4',
      'rproc-virtio rproc-virtio.0.auto: assigned reserved memory node vdev0buffer@10042000',
      'virtio_rpmsg_bus virtio0: rpmsg host is online',
      'rproc-virtio rproc-virtio.0.auto: registered virtio0 (type 7)',
      'remoteproc remoteproc0: remote processor m4 is now up',
      'virtio_rpmsg_bus virtio0: creating channel rpmsg-tty addr 0x400',
    ]);
  });

  it('has its serial line back, and knows what happened', () => {
    expect(target.machine.linux.stdout).toContain('I am back: the watchdog had reset me');
  });
});

it('the chain of causes leads from the bite to the crash that Linux reports', () => {
  const target = after(100, `echo hurry > ${tty}`);
  const { log } = target.machine;
  const events = Array.from({ length: log.length }, (_, seq) => log.at(seq)!);
  const chain: string[] = [];
  let seq = events.find((e) => e.kind === 'rproc.logged' && e.fields.text.includes('crash detected'))?.seq;
  while (seq !== undefined && chain.at(-1) !== 'wwdg.bitten') {
    chain.push(events[seq]!.kind);
    seq = events[seq]!.cause;
  }
  expect(chain).toEqual(['rproc.logged', 'irq.handled', 'irq.raised', 'wwdg.bitten']);
});

it('with recovery disabled the M4 stays in reset, and RCC says why', () => {
  const { machine } = after(200, `echo disabled > ${rproc}/recovery; echo hang > ${tty}`);
  expect(machine.linux.rprocState).toBe('crashed');
  expect(machine.core.state).toBe('held');
  expect(machine.blocks.rcc.registers.get('MC_RSTSCLRR', 'WWDG1RSTF')).toBe(1);
});

it('acknowledges the shutdown mailbox: stop takes no half second', () => {
  const { machine } = after(100, `echo stop > ${rproc}/state`);
  expect(machine.linux.rprocState).toBe('offline');
  expect(machine.linux.dmesg.some(({ text }) => text.includes('without ack'))).toBe(false);
});
