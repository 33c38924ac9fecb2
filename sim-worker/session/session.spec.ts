/** A session, spoken to as the page does: over a port, with frames taken one by one. */
import { describe, expect, it } from 'vitest';
import { demoElf } from '../testing/echo-bench';
import { makeElf, makeTable, traceEntry, words } from '../testing/make-elf';
import { sessionBench as bench } from '../testing/session-bench';

const open = { name: 'tty-echo.elf', board: 'dk2', boot: 'linux' } as const;

/** Vectors and `b .`: starts, and never says anything. */
const loopElf = (loop: number): Uint8Array =>
  makeElf({
    segments: [
      { address: 0, bytes: words(0x1003_0000, 0x1000_0001) },
      { address: 0x1000_0000, bytes: words(loop) },
    ],
  });
/** `adds r0, #1` and back. */
const countingElf = (): Uint8Array => loopElf(0xe7fd_3001);
/** `b .` */
const waitingElf = (): Uint8Array => loopElf(0xe7fe_e7fe);

/** Steps by IPC event until a step has a reason to end; the reasons. */
async function steppingTo(call: ReturnType<typeof bench>['call'], most: number): Promise<readonly string[]> {
  const reasons: string[] = [];
  while (reasons.length < most && (reasons.at(-1) ?? '') === '')
    reasons.push((await call('step', { kind: 'ipc-event' })).reason);
  return reasons;
}

