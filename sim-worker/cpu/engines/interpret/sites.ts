/** The shape of an instruction at its place, and how ITSTATE goes on. */
import { pageShift } from '../../../kernel/guest-memory';
import type { Instruction } from '../../isa/decode';
import type { Effect } from '../effects';
import { Shape, type Site } from './shape';

/** ITAdvance. Source: ARMv7-M ARM, A7.3.2. */
export const advanced = (it: number): number => ((it & 7) === 0 ? 0 : (it & 0xe0) | ((it << 1) & 0x1f));

export function shapeOf(
  { pc, length, cycles, isFloat }: Instruction,
  rest: Pick<Site, 'effects' | 'itState' | 'itStateAfter' | 'recordOf'>,
): Shape {
  const near = (pc + length) >>> pageShift === pc >>> pageShift;
  return new Shape({ pc, length, cycles, isFloat, ...rest, following: { near, inIT: rest.itStateAfter !== 0 } });
}

/** The ITSTATE that an IT instruction sets. */
export function itStateOf(effects: readonly Effect[]): number | undefined {
  const set = effects.find((effect) => effect.kind === 'setItState');
  return set?.kind === 'setItState' ? set.value : undefined;
}
