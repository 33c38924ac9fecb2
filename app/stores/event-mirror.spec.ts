/** The page's copy of the log: complete while the page keeps up, honest about gaps when it does not. */
import { describe, expect, it } from 'vitest';
import type { SocEvent } from '../../sim-worker/contract/event-schema';
import type { EventsView } from '../../sim-worker/contract/views';
import { applyEvents, emptyMirror, eventsWanted, fillGap, maxMirroredEvents, skipAhead } from './event-mirror';

const event = (seq: number): SocEvent => ({
  seq,
  time: seq * 10,
  cause: undefined,
  pc: undefined,
  kind: 'shell.ran',
  fields: { line: 'ls' },
});
const range = (from: number, to: number): SocEvent[] => Array.from({ length: to - from }, (_, i) => event(from + i));
const view = (from: number, to: number, total = to, epoch = 1): EventsView => ({
  events: range(from, to),
  total,
  first: 0,
  epoch,
});
const seqs = (events: readonly SocEvent[]): number[] => events.map(({ seq }) => seq);

describe('applyEvents', () => {
  it('adds what is new and asks for what follows', () => {
    const mirror = applyEvents(applyEvents(emptyMirror, view(0, 3)), view(3, 5));
    expect(seqs(mirror.events)).toEqual([0, 1, 2, 3, 4]);
    expect(eventsWanted(mirror)).toEqual({ after: 4, epoch: 1 });
  });

  it('does not add an event twice', () => {
    const once = applyEvents(emptyMirror, view(0, 3));
    expect(applyEvents(once, view(0, 3))).toBe(once);
    expect(seqs(applyEvents(once, view(1, 5)).events)).toEqual([0, 1, 2, 3, 4]);
  });

  it('begins anew with a new epoch', () => {
    const mirror = applyEvents(applyEvents(emptyMirror, view(0, 50)), view(0, 2, 2, 2));
    expect(seqs(mirror.events)).toEqual([0, 1]);
    expect(mirror.epoch).toBe(2);
  });

  it('keeps the newest and no more than its cap', () => {
    let mirror = emptyMirror;
    for (let from = 0; from < maxMirroredEvents + 4_000; from += 2_000)
      mirror = applyEvents(mirror, view(from, from + 2_000));
    expect(mirror.events).toHaveLength(maxMirroredEvents);
    expect(mirror.events[0]?.seq).toBe(4_000);
  });

  it('holds one unbroken run: after a hole only the newer part stays', () => {
    const mirror = applyEvents(applyEvents(emptyMirror, view(0, 10)), view(5_000, 5_010));
    expect(seqs(mirror.events)).toEqual(seqs(range(5_000, 5_010)));
    expect(mirror.gap).toBe(true);
  });
});

describe('a page that is slower than the model', () => {
  it('skips to the newest events, keeping what it has until they come', () => {
    const behind = applyEvents(emptyMirror, view(0, 2_000, 100_000));
    const skipped = skipAhead(behind);
    expect(skipped.events).toBe(behind.events);
    expect(eventsWanted(skipped).after).toBe(99_399);
    const caughtUp = applyEvents(skipped, view(99_400, 100_000));
    expect(caughtUp.events[0]?.seq).toBe(99_400);
    expect(skipAhead(caughtUp)).toBe(caughtUp);
  });

  it('fetches after the stop what was before it began to read', () => {
    const late = applyEvents(emptyMirror, view(9_400, 10_000));
    expect(late.gap).toBe(true);
    let mirror = fillGap(late);
    for (let from = 0; from < 10_000; from += 500) mirror = applyEvents(mirror, view(from, from + 500, 10_000));
    expect(seqs(mirror.events)).toEqual(seqs(range(0, 10_000)));
    expect(mirror.gap).toBe(false);
  });

  it('leaves out after the stop what it would not keep', () => {
    const behind = applyEvents(applyEvents(emptyMirror, view(0, 10)), view(10, 20, 50_000));
    expect(eventsWanted(fillGap(behind)).after).toBe(50_000 - 1 - maxMirroredEvents);
  });

  it('fetches after the stop what it left out', () => {
    let mirror = fillGap(applyEvents(skipAhead(applyEvents(emptyMirror, view(0, 10, 30_000))), view(28_000, 30_000)));
    expect(eventsWanted(mirror).after).toBe(9_999);
    for (let from = 10_000; from < 30_000; from += 2_000)
      mirror = applyEvents(mirror, view(from, from + 2_000, 30_000));
    expect(mirror.events[0]?.seq).toBe(10_000);
    expect(mirror.events.at(-1)?.seq).toBe(29_999);
    expect(mirror.gap).toBe(false);
    expect(fillGap(mirror)).toBe(mirror);
  });
});
