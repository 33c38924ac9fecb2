/** "Why is nothing happening?": who waits for whom in situations that users meet, down to the missing event. */
import { describe, expect, it } from 'vitest';
import { armInjections } from '../../cli/injections';
import type { WhyAnswer } from '../../contract/diagnosis';
import { ns } from '../../contract/units';
import { sceneOf } from '../../session/scene';
import { Target } from '../../session/target';
import { bootedEcho, demoElf } from '../../testing/echo-bench';
import { LinuxBench } from '../../testing/linux-bench';
import { ipcc2, listen, storesAndReturns } from '../../testing/played-interrupts';
import { diagnose } from '../all';
import { whyNothing } from './why';

function why(target: Target): WhyAnswer {
  const scene = sceneOf(target);
  scene.chronicle.catchUp();
  return whyNothing(scene, diagnose(scene));
}

const titles = ({ chain }: WhyAnswer): readonly string[] => chain.map(({ title }) => title);
const booted = (script: string, ms: number, demo = 'tty-echo'): Target => {
  const target = bootedEcho(script, demo);
  target.machine.run(ns(ms * 1e6));
  return target;
};

describe('a callback that does not acknowledge', () => {
  const bench = listen(new LinuxBench().withTty(), { handler: storesAndReturns([ipcc2.mask, 0x003f_003e]) });
  bench.shell('cat /dev/ttyRPMSG0 &\nfor i in 1 2 3; do echo $i > /dev/ttyRPMSG0; done');
  const answer = why(bench.target);

  it('is named, with its rule', () => {
    expect(answer).toMatchObject({ rule: 'kick-never-acknowledged', answer: expect.stringContaining('channel 2') });
    expect(answer.mend).toContain('HAL_IPCC_NotifyCPU');
  });

  it('ends a chain that begins at the reader', () => {
    expect(titles(answer)).toEqual([
      'cat /dev/ttyRPMSG0',
      'vring1',
      'channel 2',
      'IRQ 103 (IPCC_RX1)',
      expect.stringMatching(/^M4 at /),
      'The M4 never acknowledges a bell',
    ]);
    expect(answer.chain.map(({ culprit }) => culprit)).toEqual([false, false, false, false, false, true]);
    expect(answer.chain[1]?.state).toBe('the M4 has 3 of 16 buffers');
  });

  it('rules out the usual suspects with their numbers', () => {
    const facts = answer.ruledOut.map(({ fact }) => fact);
    expect(facts).toContain('vdev status = 7');
    expect(facts).toContain('vring1.used.flags = 0');
    expect(facts).toContain('32 of 32 descriptors accounted for');
    expect(facts).toContain('2 of 20 bells queued');
    expect(facts).not.toContain('channel 2 is open up to NVIC input 103');
  });
});

it('a writer without a buffer is shown with what is left of its 15 s', () => {
  const bench = new LinuxBench().start();
  bench.announce('rpmsg-raw', 0x400);
  bench.run(1);
  bench.shell('for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17; do echo $i > /dev/rpmsg0; done', 1000);
  const answer = why(bench.target);
  expect(answer.chain[0]).toMatchObject({
    title: 'write to /dev/rpmsg0',
    state: expect.stringMatching(/1[34]\.\d\d s until it gives up/),
  });
  expect(answer.chain[1]).toMatchObject({ title: 'vring1', state: 'the M4 has 16 of 16 buffers' });
});

