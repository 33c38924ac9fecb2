/** The words of the drawing of many messages: moments and ticks beside its axis, names at the beginnings of lines. What has no room is left out. */
import type { MessageRow } from '../../sim-worker/contract/message-views';
import type { LaneXs } from './flow-labels';
import { secondsText, tickStep, tickText, unitFor } from './format';
import type { OverviewScale } from './overview';
import { type Box, isWithin, type Label, Occupied, placeLabels, type TextPlace, textBox } from './place-labels';
import { letterText } from './words';

export type AxisLabels = {
  /** When each busy stretch begins. */
  readonly stretches: readonly { readonly text: string; readonly at: TextPlace }[];
  /** `at`: of the text, where it has room. */
  readonly ticks: readonly { readonly text: string; readonly y: number; readonly at: TextPlace | undefined }[];
  /** Where idle time was cut out, and how much. */
  readonly breaks: OverviewScale['breaks'];
};
export type OverviewLabels = {
  readonly axis: AxisLabels;
  readonly names: readonly { readonly row: MessageRow; readonly text: string; readonly at: TextPlace }[];
};
type Size = { readonly x: LaneXs; readonly width: number /** Of the axis. */; readonly left: number };

const moment = { size: 10, mono: true };
const tick = { size: 11, mono: true };
/** The bold form of the chosen one is as wide: the font is mono. */
const name = { size: 11, mono: true };
const longestName = 12;

/** The chosen message's name comes first, then the newest: where lines stand close, they are the ones that are read. */
export function overviewLabels(
  rows: readonly MessageRow[],
  scale: OverviewScale,
  size: Size,
  chosen: number | undefined,
): OverviewLabels {
  const occupied = new Occupied();
  const axis = axisLabels(scale, size, occupied);
  const order = rows.toSorted((a, b) => Number(b.id === chosen) - Number(a.id === chosen) || b.ordinal - a.ordinal);
  const places = placeLabels(
    order.map((row) => namePlaces(row, scale.y(row.start), size)),
    occupied,
  );
  return {
    axis,
    names: order.flatMap((row, i) => {
      const at = places[i];
      return at === undefined ? [] : [{ row, text: letterText(row.text, longestName), at }];
    }),
  };
}

function axisLabels({ busy, breaks, y }: OverviewScale, { left }: Size, occupied: Occupied): AxisLabels {
  const total = busy.reduce((sum, { start, end }) => sum + end - start, 0);
  const step = tickStep(total, 8);
  const unit = unitFor(total);
  for (const cut of breaks) occupied.add({ left: 0, right: left - 14, top: cut.y - 15, bottom: cut.y - 1 });
  const stretches = busy.map(({ start }) => ({
    text: `${secondsText(start)} s`,
    at: { x: 4, y: y(start) - 5, anchor: 'start' } satisfies TextPlace,
  }));
  const ticks = busy.flatMap(({ start, end }) =>
    Array.from({ length: Math.floor((end - start) / step) }, (_, i) => ({
      text: tickText((i + 1) * step, unit, true),
      y: y(start + (i + 1) * step),
    })),
  );
  const placed = placeLabels(
    stretches.map(({ text, at }) => only(at, textBox(text, moment, at))),
    occupied,
  );
  const texts = placeLabels(
    ticks.map(({ text, y: at }) => {
      const place: TextPlace = { x: left - 12, y: at + 4, anchor: 'end' };
      return only(place, textBox(text, tick, place));
    }),
    occupied,
  );
  return {
    stretches: stretches.filter((_, i) => placed[i] !== undefined),
    ticks: ticks.map((each, i) => ({ ...each, at: texts[i] })),
    breaks,
  };
}

const only = (place: TextPlace, box: Box): Label<TextPlace> => ({ places: [{ place, boxes: [box] }] });

/** Over the beginning of the line, else under it, inwards from the lane in which it begins. */
function namePlaces(row: MessageRow, y: number, { x, width }: Size): Label<TextPlace> {
  const text = letterText(row.text, longestName);
  const anchor = row.out ? 'start' : 'end';
  const edge = x[row.out ? 'user' : 'm4'] + (row.out ? 6 : -6);
  const places = text === '' ? [] : [y - 4, y + 12].map((at): TextPlace => ({ x: edge, y: at, anchor }));
  return {
    places: places
      .map((place) => ({ place, boxes: [textBox(text, name, place)] }))
      .filter(({ boxes }) => boxes.every((box) => isWithin(box, width) && box.top >= 0)),
  };
}
