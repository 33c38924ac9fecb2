/** Heights of the sequence diagram: steps in order, unequal times spaced for reading, with a break mark where time was cut. */
import type { Lane } from '../../sim-worker/contract/event-schema';
import type { ExpectedStep } from './expected';
import type { FlowBar, FlowStep } from './flow-steps';

export type FlowDensity = 'compact' | 'wide';
export type PlacedStep = { readonly step: FlowStep; readonly y: number; readonly timeShown: boolean };
export type PlacedExpected = { readonly step: ExpectedStep; readonly y: number };
export type PlacedBar = {
  readonly bar: FlowBar;
  readonly top: number;
  readonly bottom: number;
  readonly open: boolean;
};
export type FlowLayout = {
  readonly steps: readonly PlacedStep[];
  readonly expected: readonly PlacedExpected[];
  readonly bars: readonly PlacedBar[];
  /** Where a break mark stands, and how long the cut is. */
  readonly breaks: readonly { readonly y: number; readonly ns: number }[];
  readonly nowY: number;
  readonly height: number;
};

type Rule = {
  readonly first: number;
  readonly least: number;
  readonly most: number;
  readonly cut: number;
  readonly expected: number;
};
const rules: Readonly<Record<FlowDensity, Rule>> = {
  compact: { first: 14, least: 21, most: 27, cut: 34, expected: 21 },
  wide: { first: 22, least: 32, most: 50, cut: 74, expected: 32 },
};

/** `room`: the height there is; rows move together or apart a little to use it. */
export function flowLayout(
  steps: readonly FlowStep[],
  expected: readonly ExpectedStep[],
  bars: readonly FlowBar[],
  density: FlowDensity,
  room?: number,
): FlowLayout {
  const natural = layOut(steps, expected, bars, rules[density]);
  if (room === undefined) return natural;
  const margins = rules[density].first + 26;
  const factor = Math.min(1.4, Math.max(0.88, (room - margins) / Math.max(1, natural.height - margins)));
  return Math.abs(factor - 1) < 0.02 ? natural : layOut(steps, expected, bars, scaled(rules[density], factor));
}
const scaled = (rule: Rule, factor: number): Rule => ({
  first: rule.first,
  least: rule.least * factor,
  most: rule.most * factor,
  cut: rule.cut * factor,
  expected: rule.expected * factor,
});

function layOut(
  steps: readonly FlowStep[],
  expected: readonly ExpectedStep[],
  bars: readonly FlowBar[],
  rule: Rule,
): FlowLayout {
  const usual = usualGap(steps);
  const placed: PlacedStep[] = [];
  const breaks: { y: number; ns: number }[] = [];
  let y = rule.first;
  steps.forEach((step, i) => {
    const before = steps[i - 1];
    if (before !== undefined) {
      const ns = step.time - before.time;
      const cut = ns > usual * 4 && ns > 1_000;
      const gap = cut ? rule.cut : rule.least + (rule.most - rule.least) * Math.min(1, ns / (usual * 3));
      if (cut) breaks.push({ y: y + gap / 2, ns });
      y += Math.round(gap);
    }
    placed.push({ step, y, timeShown: before === undefined || before.time !== step.time });
  });
  const nowY = steps.length === 0 ? rule.first : y + Math.max(17, Math.round(rule.least * 0.7));
  const dotted = expected.map((step, i) => ({ step, y: Math.round(nowY + rule.expected * (0.86 + i)) }));
  const lowest = dotted[dotted.length - 1]?.y ?? nowY;
  const yAt = scaleThrough(placed);
  return {
    steps: placed,
    expected: dotted,
    bars: bars.map((bar) => ({
      bar,
      top: yAt(bar.start),
      bottom: bar.end === undefined ? nowY : yAt(bar.end),
      open: bar.end === undefined,
    })),
    breaks,
    nowY,
    height: lowest + 22,
  };
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
export function laneX(width: number, left: number, right: number): Readonly<Record<Lane, number>> {
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
