/** What stands beside the bars of the wide sequence diagram: how long a flag was set, what is waited for. Left out where there is no room. */
import type { FlowSize } from './flow-labels';
import type { FlowBar } from './flow-steps';
import { spanText } from './format';
import { type Box, isWithin, type Label, type Occupied, placeLabels, type TextPlace, textBox } from './place-labels';
import type { Font } from './text-width';

/** A line, and for a wait the reason under it. */
export type FlowBarLabel = {
  readonly text: string;
  readonly at: TextPlace;
  readonly reason: { readonly text: string; readonly at: TextPlace } | undefined;
};
type Span = { readonly bar: FlowBar; readonly top: number; readonly bottom: number };

const small: Font = { size: 11 };
const strong: Font = { size: 13 };
/** From the middle of the bar's lane. */
const distance = 15;
const reason = 'for the kernel’s work queue';

export function placeBarLabels(
  spans: readonly Span[],
  { x, width }: FlowSize,
  occupied: Occupied,
): readonly (FlowBarLabel | undefined)[] {
  return placeLabels(
    spans.map((span) => placesOf(span, x[span.bar.lane], width)),
    occupied,
  );
}

function placesOf({ bar, top, bottom }: Span, lane: number, width: number): Label<FlowBarLabel> {
  const length = bar.end === undefined ? undefined : spanText(bar.end - bar.start);
  const waits = bar.kind === 'waits';
  if (length === undefined || (bar.lane !== 'ipcc' && !waits)) return { places: [] };
  // The receiver's steps are on its own side: the setter's side is free more often.
  const sides = waits || bar.owner === 'm4' ? ([1, -1] as const) : ([-1, 1] as const);
  const heights = waits ? [(top + bottom) / 2 - 8, bottom - 34] : [bottom + 3, (top + bottom) / 2 + 4, top + 4];
  return {
    places: sides
      .flatMap((side) => heights.map((y) => labelAt(waits, length, lane + side * distance, y, side)))
      .filter(({ boxes }) =>
        boxes.every((box) => isWithin(box, width) && (!waits || (box.top >= top && box.bottom <= bottom))),
      ),
  };
}

function labelAt(
  waits: boolean,
  length: string,
  x: number,
  y: number,
  side: 1 | -1,
): { readonly place: FlowBarLabel; readonly boxes: readonly Box[] } {
  const at: TextPlace = { x, y, anchor: side === 1 ? 'start' : 'end' };
  if (!waits) {
    const text = `flag set ${length}`;
    return { place: { text, at, reason: undefined }, boxes: [textBox(text, small, at)] };
  }
  const text = `waits ${length}`;
  const under: TextPlace = { ...at, y: y + 16 };
  return {
    place: { text, at, reason: { text: reason, at: under } },
    boxes: [textBox(text, strong, at), textBox(reason, small, under)],
  };
}
