/** The ledger of messages and the chain of one event, on the echo demo. */
import { beforeAll, describe, expect, it } from 'vitest';
import { stages } from '../../contract/message-stages';
import type { ChainStart, MessagesParams } from '../../contract/message-views';
import { ns } from '../../contract/units';
import { bootedEcho } from '../../testing/echo-bench';
import type { Target } from '../target';
import { chain, messages } from '../views/messages';
import { MessageLedger } from './message-ledger';
import { messageCap } from './message-table';

const all: MessagesParams = {
  filter: {},
  order: 'newest',
  upTo: undefined,
  from: 0,
  count: 50,
  measure: 'total',
  shown: undefined,
};
const context = (target: Target, phase: 'paused' | 'running' = 'paused') =>
  ({ target, phase }) as unknown as Parameters<typeof messages>[0];
const view = (target: Target, change: Partial<MessagesParams> = {}) => messages(context(target), { ...all, ...change });
const chainOf = (target: Target, start: ChainStart) => chain(context(target), { start });

function say(target: Target, text: string, port = 0): void {
  target.journal.record(target.machine, { kind: 'tty', port, text });
  target.machine.run(ns(target.machine.clock.now + 1e6));
}
function booted(lines = ''): Target {
  const target = bootedEcho(lines);
  target.machine.run(ns(100e6));
  return target;
}

describe('the ledger', () => {
  let target: Target;
  beforeAll(() => {
    target = booted();
    say(target, 'hello\n');
    say(target, 'other port\n', 1);
    say(target, 'again\n');
  });

  it('has every message, the newest first, announcements included', () => {
    const { rows, seen, kept, matches } = view(target);
    expect(rows.map(({ text, port, out, back, progress }) => [text, port, out, back, progress])).toEqual([
      ['again\n', 0, true, true, 'arrived'],
      ['other port\n', 1, true, true, 'arrived'],
      ['hello\n', 0, true, true, 'arrived'],
      ['rpmsg-tty at 1025', undefined, false, true, 'arrived'],
      ['rpmsg-tty at 1024', undefined, false, true, 'arrived'],
    ]);
    expect([seen, kept, matches]).toEqual([5, 5, 5]);
  });

  it('accounts for all the time of a message in the six stages', () => {
    for (const { took, stages: spent } of view(target).rows) {
      expect(stages.reduce((sum, stage) => sum + spent[stage], 0)).toBe(took);
      expect(took).toBeGreaterThan(0);
    }
  });

  it.each<[string, MessagesParams['filter'], readonly string[]]>([
    ['words, in any case', { text: 'HELLO' }, ['hello\n']],
    ['a tty', { port: 1 }, ['other port\n']],
    ['an endpoint', { endpoint: 53 }, ['rpmsg-tty at 1025', 'rpmsg-tty at 1024']],
    ['a channel that carried a bell', { channel: 2 }, ['again\n', 'other port\n', 'hello\n']],
    ['a way', { way: 'm4-to-linux' }, ['rpmsg-tty at 1025', 'rpmsg-tty at 1024']],
    ['faults', { faulty: true }, []],
    ['slow ones', { slowerThan: 50_000 }, ['rpmsg-tty at 1025', 'rpmsg-tty at 1024']],
  ])('filters by %s', (_what, filter, texts) => {
    const { rows, matches } = view(target, { filter });
    expect(rows.map(({ text }) => text)).toEqual(texts);
    expect(matches).toBe(texts.length);
  });

  it('gives a window that does not run away while it is read', () => {
    const upTo = view(target).rows[1]?.ordinal;
    expect(view(target, { upTo, from: 1, count: 2 }).rows.map(({ text }) => text)).toEqual([
      'hello\n',
      'rpmsg-tty at 1025',
    ]);
  });

  it('knows the slowest, the median, and where each falls', () => {
    const { statistics } = view(target);
    expect(statistics?.count).toBe(5);
    expect(statistics?.worst[0]?.text).toBe('rpmsg-tty at 1024');
    expect(statistics?.buckets.reduce((sum, { count }) => sum + count, 0)).toBe(5);
    expect(statistics?.median).toBe(view(target, { order: 'slowest' }).rows[2]?.took);
  });

  it('shows one message whole, with the functions of the firmware', () => {
    const hello = view(target).rows[2];
    const { shown } = view(target, { shown: hello?.id });
    expect(shown?.row).toEqual(hello);
    expect(shown?.events.map(({ kind }) => kind)).toContain('tty.received');
    expect(Object.values(shown?.functions ?? {}).some((name) => name.startsWith('IPCC_RX1_IRQHandler'))).toBe(true);
  });

  it('is the same when it is read in pieces, and begins anew after a rewind', () => {
    const fresh = booted();
    const before = fresh.checkpoint();
    const pieces = new MessageLedger(fresh.machine.log);
    for (let i = 0; i < 3; i++) {
      say(fresh, `line ${i}\n`);
      pieces.advance();
    }
    const whole = new MessageLedger(fresh.machine.log);
    whole.advance();
    const rows = (ledger: MessageLedger) => Array.from({ length: ledger.seen }, (_, i) => ledger.table.row(i));
    expect(rows(pieces)).toEqual(rows(whole));
    fresh.restore(before);
    say(fresh, 'another past\n');
    pieces.advance();
    expect(rows(pieces).map(({ text }) => text)).toEqual(['rpmsg-tty at 1024', 'rpmsg-tty at 1025', 'another past\n']);
  });
});

