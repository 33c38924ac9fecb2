/** The shape of an instruction at its place, and how ITSTATE goes on. */
import { pageShift } from '../../../kernel/guest-memory';
import type { Instruction } from '../../isa/decode';
import type { Effect } from '../effects';
import { Shape, type Site } from './shape';

/** ITAdvance. Source: ARMv7-M ARM, A7.3.2. */
export const advanced = (it: number): number => ((it & 7) === 0 ? 0 : (it & 0xe0) | ((it << 1) & 0x1f));

/** Of thousands of instructions while nothing runs: it makes no more objects than it must. */
export function shapeOf(
  { pc, length, cycles, isFloat }: Instruction,
  { effects, itState, itStateAfter, recordOf }: Pick<Site, 'effects' | 'itState' | 'itStateAfter' | 'recordOf'>,
): Shape {
  const following = {
    near: (pc + length) >>> pageShift === pc >>> pageShift,
    inIT: itStateAfter !== 0,
  };
  return new Shape({ pc, length, cycles, isFloat, effects, itState, itStateAfter, recordOf, following });
}

/** The ITSTATE that an IT instruction sets. */
export function itStateOf(effects: readonly Effect[]): number | undefined {
  const first = effects[0];
  return first?.kind === 'setItState' ? first.value : undefined;
}

export function isCall(effects: readonly Effect[]): boolean {
  const last = effects.at(-1);
  return last?.kind === 'branch' && last.why === 'call';
}
