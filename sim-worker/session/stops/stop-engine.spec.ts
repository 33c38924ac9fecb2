/** Stop rules on the echo demo: each ready one stops where it says, and its near miss does not. */
import { describe, expect, it } from 'vitest';
import { fromReady, readyStop } from '../../contract/ready-stops';
import { stopAtEvent } from '../../contract/stop-at-event';
import { parseStop, printStop } from '../../contract/stop-language';
import type { StopBody, StopRule } from '../../contract/stop-rules';
import { ns } from '../../contract/units';
import { replay } from '../../history/journal';
import { bootedEcho, demoElf, logText } from '../../testing/echo-bench';
import { makeElf, words } from '../../testing/make-elf';
import { sessionBench } from '../../testing/session-bench';
import { Target } from '../target';
import { ordinal, type Stop } from './stop-sentence';

const talk = 'echo hello > /dev/ttyRPMSG0';
const bodyOf = (text: string): StopBody => {
  const found = parseStop(text);
  if (!found.ok) throw new Error(found.problem);
  return found.body;
};
const rule = (text: string, id = 1, enabled = true): StopRule => ({ ...bodyOf(text), id, title: text, enabled });

/** Runs up to a time, or until a rule stops. */
function go({ machine, stops }: Target, until: number): Stop | undefined {
  machine.run(ns(until), { stopAt: (kind, seq) => stops.sees(kind, seq) });
  return stops.take();
}
function stopOf(
  text: string,
  lines = talk,
  name = 'tty-echo',
): { readonly stop: Stop | undefined; readonly target: Target } {
  const target = bootedEcho(lines, name);
  target.stops.set([rule(text)]);
  return { stop: go(target, 60e6), target };
}
const noteOf = (text: string, target = bootedEcho('')): string | undefined => {
  target.stops.set([rule(text)]);
  return target.stops.view()[0]?.note?.text;
};

describe('a ready stop fires, and its near miss does not', () => {
  const none = 'never';
  it.each<
    [id: string, values: Record<string, string>, sentence: string | RegExp, miss: Record<string, string> | typeof none]
  >([
    ['ipc', {}, 'Linux has loaded 664 bytes', none],
    ['kick', { channel: '1', from: 'm4' }, 'The M4 has rung channel 1.', { channel: '5' }],
    ['acknowledge', { channel: '2' }, 'The M4 has acknowledged channel 2.', { channel: '6' }],
    ['interrupt', { name: 'IPCC_RX1' }, 'The M4 enters IPCC_RX1.', { name: 'UART4' }],
    [
      'announcement',
      { service: 'rpmsg-tty' },
      'The firmware announces “rpmsg-tty”.',
      { service: 'rpmsg-client-sample' },
    ],
    ['next-announcement', {}, 'The firmware announces', none],
    ['message-number', { n: '3', from: 'm4' }, 'Message number 3 from the M4.', { n: '30' }],
    ['next-message', {}, 'A message of', none],
    ['message-text', { text: 'hello' }, 'A message of 6 bytes', { text: 'goodbye' }],
    ['free-buffers', { ring: '1', n: '16' }, 'vring1 has 15 free buffers.', { ring: '1', n: '15' }],
    ['backlog', { ring: '0', n: '1' }, '1 message waits in vring0.', { ring: '0', n: '9' }],
    ['suppressed', {}, 'Linux asks not to be rung for vring1.', none],
    [
      'ring-field',
      { place: 'vring0.used.idx' },
      'The M4 has written 0x1 to vring0.used.idx.',
      { place: 'vring0.avail.flags' },
    ],
    ['state', { state: 'running' }, 'The remote processor is running.', { state: 'crashed' }],
    ['any-state', {}, 'The remote processor is running.', none],
    ['released', {}, 'The M4 leaves reset.', none],
    ['touch', { peripheral: 'IPCC', by: 'm4' }, 'The M4 touches IPCC for the first time.', { peripheral: 'UART4' }],
    ['change', { place: '0x10044010:5' }, 'Linux has written 0x', { place: '0x1005fff0' }],
    [
      'read',
      { place: 'vring0.used.idx', by: 'linux' },
      'Linux has read vring0.used.idx.',
      { place: 'vring0.avail.flags', by: 'linux' },
    ],
    ['code', { place: 'main' }, /^The M4 has come to main at 0x100/, { place: 'HardFault_Handler' }],
  ])('%s', (id, values, sentence, miss) => {
    const textWith = (given: Record<string, string>): string => {
      const made = fromReady(readyStop(id), given);
      if ('problem' in made) throw new Error(made.problem);
      return printStop(made.body);
    };
    expect(stopOf(textWith(values)).stop?.what).toMatch(sentence);
    if (miss !== none) expect(stopOf(textWith({ ...values, ...miss })).stop).toBeUndefined();
  });

  it.each(['unclaimed', 'corrupted', 'refused', 'semaphore'])(
    '%s: nothing of the kind happens in a healthy echo',
    (id) => {
      const made = fromReady(readyStop(id));
      if ('problem' in made) throw new Error(made.problem);
      expect(stopOf(printStop(made.body)).stop).toBeUndefined();
    },
  );

  it('refused, semaphore, corrupted, unclaimed: where it happens', () => {
    const target = bootedEcho('');
    const { machine, stops } = target;
    const seen = (text: string, act: () => number): boolean => {
      stops.set([rule(text)]);
      const seq = act();
      return stops.sees(machine.log.kindAt(seq)!, seq);
    };
    const { log } = machine;
    expect(
      seen(readyStop('refused').rule, () =>
        log.record('rcc.unclocked', { by: 'M4', block: 'UART4', address: 0x4001_0000, write: true }),
      ),
    ).toBe(true);
    expect(seen('hsem.taken semaphore=3', () => log.record('hsem.taken', { semaphore: 3, by: 2, process: 0 }))).toBe(
      true,
    );
    expect(seen('hsem.taken semaphore=3', () => log.record('hsem.taken', { semaphore: 4, by: 2, process: 0 }))).toBe(
      false,
    );
    expect(seen(readyStop('corrupted').rule, () => log.record('vring.corrupted', { ring: 0, problem: 'x' }))).toBe(
      true,
    );
    const channel = { service: 'x', address: 1024, driver: '', node: '' };
    expect(seen(readyStop('unclaimed').rule, () => log.record('rpmsg.channel-created', channel))).toBe(true);
    expect(
      seen(readyStop('unclaimed').rule, () => log.record('rpmsg.channel-created', { ...channel, driver: 'rpmsg_tty' })),
    ).toBe(false);
  });
});