describe('a flood', () => {
  it('keeps as many messages as it says, and says what it never saw', () => {
    const target = bootedEcho('', 'tty-echo', { eventCapacity: 1 << 12 });
    target.machine.run(ns(100e6));
    const early = view(target);
    for (let i = 0; i < 400; i++) say(target, `${i}\n`);
    const late = view(target);
    expect(late.missedEvents).toBeGreaterThan(0);
    expect(late.seen).toBeLessThan(early.seen + 400);
    expect(late.rows[0]?.text).toBe('399\n');
    expect(late.cap).toBe(messageCap);
  });

  it('makes statistics anew only when a quarter is new, while it runs', () => {
    const target = booted();
    for (let i = 0; i < 20; i++) say(target, `${i}\n`);
    const first = messages(context(target, 'running'), all).statistics;
    say(target, 'one more\n');
    expect(messages(context(target, 'running'), all).statistics).toBe(first);
    expect(view(target).statistics?.count).toBe((first?.count ?? 0) + 1);
  });
});

describe('the chain', () => {
  let target: Target;
  beforeAll(() => {
    target = booted('cat /dev/ttyRPMSG0 &');
    say(target, 'hello\n');
  });
  const seqOf = (kind: string): number => lastOf(target, kind);

  it('goes from the key press through both rings to the program that reads', () => {
    const { steps, message, cut } = chainOf(target, { kind: 'event', seq: seqOf('tty.received') });
    expect(steps.filter(({ number }) => number !== undefined).map(({ event }) => event.kind)).toEqual([
      'tty.written',
      'rpmsg.written',
      'vring.offered',
      'ipcc.occupied',
      'irq.raised',
      'irq.taken',
      'vring.returned',
      'rpmsg.written',
      'vring.returned',
      'ipcc.occupied',
      'irq.raised',
      'irq.handled',
      'rpmsg.received',
      'tty.received',
      'tty.read',
    ]);
    expect(message?.text).toBe('hello\n');
    expect(cut).toBe(false);
  });

  it('is the same from each of its steps', () => {
    const whole = chainOf(target, { kind: 'event', seq: seqOf('tty.written') });
    const numbers = (of: typeof whole) => of.steps.map(({ event, number }) => [event.seq, number]);
    for (const { event, number } of whole.steps)
      if (number !== undefined)
        expect(numbers(chainOf(target, { kind: 'event', seq: event.seq }))).toEqual(numbers(whole));
  });

  it('tells the function and the place of each step', () => {
    const { steps } = chainOf(target, { kind: 'event', seq: seqOf('tty.received') });
    const taken = steps.find(({ event }) => event.kind === 'irq.taken');
    expect(taken?.function).toMatch(/IPCC/);
    expect(taken?.inHandler).toBe(true);
    expect(steps.flatMap(({ place }) => (place === undefined ? [] : [place.what]))).toEqual(
      expect.arrayContaining(['header and payload', 'vring1 avail.ring[0]', 'vring0 used.ring[2]', 'C1SCR', 'C2SCR']),
    );
  });

  it('begins at the newest ring of a bell, or the newest change of a descriptor', () => {
    expect(chainOf(target, { kind: 'channel', from: 2, channel: 1 }).message?.text).toBe('hello\n');
    expect(chainOf(target, { kind: 'descriptor', ring: 1, index: 0 }).message?.text).toBe('hello\n');
    expect(chainOf(target, { kind: 'channel', from: 2, channel: 6 })).toMatchObject({ seq: undefined, steps: [] });
  });

  it('leads from a line of the kernel log back to the command that began it', () => {
    const line = target.machine.linux.dmesg.findLast(({ text }) => text.includes('creating channel'));
    const { steps, message } = chainOf(target, { kind: 'event', seq: line?.seq ?? -1 });
    expect(steps[0]?.event.kind).toBe('shell.ran');
    expect(message?.text).toBe('rpmsg-tty at 1025');
  });

  it('is the same object until something is added', () => {
    const seq = seqOf('tty.received');
    const before = chainOf(target, { kind: 'event', seq });
    say(target, 'unrelated\n');
    expect(chainOf(target, { kind: 'event', seq })).toBe(before);
  });
});

function lastOf(target: Target, kind: string): number {
  const { log } = target.machine;
  for (let seq = log.length - 1; seq >= 0; seq--) {
    const event = log.at(seq);
    if (event?.kind === kind && (!('text' in event.fields) || event.fields.text === 'hello\n')) return seq;
  }
  throw new Error(`no ${kind}`);
}
