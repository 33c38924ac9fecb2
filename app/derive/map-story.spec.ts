/** The map's story of one message, event by event: where the letter is, and which way is ink. */
import { describe, expect, it } from 'vitest';
import { circumstancesOf } from './circumstances';
import { echoTrip, eventWriter, vring } from './echo-trip.fixture';
import { effectsOf, eventAt } from './events';
import type { FlowDensity } from './flow-labels';
import { chainPoints, flowLayout, laneX } from './flow-layout';
import { flowBars, flowSteps } from './flow-steps';
import { mapLayout } from './map-layout';
import { followedMessage, mapStory } from './map-story';
import { MessageIndex } from './messages';
import { flowOf, laneWidth } from './rates';
import { ringSlots } from './ring';
import { bandPieces, hands } from './wheel-geometry';
import { whereItLay } from './where-it-lay';

const w = eventWriter();
echoTrip(w, 1_000_000);
const { events } = w;
const upTo = (kind: string, nth = 0) => {
  let seen = -1;
  const at = events.findIndex((e) => e.kind === kind && ++seen === nth);
  return new MessageIndex().advance(events.slice(0, at + 1))[0];
};

describe('mapStory', () => {
  it.each([
    ['tty.written', 0, 'out-in', 'start'],
    ['vring.offered', 0, 'out-in', 'ring'],
    ['ipcc.occupied', 0, 'out-in', 'ring'],
    ['vring.returned', 0, 'out-out', 'end'],
    ['rpmsg.written', 1, 'back-in', 'start'],
    ['vring.returned', 1, 'back-in', 'ring'],
    ['rpmsg.received', 0, 'back-out', 'end'],
  ] as const)('after %s %i the letter is at %s, %s', (kind, nth, at, place) => {
    const story = mapStory(upTo(kind, nth));
    expect(story.letter).toMatchObject({ at, place });
    expect(Object.values(story.ways).filter((s) => s === 'now')).toHaveLength(place === 'start' ? 0 : 1);
  });
  it('draws the picture of the design when the M4 has rung', () => {
    const story = mapStory(upTo('ipcc.occupied', 1));
    expect(story.ways).toEqual({ 'out-in': 'past', 'out-out': 'past', 'back-in': 'now', 'back-out': 'expected' });
    expect(story.bells).toEqual({
      'linux-ipcc': 'none',
      'ipcc-m4': 'none',
      'm4-ipcc': 'now',
      'ipcc-linux': 'expected',
    });
  });
  it('misses the bell that is masked', () => {
    expect(mapStory(upTo('ipcc.occupied'), { out: true, back: false }).bells['ipcc-m4']).toBe('missing');
  });
  it('is quiet without a message', () => expect(mapStory(undefined).letter).toBeUndefined());
  it('follows the message of the sentence, else the newest', () => {
    const index = new MessageIndex();
    const messages = index.advance(events);
    expect(followedMessage(messages, (s) => index.messageOf(s), 5)?.id).toBe(0);
    expect(followedMessage(messages, (s) => index.messageOf(s), 99_999)?.id).toBe(0);
    expect(followedMessage([], () => undefined, undefined)).toBeUndefined();
  });
});

const sizeOf = (density: FlowDensity) => ({ density, width: 900, x: laneX(900, 66, 42) });