describe('where nothing is wrong', () => {
  it('a reader and the M4 wait for each other, and so for the user', () => {
    const answer = why(booted('cat /dev/ttyRPMSG0 &', 200));
    expect(answer.answer).toMatch(/^Nothing is wrong: cat \/dev\/ttyRPMSG0 waits for the M4/);
    expect(answer.mend).toBe('Type something: echo hello > /dev/ttyRPMSG0');
    expect(titles(answer)).toEqual(['cat /dev/ttyRPMSG0', expect.stringMatching(/^M4 at /), 'you']);
    expect(answer.rule).toBeUndefined();
  });

  it('what is wrong and keeps nobody waiting is said beside', () => {
    const answer = why(booted('sleep 0.1; echo write > /dev/ttyRPMSG0', 400, 'uart-owner'));
    expect(answer.answer).toMatch(/^Nobody is kept waiting: /);
    expect(answer.evidence.map(({ sentence }) => sentence)).toEqual([expect.stringMatching(/^Beside that: .*UART4/)]);
  });

  it('a message was just there', () => {
    const target = booted('sleep 0.05; echo hello > /dev/ttyRPMSG0', 10);
    target.machine.run(ns(1e9), { stopAt: (kind) => kind === 'tty.received' });
    expect(why(target).answer).toMatch(/^It is running: the last message was \d/);
  });

  it('a command of the shell sleeps', () => {
    expect(why(booted('sleep 5', 300)).answer).toContain('sleep 5');
  });

  it('a firmware without rings waits for its bell', () => {
    expect(why(booted('', 200, 'mailbox-pingpong')).answer).toMatch(/^The M4 sleeps at .*it has no rings to Linux\.$/);
  });
});

describe('before and after', () => {
  it('nobody has started it', () => {
    const answer = why(new LinuxBench().target);
    expect(answer.answer).toBe('Nobody has started the M4: it is held in reset.');
    expect(titles(answer)[1]).toMatch(/^echo start >/);
  });

  it('there is no firmware', () => {
    const target = new Target(undefined, { board: 'dk2', boot: 'linux' });
    expect(why(target)).toMatchObject({ answer: 'There is no firmware yet.', chain: [] });
  });

  it('a stop waits for the acknowledge of channel 3', () => {
    const bench = new LinuxBench().withTty();
    bench.shell('echo stop > /sys/class/remoteproc/remoteproc0/state', 20);
    const answer = why(bench.target);
    expect(answer.answer).toContain('channel 3 (shutdown)');
    expect(titles(answer)).toEqual(['remoteproc0: shutdown', 'channel 3', expect.stringMatching(/^M4 at /)]);
    expect(answer.chain[0]?.state).toMatch(/at most 4\d\d\.\d\d ms/);
  });

  it('no channel was announced', () => {
    const answer = why(new LinuxBench().start().target);
    expect(answer.answer).toContain('has heard of no channel');
  });
});

describe('faults on purpose', () => {
  /** With this fault armed from the beginning. */
  const injected = (text: string, script: string, ms: number): WhyAnswer => {
    const target = bootedEcho(script);
    armInjections(target, [text]);
    target.machine.run(ns(ms * 1e6));
    return why(target);
  };
  const hello = 'sleep 0.1; echo hello > /dev/ttyRPMSG0';

  it('are the last link of the chain', () => {
    const answer = injected('drop-kick channel=2 from=linux nth=1', hello, 300);
    expect(answer.rule).toBe('bell-lost');
    expect(answer.chain.at(-1)).toMatchObject({ title: 'fault 1 on purpose', culprit: true });
    expect(answer.chain.filter(({ culprit }) => culprit)).toHaveLength(1);
  });

  it('that last are to be removed', () => {
    expect(injected('mask-channel channel=2', hello, 300).mend).toMatch(/^Remove the fault on purpose/);
  });

  it('can stop either side', () => {
    expect(injected('kill-linux after=50ms', hello, 300).answer).toMatch(/^Linux stands still by a fault on purpose/);
    expect(injected('kill-m4 after=50ms', hello, 300).answer).toMatch(/^The M4 is frozen by a fault on purpose/);
  });
});

describe('what is wrong in the file', () => {
  const demo = demoElf('tty-echo');
  /** As a linker does that was given another name for the section. */
  const withoutTable = (): Uint8Array => {
    const bytes = Buffer.from(demo);
    bytes.write('.somethingelse_', bytes.lastIndexOf('.resource_table\0'), 'latin1');
    return Uint8Array.from(bytes);
  };

  it('is the answer where it kept every channel from coming', () => {
    const target = new Target({ name: 'a.elf', bytes: withoutTable() }, { board: 'dk2', boot: 'linux' });
    target.typeStart();
    target.machine.run(ns(300e6));
    const answer = why(target);
    expect(answer.rule).toBe('table-missing');
    expect(answer.chain.at(-2)).toMatchObject({ side: 2, waitsFor: 'sleeps on because' });
    expect(answer.remedy).toBeUndefined();
  });
});
