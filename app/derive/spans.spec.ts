/** The timeline's content and window: bells stand as long as their flag, work is joined, and only new events are read. */
import { describe, expect, it } from 'vitest';
import { echoTrip, eventWriter } from './echo-trip.fixture';
import { SpanIndex, spansIn } from './spans';
import { followWindow, panned, positionIn, spanOf, timeAt, windowForKey, zoomed } from './time-window';

const start = 1_000_000;
function trip(count = 1) {
  const w = eventWriter();
  for (let i = 0; i < count; i++) echoTrip(w, start + i * 100_000);
  return w.events;
}

describe('SpanIndex', () => {
  it('draws the three lanes of one trip', () => {
    const { linux, ipcc, firmware } = new SpanIndex().advance(trip());
    const shape = (list: typeof linux) => list.map((s) => [s.label, s.start - start, (s.end ?? 0) - start]);
    expect(shape(linux)).toEqual([
      ['write, send', 0, 3_900],
      ['IRQ', 16_300, 17_000],
      ['receive, read', 28_000, 38_400],
    ]);
    expect(shape(ipcc)).toEqual([
      ['2', 3_900, 5_300],
      ['1', 15_100, 17_000],
    ]);
    expect(shape(firmware)).toEqual([
      ['IRQ 103', 4_100, 6_200],
      ['take, transmit', 8_900, 15_100],
    ]);
    expect(ipcc.map((s) => [s.from, s.owner])).toEqual([
      [1, 'a7'],
      [2, 'm4'],
    ]);
  });

  it('keeps a bell open until it is acknowledged', () => {
    const events = trip();
    const index = new SpanIndex();
    const rung = events.findIndex((e) => e.kind === 'ipcc.occupied');
    expect(index.advance(events.slice(0, rung + 1)).ipcc[0]?.end).toBeUndefined();
    expect(index.advance(events).ipcc[0]?.end).toBe(start + 5_300);
  });

  it('gives the same answer at once, piece by piece, and after stepping back', () => {
    const events = trip(12);
    const whole = new SpanIndex().advance(events);
    const index = new SpanIndex();
    for (let i = 1; i <= events.length; i += 5) index.advance(events.slice(0, i));
    expect(index.advance(events)).toEqual(whole);
    index.advance(events.slice(0, 17));
    expect(index.advance(events)).toEqual(whole);
  });

  it('marks an arrow only where a bell is rung or heard', () => {
    const { crossings } = new SpanIndex().advance(trip());
    expect(crossings.map((c) => [c.from, c.to])).toEqual([
      ['linux', 'ipcc'],
      ['ipcc', 'firmware'],
      ['firmware', 'ipcc'],
      ['ipcc', 'linux'],
    ]);
  });

  it('finds the spans of a window as looking at all of them would', () => {
    const { linux } = new SpanIndex().advance(trip(60));
    for (const [a, b] of [
      [0, 2e6],
      [start + 150_000, start + 180_000],
      [start + 3_333_333, start + 3_400_000],
      [9e6, 1e7],
    ] as const) {
      expect(spansIn(linux, a, b)).toEqual(linux.filter((s) => s.start < b && (s.end ?? b) >= a));
    }
  });
});

describe('the window', () => {
  const window = { start: 1_000, end: 11_000 };
  it('keeps the time under the pointer where it is', () => {
    const at = timeAt(window, 250, 1_000);
    const near = zoomed(window, 0.5, at, 1e6);
    expect(positionIn(near, at, 1_000)).toBeCloseTo(250);
    expect(spanOf(near)).toBe(5_000);
  });
  it('never shows less than 500 ns nor leaves recorded time', () => {
    expect(spanOf(zoomed(window, 1e-9, 5_000, 1e6))).toBe(500);
    expect(panned(window, 1e12, 20_000).start).toBeLessThan(20_000);
    expect(panned(window, -1e12, 20_000).end).toBeGreaterThan(0);
  });
  it('answers W A S D and nothing else', () => {
    expect(spanOf(windowForKey('w', window, 5_000, 1e6) ?? window)).toBeLessThan(10_000);
    expect(spanOf(windowForKey('S', window, 5_000, 1e6) ?? window)).toBeGreaterThan(10_000);
    expect(windowForKey('d', window, 5_000, 1e6)?.start).toBe(2_500);
    expect(windowForKey('x', window, 5_000, 1e6)).toBeUndefined();
  });
  it('shows the message under way with room for what comes', () => {
    const shown = followWindow(start + 15_100, { start, end: start + 15_000 }, false);
    expect(shown.start).toBeLessThan(start);
    expect(shown.end).toBeGreaterThan(start + 38_400);
    const over = followWindow(start + 2e9, { start, end: start + 20_000 }, false);
    expect(over.start).toBeLessThan(start);
    expect(over.end).toBeLessThan(start + 100_000);
    const running = followWindow(5e9, undefined, true);
    expect(running.end).toBeGreaterThan(5e9);
    expect(spanOf(running)).toBe(20_000_000);
  });
});