describe('a rule', () => {
  it('stops only the third time, and says so', () => {
    const { stop, target } = stopOf('ipcc.occupied from=linux hit=3', `${talk}\n${talk}`);
    expect(stop).toMatchObject({
      what: 'Linux has rung channel 2.',
      why: 'Your rule “ipcc.occupied from=linux hit=3”, 3rd time.',
    });
    expect(go(target, 60e6)).toBeUndefined();
    expect(target.stops.view()[0]?.hits).toBe(3);
  });

  it('stops once when it is told so, and again when it is switched on anew', () => {
    const target = bootedEcho(`${talk}\n${talk}`);
    target.stops.set([rule('ipcc.occupied channel=2 from=linux once')]);
    expect(go(target, 60e6)).toBeDefined();
    expect(target.stops.view()[0]).toMatchObject({ hits: 1, spent: true });
    target.stops.set([rule('ipcc.occupied channel=2 from=linux once', 1, false)]);
    expect(target.stops.view()[0]).toMatchObject({ hits: 1, spent: true });
    target.stops.set([rule('ipcc.occupied channel=2 from=linux once')]);
    expect(target.stops.view()[0]).toMatchObject({ hits: 0, spent: false });
    expect(go(target, 60e6)).toBeDefined();
    expect(go(target, 60e6)).toBeUndefined();
  });

  it('that is switched off counts nothing', () => {
    const target = bootedEcho(talk);
    target.stops.set([rule('ipc', 1, false), rule('ipcc.occupied', 2)]);
    expect(go(target, 60e6)?.rule).toBe(2);
    expect(target.stops.view().map(({ hits }) => hits)).toEqual([0, 1]);
  });

  it('asks of registers at a place in code, and stops there before the instruction', () => {
    const { target, stop } = stopOf('at send_to hit=2');
    expect(stop?.what).toMatch(/^The M4 has come to send_to /);
    expect(stop?.why).toMatch(/, 2nd time\.$/);
    const { r } = target.machine.core.view();
    const again = `at send_to r0=0x${(r[0]! >>> 0).toString(16)}`;
    expect(stopOf(again).stop).toBeDefined();
    expect(stopOf('at send_to r0=0x12345').stop).toBeUndefined();
  });

  it('asks in which function the M4 acts', () => {
    const { stop, target } = stopOf('ipcc.occupied from=m4');
    const pc = target.machine.log.at(stop?.seq ?? 0)?.pc ?? 0;
    const name = target.symbols.nameAt(pc)?.name;
    expect(stopOf(`ipcc.occupied in=${name}`).stop?.seq).toBe(stop?.seq);
    expect(stopOf('ipcc.occupied in=main').stop).toBeUndefined();
  });

  it('a count that holds already is no news', () => {
    const target = bootedEcho(talk);
    target.machine.run(ns(16e6));
    target.stops.set([rule('free-buffers ring=0 > 10')]);
    expect(go(target, 60e6)).toBeUndefined();
  });

  it('counts for a ring from its beginning: filling it is no news', () => {
    const { stop } = stopOf('free-buffers ring=0 < 2');
    expect(stop).toBeUndefined();
    expect(stopOf('messages from=linux = 1').stop?.what).toMatch(/^Message number 1 from Linux\./);
  });

  it('keeps its count in a checkpoint', () => {
    const target = bootedEcho(`${talk}\n${talk}`);
    target.stops.set([rule('ipcc.occupied hit=3')]);
    for (let time = 12e6; target.stops.view()[0]?.hits === 0; time += 1000) expect(go(target, time)).toBeUndefined();
    const state = target.checkpoint();
    const first = go(target, 60e6);
    target.restore(state);
    expect(target.stops.view()[0]?.hits).toBe(1);
    expect(first).toBeDefined();
    expect(go(target, 60e6)).toEqual(first);
  });

  it('leaves the run as it is: without watched memory the log is the same', () => {
    const [plain, watched] = [bootedEcho(talk), bootedEcho(talk)];
    watched.stops.set([rule('ipc'), rule('free-buffers < 2', 2), rule('at main r0=7', 3)]);
    plain.machine.run(ns(40e6));
    watched.machine.run(ns(40e6), { stopAt: (kind, seq) => watched.stops.sees(kind, seq) && false });
    expect(watched.machine.log.counts()).toEqual(plain.machine.log.counts());
    expect(watched.journal.entries).toHaveLength(plain.journal.entries.length);
  });

  it('watched memory goes through the journal', () => {
    const target = bootedEcho('');
    target.stops.set([rule('write 0x10040000'), rule('read 0x10040000', 2)]);
    target.stops.set([]);
    expect(target.journal.entries.slice(-2).map(({ input }) => input)).toMatchObject([
      { kind: 'watches', watches: [{ place: '0x10040000', reads: true, writes: true }] },
      { kind: 'watches', watches: [] },
    ]);
  });
});

