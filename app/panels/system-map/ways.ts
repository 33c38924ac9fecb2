/** Where the ways of letters and bells run on the map, in pixels. */
import type { VringView } from '../../../sim-worker/contract/ring-views';
import { type DoorbellGrid, lampPlace } from '../../charts/Doorbells';
import type { MapLayout } from '../../derive/map-layout';
import type { BellWay, LetterWay } from '../../derive/map-story';
import { ringSlots } from '../../derive/ring';
import { borderAngle, onCircle, type Point } from '../../derive/wheel-geometry';

/** A straight way from one place to another; letters travel it in this direction. */
export type Way = { readonly from: Point; readonly to: Point };

/** The four ways of a letter. A way to or from a slot on its side of the wheel meets the slot, others the wheel. */
export function letterWays(layout: MapLayout): Readonly<Record<LetterWay, Way>> {
  const [ring0, ring1] = layout.wheels;
  const left = layout.linux.x + layout.linux.width;
  const right = layout.m4.x;
  const near = layout.radius + 14;
  return {
    'out-in': { from: { x: left, y: ring1.y }, to: { x: ring1.x - near, y: ring1.y } },
    'out-out': { from: { x: ring1.x + near, y: ring1.y }, to: { x: right, y: ring1.y } },
    'back-in': { from: { x: right, y: ring0.y }, to: { x: ring0.x + near, y: ring0.y } },
    'back-out': { from: { x: ring0.x - near, y: ring0.y }, to: { x: left, y: ring0.y } },
  };
}

/** The middle of the outer edge of the slot that names a descriptor. */
export function slotPoint(
  layout: MapLayout,
  ring: VringView | undefined,
  descriptor: number | undefined,
): Point | undefined {
  if (ring === undefined || descriptor === undefined || ring.num > 32) return undefined;
  const slot = ringSlots(ring).find((s) => s.descriptor === descriptor);
  const wheel = layout.wheels[ring.ring === 0 ? 0 : 1];
  if (slot === undefined) return undefined;
  const at = onCircle(borderAngle(slot.slot + 0.5, ring.num), layout.radius + 1);
  return { x: wheel.x + at.x, y: wheel.y + at.y };
}

/** The way to the slot itself when it lies on the side from which the letter comes and not too far up or down. */
export function wayToSlot(way: Way, slot: Point | undefined, layout: MapLayout, wheelX: number): Way {
  if (slot === undefined) return way;
  const side = Math.sign(way.from.x - wheelX);
  const reach = (slot.x - wheelX) * side;
  if (reach < layout.radius * 0.45) return way;
  return { from: { x: way.from.x, y: slot.y }, to: { x: slot.x + side, y: slot.y } };
}

export function bellGrid(layout: MapLayout): DoorbellGrid {
  const { x, y, width, height } = layout.ipcc;
  const wide = width > 600;
  const lamp = wide ? 34 : 27;
  const start = Math.max(layout.roomForHands ? 100 : 12, width * 0.283);
  return {
    x: Math.round(x + start),
    y: Math.round(y + 8),
    pitch: (width - start - lamp - 15) / 5,
    width: lamp,
    height: wide ? 17 : 14,
    rowPitch: Math.round(height * (wide ? 0.35 : 0.355)),
  };
}

/** Bells run in the gap between the two rows of lamps and turn into the lamp they set or come from. */
export function bellPath(layout: MapLayout, way: BellWay, channel: number): string {
  const grid = bellGrid(layout);
  const gapY = grid.y + (grid.rowPitch + grid.height) / 2;
  const left = layout.linux.x + layout.linux.width;
  const right = layout.m4.x + 10;
  const out = lampPlace(grid, 1, channel);
  const back = lampPlace(grid, 2, channel);
  const r = 8;
  switch (way) {
    case 'linux-ipcc':
      return `M${left} ${gapY}H${out.x - 6 - r}q${r} 0 ${r} ${-(gapY - out.y - out.height / 2) * 0.9}V${out.y + out.height / 2 + 1}`;
    case 'm4-ipcc':
      return `M${right} ${gapY}H${back.x + back.width + 6 + r}q${-r} 0 ${-r} ${(back.y + back.height / 2 - gapY) * 0.9}V${back.y + back.height / 2 - 1}`;
    case 'ipcc-m4': {
      const tip = out.x + out.width + 4;
      return `M${tip} ${out.y + out.height / 2}q${r * 0.7} 0 ${r * 0.7} ${r * 0.7}V${gapY - 4}q0 4 4 4H${right - 12}`;
    }
    case 'ipcc-linux': {
      const tip = back.x - 4;
      const y = back.y + back.height / 2;
      return channel === 1
        ? `M${tip} ${y}H${left + 4}`
        : `M${tip} ${y}q${-r * 0.7} 0 ${-r * 0.7} ${-r * 0.7}V${gapY + 4}q0 -4 -4 -4H${left + 4}`;
    }
  }
}
/** Where the way's arrow head stands, and where it points; none for a way that ends at a lamp. */
export function bellHead(
  layout: MapLayout,
  way: BellWay,
  channel: number,
): { readonly x: number; readonly y: number; readonly to: 'left' | 'right' } | undefined {
  const grid = bellGrid(layout);
  const gapY = grid.y + (grid.rowPitch + grid.height) / 2;
  if (way === 'ipcc-m4') return { x: layout.m4.x + 4, y: gapY, to: 'right' };
  if (way !== 'ipcc-linux') return undefined;
  return {
    x: layout.linux.x + layout.linux.width + 2,
    y: channel === 1 ? grid.y + grid.rowPitch + grid.height / 2 : gapY,
    to: 'left',
  };
}