describe('the diagram’s heights', () => {
  const message = new MessageIndex().advance(events)[0]!;
  it.each(['compact', 'wide'] as const)('%s: time only runs down and bars stay between their steps', (density) => {
    const layout = flowLayout({ steps: flowSteps(message), expected: [], bars: flowBars(message) }, sizeOf(density));
    const ys = layout.steps.map((s) => s.y);
    expect(ys).toEqual([...ys].sort((a, b) => a - b));
    for (const bar of layout.bars) expect(bar.bottom).toBeGreaterThanOrEqual(bar.top);
    expect(layout.breaks.map((b) => b.ns)).toEqual([11_000]);
    expect(layout.height).toBeGreaterThan(layout.nowY);
  });
  it('draws one unbroken line from lane to neighbouring lane', () => {
    const points = chainPoints(flowLayout({ steps: flowSteps(message), expected: [], bars: [] }, sizeOf('wide')).steps);
    for (let i = 1; i < points.length; i++) {
      const [a, b] = [points[i - 1]!, points[i]!];
      expect(a.lane === b.lane || a.y === b.y).toBe(true);
    }
    expect([points[0]?.lane, points.at(-1)?.lane]).toEqual(['user', 'user']);
  });
  it('lists where the second byte of the message lay, copies of the firmware included', () => {
    const copies = [{ address: 0x1002_0a34, region: '.bss', symbol: 'received' }];
    expect(whereItLay(message, 1, () => 'send', copies)).toMatchObject([
      { address: 0x1004_4011, owners: ['a7', 'm4'], what: 'vring1 buffer 0', from: 1_002_100, to: 1_008_900 },
      { address: 0x1002_0a35, owners: ['m4'], by: 'received', from: undefined },
      { address: 0x1004_2411, owners: ['m4', 'a7'], by: 'send', what: 'vring0 buffer 2', to: 1_033_000 },
      { address: undefined, name: 'tty buffer', from: 1_033_000, to: undefined },
    ]);
  });
});

it('looks events up by number', () => {
  expect(eventAt(events, 3)?.kind).toBe('ipcc.occupied');
  expect(eventAt(events, 4_000)).toBeUndefined();
  const taken = events.find((e) => e.kind === 'irq.taken')?.seq ?? -1;
  expect(effectsOf(events, taken, 3).every((e) => e.cause === taken)).toBe(true);
});

it('measures what flows', () => {
  const many = eventWriter();
  for (let i = 0; i < 20; i++) echoTrip(many, i * 50_000);
  const flow = flowOf(many.events, 20 * 50_000);
  expect(flow.toM4).toBeCloseTo(20_000, -2);
  expect(flow.toLinux).toBe(flow.toM4);
  expect(flow.duty.get('1.2')).toBeCloseTo(0.028, 3);
  expect(flowOf([], 5).toM4).toBe(0);
  expect(laneWidth(0)).toBe(1);
  expect(laneWidth(20_000)).toBeGreaterThan(laneWidth(20));
});

it('reads what makes a bell needless or useless', () => {
  const rings = {
    absent: '',
    never: false,
    tableAddress: 0,
    vdevStatus: 7,
    tableProblems: [],
    chase: [],
    rings: [vring({ ring: 0, avail: 16, used: 0, read: 0 }), vring({ ring: 1, avail: 0, used: 0, read: 0 })],
  };
  expect(circumstancesOf(undefined, rings)).toEqual({
    quiet: { out: false, back: false },
    blocked: { out: false, back: false },
  });
});

describe('the wheel', () => {
  it('staggers equal hands, and only those', () => {
    expect(hands({ avail: 16, used: 0, read: 0 }, 16).map((h) => h.stagger)).toEqual([0, 0, 1]);
    expect(hands({ avail: 18, used: 3, read: 2 }, 16).map((h) => h.stagger)).toEqual([0, 0, 0]);
  });
  it('merges a large ring into arcs that cover it', () => {
    const pieces = bandPieces(ringSlots(vring({ ring: 0, avail: 70, used: 9, read: 6, num: 64 })));
    expect(pieces.length).toBeLessThan(8);
    expect(pieces.reduce((sum, p) => sum + p.count, 0)).toBe(64);
  });
});

it('lays the map out without overlaps at every size', () => {
  for (const [width, height] of [
    [300, 200],
    [640, 400],
    [856, 464],
    [1_300, 664],
    [1_900, 1_000],
  ] as const) {
    const { linux, m4, ipcc, wheels, radius, chips, height: h } = mapLayout(width, height);
    expect(linux.x + linux.width).toBeLessThan(ipcc.x);
    expect(ipcc.x + ipcc.width).toBeLessThan(m4.x);
    expect(wheels[1].y + radius).toBeLessThan(wheels[0].y - radius);
    expect(wheels[0].y + radius).toBeLessThan(ipcc.y);
    expect(ipcc.y + ipcc.height).toBeLessThanOrEqual(chips.y);
    expect(chips.y + chips.height).toBeLessThanOrEqual(h);
  }
});