it('a replay of the journal meets the same watched memory at the same moments', () => {
  const live = bootedEcho(talk);
  live.stops.set([rule('write vring0.used.idx')]);
  for (let stops = 0; stops < 2; stops++) expect(go(live, 40e6)).toBeDefined();
  live.stops.set([rule('access vring1.avail.flags', 2)]);
  live.machine.run(ns(40e6));
  const again = new Target(live.firmware, { board: 'dk2', boot: 'linux' });
  replay(
    again.machine,
    live.journal.entries.filter(({ input }) => input.kind !== 'firmware'),
    40e6,
  );
  expect(logText(live).some((line) => line.includes('watch.'))).toBe(true);
  expect(logText(again)).toEqual(logText(live));
});

describe('a rule that cannot fire says so', () => {
  const spinning = (): Target =>
    new Target(
      { name: 'spin.elf', bytes: makeElf({ segments: [{ address: 0, bytes: words(0x1003_0000, 0x1000_0001) }] }) },
      { board: 'dk2', boot: 'linux' },
    );

  it.each([
    ['at mian', 'There is no symbol mian in tty-echo.elf: did you mean main?'],
    ['write 0x4c001000', 'is not RAM'],
    ['write vring7.used.idx', 'there is no vring7.used.idx'],
    ['write vring0.used.ids', 'there is no vring0.used.ids'],
    ['peripheral.touched peripheral=UART44', 'The chip has no UART44: did you mean UART4?'],
    ['rpmsg.announced service=rpmsg-ttx', 'The text “rpmsg-ttx” is not in tty-echo.elf'],
    ['ipcc.occupied in=mian', 'has no function mian'],
    ['free-buffers ring=2 < 1', 'There is no such ring.'],
    ['free-buffers ring=0 < 1', 'not there yet'],
    ['write vring0.used.idx', 'not there yet'],
  ])('%s', (text, words) => {
    expect(noteOf(text)?.toLowerCase()).toContain(words.toLowerCase());
  });

  it('on firmware without rings, and without Linux', () => {
    expect(noteOf('vring.offered', spinning())).toContain('no virtio device');
    expect(noteOf('waiting > 1', spinning())).toContain('no virtio device');
    const alone = new Target(
      { name: 'tty-echo.elf', bytes: demoElf('tty-echo') },
      { board: 'dk2', boot: 'engineering' },
    );
    expect(noteOf('rproc.state-changed', alone)).toContain('No Linux runs');
  });

  it.each(['ipcc.occupied channel=3', 'at main', 'write 0x10040000:16', 'rpmsg.announced service=rpmsg-tty', 'ipc'])(
    '%s can fire',
    (text) => {
      expect(noteOf(text)).toBeUndefined();
    },
  );
});

