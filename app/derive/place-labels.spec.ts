/** No two words of a drawing touch: for any labels, and for the message flow at every width, height and zoom. */
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stretchRows } from '../../sim-worker/contract/message-stages';
import type { MessageRow } from '../../sim-worker/contract/message-views';
import { echoTrip, eventWriter } from './echo-trip.fixture';
import { expectedSteps } from './expected';
import { expectedPlaces, type FlowSize, markBoxes, stepPlaces, type WordsPlace } from './flow-labels';
import { type FlowLayout, flowLayout, laneX } from './flow-layout';
import { flowBars, flowSteps } from './flow-steps';
import { MessageIndex } from './messages';
import { overviewScale } from './overview';
import { overviewLabels } from './overview-labels';
import { type Box, intersects, isWithin, moved, Occupied, placeLabels, textBox } from './place-labels';
import { textWidth } from './text-width';

function expectApart(boxes: readonly Box[]): void {
  for (const [i, a] of boxes.entries())
    for (const b of boxes.slice(i + 1)) if (intersects(a, b)) expect.fail(`${JSON.stringify(a)} ${JSON.stringify(b)}`);
}
const box = fc
  .tuple(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 0, max: 300 }), fc.nat(120), fc.nat(40))
  .map(([left, top, width, height]): Box => ({ left, top, right: left + width + 1, bottom: top + height + 1 }));

describe('placeLabels', () => {
  it('lets no two boxes touch, nor one that was there before', () => {
    fc.assert(
      fc.property(fc.array(fc.array(box, { minLength: 1, maxLength: 4 })), fc.array(box), (labels, taken) => {
        const occupied = new Occupied();
        occupied.add(...taken);
        const places = placeLabels(
          labels.map((boxes) => ({ places: boxes.map((each) => ({ place: each, boxes: [each] })) })),
          occupied,
        );
        const placed = places.filter((each) => each !== undefined);
        expectApart(placed);
        for (const each of placed) expect(taken.some((other) => intersects(each, other))).toBe(false);
      }),
    );
  });

  it('prefers the first place of the first label, then the second, then leaves a label out', () => {
    const at = (left: number) => ({ place: left, boxes: [{ left, top: 0, right: left + 10, bottom: 10 }] });
    const labels = [{ places: [at(0), at(50)] }, { places: [at(5), at(50)] }, { places: [at(0), at(55)] }];
    expect(placeLabels(labels, new Occupied())).toEqual([0, 50, undefined]);
  });

  it('takes text rather for too wide: real widths of Inter at 11 px, weight 680', () => {
    const real = {
      'buffer 0x10042400': 104.98,
      'ring ch 1': 44.51,
      'given back, avail.idx 21': 123.84,
      'write(6)': 42.64,
    };
    for (const [text, width] of Object.entries(real)) {
      expect(textWidth(text, { size: 11 })).toBeGreaterThanOrEqual(width);
      expect(textWidth(text, { size: 11 })).toBeLessThan(width * 1.3);
    }
  });
});

