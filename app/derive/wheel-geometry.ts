/** Where things stand on a ring drawn as a wheel: slot 0 at the top, clockwise, hands on the borders between slots. */

import type { SlotState } from '../../sim-worker/contract/ring-views';
import type { RingSlot } from './ring';

/** Angles in radians, 0 at the top, growing clockwise (as d3-shape's arcs count them). */
export const borderAngle = (index: number, num: number): number => ((index % num) / num) * 2 * Math.PI;

export type Point = { readonly x: number; readonly y: number };
export const onCircle = (angle: number, radius: number): Point => ({
  x: Math.sin(angle) * radius,
  y: -Math.cos(angle) * radius,
});

/** One drawn piece of the band: one slot, or in a large ring a run of slots alike. */
export type BandPiece = {
  readonly key: string;
  readonly first: number;
  readonly count: number;
  readonly state: SlotState;
  readonly start: number;
  readonly end: number;
  readonly slots: readonly RingSlot[];
};
/** The most slots that are drawn one by one; above it, equal neighbours become one arc. */
export const maxSingleSlots = 32;

export function bandPieces(slots: readonly RingSlot[]): readonly BandPiece[] {
  const num = slots.length;
  const merge = num > maxSingleSlots;
  const runs: RingSlot[][] = [];
  for (const slot of slots) {
    const last = runs[runs.length - 1];
    if (merge && last !== undefined && last[0]?.state === slot.state) last.push(slot);
    else runs.push([slot]);
  }
  return runs.map((run) => {
    const first = run[0]?.slot ?? 0;
    return {
      key: `${first}`,
      first,
      count: run.length,
      state: run[0]?.state ?? 'empty-linux',
      start: borderAngle(first, num),
      end: ((first + run.length) / num) * 2 * Math.PI,
      slots: run,
    };
  });
}

export type HandName = 'avail' | 'used' | 'read';
export type Hand = {
  readonly name: HandName;
  /** The free-running index. */
  readonly index: number;
  /** Turns since index 0, so that a transition runs forward over the top. */
  readonly turns: number;
  readonly angle: number;
  /** avail stands outside the band, the other two inside. */
  readonly outside: boolean;
  /** 0 at the band; an equal hand behind it stands one step further in. */
  readonly stagger: number;
};
export function hands(
  index: { readonly avail: number; readonly used: number; readonly read: number },
  num: number,
): readonly Hand[] {
  const make = (name: HandName, value: number, stagger: number): Hand => ({
    name,
    index: value,
    turns: value / num,
    angle: borderAngle(value, num),
    outside: name === 'avail',
    stagger,
  });
  const together = num > 0 && index.used % num === index.read % num;
  return [make('avail', index.avail, 0), make('used', index.used, 0), make('read', index.read, together ? 1 : 0)];
}