describe('stop here next time', () => {
  it('makes a rule of an event that the event itself meets', () => {
    const target = bootedEcho(talk);
    target.machine.run(ns(40e6));
    const { log } = target.machine;
    for (let seq = 0; seq < log.length; seq++) {
      const event = log.at(seq)!;
      const body = stopAtEvent(event);
      expect(parseStop(printStop(body))).toEqual({ ok: true, body });
      target.stops.set([{ ...body, id: 1, title: 'x', enabled: true }]);
      expect([printStop(body), target.stops.sees(event.kind, seq)]).toEqual([printStop(body), true]);
    }
  });
});

describe('a session', () => {
  const open = { name: 'tty-echo.elf', bytes: demoElf('tty-echo'), board: 'dk2', boot: 'linux' } as const;

  it('stops a run at a rule with a sentence, and goes on; the rule outlives a restart', async () => {
    const { call, slices, views } = sessionBench();
    await call('subscribe', { views: { status: {}, stops: {} } });
    await call('open', open);
    await call('setStops', { rules: [rule('rpmsg.announced created=yes')] });
    await call('continue', {});
    await slices(200);
    expect(views.status).toMatchObject({ phase: 'paused', stop: { rule: 1 } });
    expect(views.status?.stopReason).toMatch(
      /^The firmware announces “rpmsg-tty”\. Your rule “rpmsg\.announced created=yes”\.$/,
    );
    expect(views.status?.headline).toBe('The firmware announces “rpmsg-tty”.');
    await call('continue', {});
    await slices(200);
    expect(views.stops?.[0]?.hits).toBe(2);
    await call('restart', {});
    expect(views.stops).toMatchObject([{ hits: 0, rule: { id: 1 } }]);
    await call('continue', {});
    await slices(200);
    expect(views.status?.stop).toMatchObject({ rule: 1 });
  });

  it('runs to what is asked for and forgets it', async () => {
    const { call, views } = sessionBench();
    await call('subscribe', { views: { status: {}, stops: {} } });
    await call('open', open);
    const step = (text: string) => call('step', { kind: 'stop', stop: bodyOf(text), title: text });
    expect((await step('at main')).reason).toMatch(/^The M4 has come to main/);
    expect((await step('write vring0.used.idx')).reason).toMatch(/^The M4 has written 0x1 to vring0\.used\.idx/);
    expect(views.stops).toEqual([]);
    expect((await step('hsem.taken')).reason).toBe(
      '“hsem.taken” did not happen: the M4 sleeps and Linux waits for input',
    );
    expect(views.status?.stop).toBeUndefined();
  });

  it('a breakpoint is a rule: it stops at the address, each time', async () => {
    const { call, slices, views } = sessionBench();
    await call('subscribe', { views: { status: {}, disassembly: { at: undefined, before: 2, after: 2 } } });
    await call('open', open);
    await call('setStops', { rules: [rule('at main')] });
    await call('continue', {});
    await slices(200);
    expect(views.disassembly?.breakpoints).toEqual([{ address: views.status?.m4.pc, rule: 1, enabled: true }]);
  });
});

it('numbers are ordered in words', () => {
  expect([1, 2, 3, 4, 11, 12, 21, 102, 111].map(ordinal)).toEqual([
    '1st',
    '2nd',
    '3rd',
    '4th',
    '11th',
    '12th',
    '21st',
    '102nd',
    '111th',
  ]);
});
