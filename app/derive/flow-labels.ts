/** Where the words of a step can stand, and what else of it takes up room. Heights are counted from the step's own line. */
import type { Lane } from '../../sim-worker/contract/event-schema';
import type { ExpectedStep } from './expected';
import type { FlowStep } from './flow-steps';
import { type Box, isWithin, type TextPlace, textBox } from './place-labels';
import type { Font } from './text-width';

export type FlowDensity = 'compact' | 'wide';
export type LaneXs = Readonly<Record<Lane, number>>;
export type FlowSize = { readonly density: FlowDensity; readonly width: number; readonly x: LaneXs };
/** One way to write a step: its words, and in the wide form a second line. */
export type StepWords = { readonly label: TextPlace; readonly detail: TextPlace | undefined };
export type WordsPlace = { readonly place: StepWords; readonly boxes: readonly Box[] };

const fonts = {
  label: { size: 11 },
  title: { size: 12, mono: true },
  detail: { size: 11 },
  monoDetail: { size: 11, mono: true },
} as const satisfies Readonly<Record<string, Font>>;
/** Half the width of the square with the followed letter, of a dot, of an arrow's head. */
const half = { letter: 9, dot: 5, head: 4 } as const;
/** Between the number of a step and the edge. */
export const tagMargin = 6;

type Words = {
  readonly from: Lane;
  readonly to: Lane;
  readonly label: string;
  readonly title: string;
  readonly detail: string;
};

/** Does the wide form write the step's second line? An arrow beside the chain has none. */
const hasDetail = (step: Pick<FlowStep, 'from' | 'to' | 'onChain' | 'detail'>): boolean =>
  step.detail !== '' && (step.from === step.to || step.onChain);

export function stepPlaces(step: FlowStep, size: FlowSize): readonly WordsPlace[] {
  const detail = size.density === 'wide' && hasDetail(step) ? step.detail : '';
  const words = { ...step, label: size.density === 'wide' ? step.title : step.label, detail };
  return step.from === step.to ? pointPlaces(words, size) : arrowPlaces(words, size);
}

export const expectedPlaces = (step: ExpectedStep, size: FlowSize): readonly WordsPlace[] => {
  const words = { ...step, title: step.label, detail: '' };
  const compact = { ...size, density: 'compact' } as const;
  return step.from === step.to ? pointPlaces(words, compact) : arrowPlaces(words, compact);
};

/** Beside the point: away from the edge of the drawing first, else on the other side. */
function pointPlaces({ from, label, detail }: Words, { density, width, x }: FlowSize): readonly WordsPlace[] {
  const wide = density === 'wide';
  const at = x[from];
  const distance = wide ? 17 : 9;
  const sides = from === 'm4' || from === 'm4-irq' ? (['end', 'start'] as const) : (['start', 'end'] as const);
  const places = sides.map((anchor) => {
    const edge = anchor === 'end' ? at - distance : at + distance;
    const line = (y: number): TextPlace => ({ x: edge, y, anchor });
    return wordsPlace(
      { text: label, font: wide ? fonts.title : fonts.label, at: line(wide && detail !== '' ? -2 : 4) },
      { text: detail, font: fonts.detail, at: line(14) },
    );
  });
  return within(places, width);
}

/** Over the middle of the arrow, else under it. */
function arrowPlaces({ from, to, label, detail }: Words, { density, width, x }: FlowSize): readonly WordsPlace[] {
  const wide = density === 'wide';
  const middle = (x[from] + x[to]) / 2;
  // A long title reaches over the square with the letter at user space.
  const lift = from === 'user' || to === 'user' ? 13 : 9;
  const over = (y: number): TextPlace => ({ x: middle, y, anchor: 'middle' });
  const above = wordsPlace(
    { text: label, font: fonts.label, at: over(wide ? -lift : -4) },
    { text: detail, font: fonts.monoDetail, at: over(15) },
  );
  if (detail !== '') return within([above], width);
  const below = wordsPlace({ text: label, font: fonts.label, at: over(wide ? 15 : 12) }, undefined);
  return within([above, below], width);
}

type Line = { readonly text: string; readonly font: Font; readonly at: TextPlace };
function wordsPlace(label: Line, detail: Line | undefined): WordsPlace {
  const boxes = [textBox(label.text, label.font, label.at)];
  if (detail === undefined || detail.text === '') return { place: { label: label.at, detail: undefined }, boxes };
  return {
    place: { label: label.at, detail: detail.at },
    boxes: [...boxes, textBox(detail.text, detail.font, detail.at)],
  };
}

/** Places that stay in the drawing; where all leave it the first is pushed back in. */
function within(places: readonly WordsPlace[], width: number): readonly WordsPlace[] {
  const inside = places.filter(({ boxes }) => boxes.every((box) => isWithin(box, width)));
  const [first] = places;
  if (inside.length > 0 || first === undefined) return inside;
  const left = Math.min(...first.boxes.map((box) => box.left));
  const right = Math.max(...first.boxes.map((box) => box.right));
  const by = left < 2 ? 2 - left : Math.max(2 - left, width - 2 - right);
  const push = (at: TextPlace): TextPlace => ({ ...at, x: at.x + by });
  const { label, detail } = first.place;
  return [
    {
      place: { label: push(label), detail: detail === undefined ? undefined : push(detail) },
      boxes: first.boxes.map((box) => ({ ...box, left: box.left + by, right: box.right + by })),
    },
  ];
}

/** Line and heads of an arrow, the dot or letter of a point, and the number of the chain's step at the right edge. */
export function markBoxes(
  step: Pick<FlowStep, 'from' | 'to'> & Partial<Pick<FlowStep, 'address'>>,
  { density, width, x }: FlowSize,
  tagWidth: number,
): readonly Box[] {
  const [a, b] = [x[step.from], x[step.to]];
  const carries = density === 'wide' && (step.address !== undefined || step.from === 'user' || step.to === 'user');
  const reach = a === b ? (carries ? half.letter : half.dot) : half.head;
  const side = a === b ? reach : carries ? half.letter : 0;
  const line = { left: Math.min(a, b) - side, right: Math.max(a, b) + side, top: -reach, bottom: reach };
  const left = width - tagMargin - tagWidth;
  return tagWidth === 0 ? [line] : [line, { left, right: width, top: -7, bottom: 7 }];
}