describe('a session', () => {
  it('boots a firmware, takes a line for the tty, and shows the echo', async () => {
    const { call, slices, views, crashes } = bench();
    await call('subscribe', { views: { status: {}, ttys: {}, console: { have: 0 }, vrings: {}, ipcc: {} } });
    expect((await call('open', { ...open, bytes: demoElf('tty-echo') })).opened).toBe(true);
    expect(views.status?.phase).toBe('paused');
    await call('continue', {});
    await slices(200);
    expect(views.ttys?.ports.map(({ port, service }) => `${port} ${service}`)).toEqual(['0 rpmsg-tty', '1 rpmsg-tty']);
    await call('ttyInput', { port: 1, text: 'hello\n' });
    await slices(100);
    await call('pause', {});
    expect(views.ttys?.ports[1]?.traffic.map(({ toM4, text }) => [toM4, text])).toEqual([
      [true, 'hello\n'],
      [false, 'hello\n'],
    ]);
    expect(views.vrings?.rings.map(({ address }) => address)).toEqual([0x1004_0000, 0x1004_1000]);
    expect(crashes).toEqual([]);
  });

  it('keeps whole nanoseconds by a wall clock that has fractions of one, and so comes to every moment', async () => {
    const { call, slices, views } = bench(20.900_000_9);
    await call('subscribe', { views: { status: {}, ttys: {} } });
    await call('open', { ...open, name: 'lost-kick.elf', bytes: demoElf('lost-kick') });
    await call('continue', {});
    await slices(200);
    expect(Number.isInteger(views.status?.time)).toBe(true);
    await call('shellInput', { text: 'echo two > /dev/ttyRPMSG0; echo three > /dev/ttyRPMSG0\n' });
    await slices(40);
    expect(views.ttys?.ports[0]?.traffic.map(({ text }) => text)).toEqual(['two\n', 'two\n', 'three\n']);
  });

  it('steps by IPC event, one at a time, each with a sentence', async () => {
    const { call, views } = bench();
    await call('subscribe', { views: { status: {} } });
    await call('open', { ...open, bytes: demoElf('tty-echo') });
    const headlines: string[] = [];
    for (let i = 0; i < 12; i++) {
      await call('step', { kind: 'ipc-event' });
      headlines.push(views.status?.headline ?? '');
    }
    expect(new Set(headlines).size).toBeGreaterThan(6);
    expect(headlines.some((line) => line.includes('has loaded'))).toBe(true);
  });

  it('refuses what Linux would refuse and keeps the session', async () => {
    const { call, views } = bench();
    await call('subscribe', { views: { status: {} } });
    await call('open', { ...open, bytes: demoElf('tty-echo') });
    const answer = await call('open', { ...open, name: 'x.bin', bytes: new Uint8Array(64) });
    expect(answer.opened).toBe(false);
    expect(answer.preflight.errno).toBe(22);
    expect(views.status?.firmware?.name).toBe('tty-echo.elf');
  });

  it('a reader of events that has those of the board before starts anew after a restart', async () => {
    const { call, views } = bench();
    await call('open', { ...open, bytes: demoElf('tty-echo') });
    for (let i = 0; i < 5; i++) await call('step', { kind: 'ipc-event' });
    await call('subscribe', { views: { events: { after: -1, epoch: 0 } } });
    const before = views.events!;
    await call('restart', {});
    await call('subscribe', { views: { events: { after: before.total - 1, epoch: before.epoch } } });
    expect(views.events?.epoch).not.toBe(before.epoch);
    expect(views.events?.events[0]?.seq).toBe(0);
  });

  it('a reader of events that fell behind gets what follows on what it has, in portions', async () => {
    const { call, slices, views } = bench();
    await call('open', { ...open, bytes: demoElf('tty-echo') });
    await call('continue', {});
    await slices(200);
    const flood = 'for i in 1 2 3 4 5 6 7 8 9; do echo $i > /dev/ttyRPMSG0; echo $i > /dev/ttyRPMSG1; done\n';
    await call('shellInput', { text: flood });
    await slices(300);
    await call('subscribe', { views: { events: { after: -1, epoch: 0 } } });
    await slices(100);
    const { epoch, total, events } = views.events!;
    expect(events).toHaveLength(600);
    expect(events.at(-1)?.seq).toBe(total - 1);
    const seen: number[] = [];
    while (seen.length < total) {
      await call('subscribe', { views: { events: { after: seen.at(-1) ?? -1, epoch } } });
      await slices(100);
      seen.push(...views.events!.events.map(({ seq }) => seq));
    }
    expect(seen).toEqual(seen.map((_, n) => n));
    await call('pause', {});
    await call('subscribe', { views: { events: { after: -1, epoch } } });
    await slices(20);
    expect(views.events?.events).toHaveLength(total);
  });

  it('a step that finds nothing goes on in slices, shows itself as running, and Pause ends it', async () => {
    const { call, slices, views } = bench();
    await call('subscribe', { views: { status: {} } });
    await call('open', { ...open, name: 'count.elf', bytes: countingElf() });
    // Boot events first; then the M4 counts and Linux waits for a key.
    const stepping = steppingTo(call, 200);
    await slices(300);
    expect(views.status?.phase).toBe('running');
    await call('pause', {});
    // The next frame comes at most 50 ms later.
    await slices(60);
    expect(views.status).toMatchObject({ phase: 'paused', stopReason: 'paused' });
    expect((await stepping).at(-1)).toBe('paused');
  });

  it('a step ends where the M4 only polls for what nobody has planned', async () => {
    const { call } = bench();
    await call('open', { ...open, name: 'wait.elf', bytes: waitingElf() });
    expect((await steppingTo(call, 200)).at(-1)).toContain('the M4 only polls and Linux waits for input');
  });

  it('tells rings that come later from firmware that has none', async () => {
    const { call, views } = bench();
    await call('subscribe', { views: { vrings: {} } });
    await call('open', { ...open, bytes: demoElf('tty-echo') });
    expect(views.vrings).toMatchObject({ rings: [], never: false });
    await call('open', { ...open, name: 'mailbox-pingpong.elf', bytes: demoElf('mailbox-pingpong') });
    expect(views.vrings).toMatchObject({ rings: [], never: true, absent: expect.stringContaining('.resource_table') });
    const table = { address: 0x1000_0000, bytes: makeTable(traceEntry(0x1000_0400, 64)) };
    const bytes = makeElf({ segments: [table], table });
    await call('open', { ...open, name: 'traced.elf', bytes, force: true });
    expect(views.vrings).toMatchObject({ never: true, absent: 'The resource table has no virtio device.' });
  });

  it('says in words what cannot be done', async () => {
    const { call } = bench();
    await expect(call('continue', {})).rejects.toThrow('open a firmware first');
  });

  it('shows and changes how long Linux takes, and refuses what is no latency', async () => {
    const { call, views } = bench();
    await call('subscribe', { views: { latencies: {} } });
    await call('open', { ...open, bytes: demoElf('tty-echo'), tree: 'st' });
    await call('setLatency', { name: 'work', ns: 50_000 });
    expect(views.latencies?.find(({ name }) => name === 'work')).toMatchObject({ value: 50_000, usual: 8_000 });
    await expect(call('setLatency', { name: 'lunch', ns: 1 })).rejects.toThrow('no latency lunch');
    await expect(call('setLatency', { name: 'work', ns: -1 })).rejects.toThrow('whole number');
  });

  it('attaches to a firmware that U-Boot has started', async () => {
    const { call, views, slices } = bench();
    await call('subscribe', { views: { linux: {} } });
    await call('open', { ...open, bytes: demoElf('tty-echo'), uBoot: true });
    await call('continue', {});
    for (let n = 0; n < 500 && views.linux?.rproc !== 'attached'; n++) await slices(1);
    expect(views.linux?.rproc).toBe('attached');
    expect(views.linux?.channels.map(({ node }) => node)).toEqual(['/dev/ttyRPMSG0', '/dev/ttyRPMSG1']);
  });

  it('describes the chip: all 96 ETZPC ids, every block with its fidelity', async () => {
    const { call } = bench();
    const chip = await call('describe', {});
    expect(chip.etzpc).toHaveLength(96);
    expect(chip.blocks.find(({ name }) => name === 'IPCC')?.fidelity).toBe('modelled');
    expect(chip.blocks.find(({ name }) => name === 'SPI1')?.fidelity).toBe('absent');
  });
});
