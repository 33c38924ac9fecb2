/** Heights of the sequence diagram: steps in order, unequal times spaced for reading, with a break mark where time was cut; no words touch others. */
import type { Lane } from '../../sim-worker/contract/event-schema';
import type { ExpectedStep } from './expected';
import { type FlowBarLabel, placeBarLabels } from './flow-bar-labels';
import {
  expectedPlaces,
  type FlowDensity,
  type FlowSize,
  type LaneXs,
  markBoxes,
  type StepWords,
  stepPlaces,
  type WordsPlace,
} from './flow-labels';
import type { FlowBar, FlowStep } from './flow-steps';
import { type Box, moved, Occupied, type TextPlace, textBox } from './place-labels';

export type PlacedStep = {
  readonly step: FlowStep;
  readonly y: number;
  readonly timeShown: boolean;
  /** Heights from `y`. */
  readonly words: StepWords;
};
export type PlacedExpected = { readonly step: ExpectedStep; readonly y: number; readonly words: StepWords };
export type PlacedBar = {
  readonly bar: FlowBar;
  readonly top: number;
  readonly bottom: number;
  readonly open: boolean;
  /** Undefined where it has none, or there is no room for it. */
  readonly label: FlowBarLabel | undefined;
};
export type FlowLayout = {
  readonly steps: readonly PlacedStep[];
  readonly expected: readonly PlacedExpected[];
  readonly bars: readonly PlacedBar[];
  /** Where a break mark stands, and how long the cut is. */
  readonly breaks: readonly { readonly y: number; readonly ns: number }[];
  readonly nowY: number;
  /** Of the words "expected next"; undefined when nothing is. */
  readonly nextWords: TextPlace | undefined;
  readonly height: number;
};
export type FlowContent = {
  readonly steps: readonly FlowStep[];
  readonly expected: readonly ExpectedStep[];
  readonly bars: readonly FlowBar[];
  /** How wide the number of a step of the chain is that stands at the right of the row; 0 for none. */
  readonly tagWidth?: (step: FlowStep) => number;
};

type Rule = {
  readonly first: number;
  readonly least: number;
  readonly most: number;
  readonly cut: number;
  readonly expected: number;
};
const rules: Readonly<Record<FlowDensity, Rule>> = {
  compact: { first: 16, least: 21, most: 27, cut: 34, expected: 21 },
  wide: { first: 22, least: 32, most: 50, cut: 74, expected: 32 },
};
export const nextText = 'expected next';
/** The sign "now" at the left, with its line. */
const nowSign = { right: 40, half: 9 } as const;

/** `room`: the height there is; rows move together or apart a little to use it. */
export function flowLayout(content: FlowContent, size: FlowSize, room?: number): FlowLayout {
  const rule = rules[size.density];
  const natural = layOut(content, size, rule);
  if (room === undefined) return natural;
  const margins = rule.first + 26;
  const factor = Math.min(1.4, Math.max(0.88, (room - margins) / Math.max(1, natural.height - margins)));
  return Math.abs(factor - 1) < 0.02 ? natural : layOut(content, size, scaled(rule, factor));
}
const scaled = (rule: Rule, factor: number): Rule => ({
  first: rule.first,
  least: rule.least * factor,
  most: rule.most * factor,
  cut: rule.cut * factor,
  expected: rule.expected * factor,
});

function layOut({ steps, expected, bars, tagWidth }: FlowContent, size: FlowSize, rule: Rule): FlowLayout {
  const occupied = new Occupied();
  const { placed, breaks } = placeSteps(steps, bars, size, rule, occupied, tagWidth);
  const last = placed[placed.length - 1];
  const nowY = nowLine(last, rule, size, occupied);
  const nextWords = expected.length === 0 ? undefined : placeNext(nowY, size.width, occupied);
  let y = nowY + rule.expected * 0.86;
  const dotted = expected.map((step) => {
    const marks = markBoxes(step, { ...size, density: 'compact' }, 0);
    const row = settle(Math.round(y), expectedPlaces(step, size), marks, occupied);
    y = row.y + rule.expected;
    return { step, ...row };
  });
  const yAt = scaleThrough(placed);
  const spans = bars.map((bar) => ({
    bar,
    top: yAt(bar.start),
    bottom: bar.end === undefined ? nowY : yAt(bar.end),
    open: bar.end === undefined,
  }));
  const labels = size.density === 'wide' ? placeBarLabels(spans, size, occupied) : [];
  return {
    steps: placed,
    expected: dotted,
    bars: spans.map((span, i) => ({ ...span, label: labels[i] })),
    breaks,
    nowY,
    nextWords,
    height: (dotted[dotted.length - 1]?.y ?? nowY) + 22,
  };
}