describe('one message', () => {
  const w = eventWriter();
  echoTrip(w, 1_000_000);
  const messages = w.events.map((_, i) => new MessageIndex().advance(w.events.slice(0, i + 1))[0]!);

  function sizeOf(density: FlowSize['density'], width: number): FlowSize {
    return { density, width, x: laneX(width, density === 'wide' ? 112 : 66, density === 'wide' ? 54 : 42) };
  }
  const chosen = (places: readonly WordsPlace[], words: WordsPlace['place']): readonly Box[] =>
    places.find(({ place }) => isDeepStrictEqual(place, words))?.boxes ?? [];
  type Rows = { readonly words: readonly (readonly Box[])[]; readonly marks: readonly (readonly Box[])[] };
  function rowsOf(layout: FlowLayout, size: FlowSize): Rows {
    const at = (boxes: readonly Box[], y: number) => boxes.map((each) => moved(each, y));
    const rows = [
      ...layout.steps.map(({ step, y, words }) => ({
        words: at(chosen(stepPlaces(step, size), words), y),
        marks: at(markBoxes(step, size, 30), y),
      })),
      ...layout.expected.map(({ step, y, words }) => ({
        words: at(chosen(expectedPlaces(step, size), words), y),
        marks: at(markBoxes(step, { ...size, density: 'compact' }, 0), y),
      })),
    ];
    return { words: rows.map(({ words }) => words), marks: rows.map(({ marks }) => marks) };
  }

  function expectReadable(layout: FlowLayout, size: FlowSize): void {
    const { words, marks } = rowsOf(layout, size);
    const bars = layout.bars.flatMap(({ label }) =>
      label === undefined ? [] : [textBox(label.text, { size: label.reason === undefined ? 11 : 13 }, label.at)],
    );
    expectApart([...words.flat(), ...bars]);
    for (const [i, ofRow] of words.entries()) {
      expect(ofRow.length).toBeGreaterThan(0);
      const others = marks.filter((_, row) => row !== i).flat();
      for (const each of ofRow) {
        expect(others.some((mark) => intersects(each, mark))).toBe(false);
        expect(isWithin(each, size.width)).toBe(true);
      }
    }
  }

  it.each([
    ['compact', 320],
    ['compact', 424],
    ['compact', 620],
    ['wide', 552],
    ['wide', 700],
    ['wide', 1300],
  ] as const)('%s at %i px', (density, width) => {
    const size = sizeOf(density, width);
    for (const message of messages)
      for (const room of [undefined, 120, 372, 900]) {
        const content = { steps: flowSteps(message), expected: expectedSteps(message), bars: flowBars(message) };
        expectReadable(flowLayout({ ...content, tagWidth: () => 30 }, size, room), size);
      }
  });

  it('keeps the order of the steps, and the line of now under them', () => {
    const size = sizeOf('compact', 320);
    const layout = flowLayout({ steps: flowSteps(messages.at(-1)!), expected: [], bars: [] }, size, 100);
    const ys = layout.steps.map(({ y }) => y);
    expect(ys).toEqual(ys.toSorted((a, b) => a - b));
    expect(layout.nowY).toBeGreaterThan(ys.at(-1)! + 10);
  });
});

describe('many messages', () => {
  const rowsOf = (count: number, gap: (i: number) => number): readonly MessageRow[] => {
    let start = 1_284_000_000;
    return Array.from({ length: count }, (_, i) => {
      start += gap(i);
      return {
        id: i * 20,
        ordinal: i,
        text: `a message ${i}\n`,
        start,
        took: 38_400,
        out: i % 5 !== 0,
        back: true,
        progress: 'arrived',
        port: 0,
        stretches: stretchRows.map(() => 3_840),
      } as unknown as MessageRow;
    });
  };
  it.each([
    ['far apart', () => 20_000_000],
    ['close together', () => 9_000],
    ['in bursts', (i: number) => (i % 6 === 0 ? 3_000_000 : 12_000)],
  ] as const)('%s', (_how, gap) => {
    for (const count of [5, 20, 100, 200])
      for (const [width, height] of [
        [320, 240],
        [424, 380],
        [700, 560],
        [1300, 900],
      ] as const) {
        const rows = rowsOf(count, gap);
        const scale = overviewScale(rows, height);
        const { axis, names } = overviewLabels(rows, scale, { x: laneX(width, 92, 42), width, left: 92 }, 0);
        const mono = (size: number) => ({ size, mono: true });
        expectApart([
          ...names.map(({ text, at }) => textBox(text, mono(11), at)),
          ...axis.stretches.map(({ text, at }) => textBox(text, mono(10), at)),
          ...axis.ticks.flatMap(({ text, at }) => (at === undefined ? [] : [textBox(text, mono(11), at)])),
        ]);
        expect(names.some(({ row }) => row.id === 0)).toBe(true);
      }
  });
});