function placeSteps(
  steps: readonly FlowStep[],
  bars: readonly FlowBar[],
  size: FlowSize,
  rule: Rule,
  occupied: Occupied,
  tagWidth: FlowContent['tagWidth'] = () => 0,
): { readonly placed: readonly PlacedStep[]; readonly breaks: FlowLayout['breaks'] } {
  const usual = usualGap(steps);
  const placed: PlacedStep[] = [];
  const breaks: { y: number; ns: number }[] = [];
  let y = rule.first;
  steps.forEach((step, i) => {
    const before = steps[i - 1];
    const ns = before === undefined ? 0 : step.time - before.time;
    const cut = ns > usual * 4 && ns > 1_000;
    const from = y;
    if (before !== undefined)
      y += Math.round(cut ? rule.cut : rule.least + (rule.most - rule.least) * Math.min(1, ns / (usual * 3)));
    const places = besideBars(stepPlaces(step, size), barsAt(bars, step, size.x));
    const row = settle(y, places, markBoxes(step, size, tagWidth(step)), occupied);
    y = row.y;
    if (cut) breaks.push({ y: (from + y) / 2, ns });
    placed.push({ step, timeShown: before === undefined || before.time !== step.time, ...row });
  });
  return { placed, breaks };
}

/** A second place is taken only where the first is so many pixels further down. */
const worth = 6;

/** The nearest row with a place for the words in which they touch nothing. */
function settle(
  wanted: number,
  places: readonly WordsPlace[],
  marks: readonly Box[],
  occupied: Occupied,
): { readonly y: number; readonly words: StepWords } {
  const fits = (boxes: readonly Box[], y: number): boolean => boxes.every((box) => occupied.isFree(moved(box, y)));
  for (let cost = 0; ; cost++) {
    const index = places.findIndex(({ boxes }, i) => {
      const y = wanted + cost - i * worth;
      return y >= wanted && fits(boxes, y) && fits(marks, y);
    });
    const found = places[index];
    if (found === undefined) continue;
    const y = wanted + cost - index * worth;
    occupied.add(...[...found.boxes, ...marks].map((box) => moved(box, y)));
    return { y, words: found.place };
  }
}

/** The lanes, other than the step's own, on which something is under way at its moment. */
const barsAt = (bars: readonly FlowBar[], { time, from, to }: FlowStep, x: LaneXs): readonly number[] =>
  bars
    .filter(({ lane, start, end }) => lane !== from && lane !== to && start < time && (end === undefined || end > time))
    .map(({ lane }) => x[lane]);

/** Words that cover no bar come first. */
function besideBars(places: readonly WordsPlace[], lanes: readonly number[]): readonly WordsPlace[] {
  const covers = ({ boxes }: WordsPlace): number =>
    boxes.some(({ left, right }) => lanes.some((lane) => left < lane && lane < right)) ? 1 : 0;
  return places.toSorted((a, b) => covers(a) - covers(b));
}

/** Below all words of the last step. */
function nowLine(last: PlacedStep | undefined, rule: Rule, { width }: FlowSize, occupied: Occupied): number {
  if (last === undefined) return rule.first;
  let y = last.y + Math.max(17, Math.round(rule.least * 0.7));
  const line = (at: number): Box => ({ left: 0, right: width, top: at - 1, bottom: at + 1 });
  while (!occupied.isFree(line(y))) y++;
  occupied.add(line(y), { left: 0, right: nowSign.right, top: y - nowSign.half, bottom: y + nowSign.half });
  return y;
}

/** Under the line, at its right end. */
function placeNext(nowY: number, width: number, occupied: Occupied): TextPlace {
  const place: TextPlace = { x: width - 8, y: nowY + 14, anchor: 'end' };
  occupied.add(textBox(nextText, { size: 11 }, place));
  return place;
}

/** The median gap between steps, never less than 100 ns. */
function usualGap(steps: readonly FlowStep[]): number {
  const gaps = steps
    .slice(1)
    .map((step, i) => step.time - (steps[i]?.time ?? step.time))
    .filter((gap) => gap > 0);
  gaps.sort((a, b) => a - b);
  return Math.max(100, gaps[gaps.length >>> 1] ?? 100);
}

/** Time to height along the placed steps, straight between neighbours. */
function scaleThrough(placed: readonly PlacedStep[]): (time: number) => number {
  return (time) => {
    const after = placed.findIndex((p) => p.step.time >= time);
    const next = after < 0 ? placed[placed.length - 1] : placed[after];
    const before = after < 0 ? undefined : placed[after - 1];
    if (next === undefined) return 0;
    if (before === undefined || next.step.time === time) return next.y;
    return before.y + ((time - before.step.time) / (next.step.time - before.step.time)) * (next.y - before.y);
  };
}

/** Where the lanes stand, for a width and a left margin of times. */
export function laneX(width: number, left: number, right: number): LaneXs {
  const room = Math.max(200, width - left - right);
  const at = (share: number): number => Math.round(left + room * share);
  return { user: at(0), driver: at(0.25), ipcc: at(0.5), 'm4-irq': at(0.75), m4: at(1) };
}

/** The one line that never breaks: it stays in a lane from step to step, and crosses with each arrow. */
export type ChainPoint = { readonly lane: Lane; readonly y: number };
export function chainPoints(steps: readonly PlacedStep[]): readonly ChainPoint[] {
  const points: ChainPoint[] = [];
  for (const { step, y } of steps) {
    if (!step.onChain) continue;
    const at = points[points.length - 1];
    if (at !== undefined && at.lane !== step.from) points.push({ lane: at.lane, y }, { lane: step.from, y });
    else points.push({ lane: step.from, y });
    if (step.to !== step.from) points.push({ lane: step.to, y });
  }
  return points;
}
