/** Sets of registers and flags: what an instruction reads and writes of them. */
import { type Effect, flagsRead, stateBits } from '../effects';
import { bodyOf, branches } from '../emit/usage';
import type { Recorder } from '../recorder';

/** r0 to r14 and N Z C V by `stateBits`, and s0 to s31. */
export type State = { readonly words: number; readonly floats: number };

export const always = 14;
const { N, Z, C, V } = stateBits;
export const flagBits = N | Z | C | V;
/** The rest of the state stays in memory. */
const tracked = 0x7fff | flagBits;

const none: State = { words: 0, floats: 0 };
export const without = (a: State, b: State): State => ({ words: a.words & ~b.words, floats: a.floats & ~b.floats });
export function union(a: State, b: State): State {
  const words = a.words | b.words;
  const floats = a.floats | b.floats;
  if (words === a.words && floats === a.floats) return a;
  return { words, floats };
}

/** What is done to registers and flags, under the condition of an IT block or `always`. */
export type Traffic = {
  readonly reads: State;
  readonly perhapsWrites: State;
  readonly surelyWrites: State;
  /** May the region be left before the instruction, because the evaluator has to execute it or it faults? */
  readonly mayLeave: boolean;
  /** May control go on elsewhere? */
  readonly branches: boolean;
  /** Does it compute something that depends on FPSCR? */
  readonly computesFloats: boolean;
};

export function trafficOf(recorded: Recorder, condition: number, isFloat: boolean): Traffic {
  const { effects, use, def, mayDef, floatUse, floatDef, floatMayDef, touchesMemory } = recorded;
  const isSure = condition === always;
  return {
    reads: { words: (use | flagsRead[condition >> 1]!) & tracked, floats: floatUse },
    perhapsWrites: { words: mayDef & tracked, floats: floatMayDef },
    surelyWrites: isSure ? { words: def & tracked, floats: floatDef } : none,
    mayLeave: isFloat || touchesMemory || guards(effects),
    branches: branches(effects),
    computesFloats: isFloat && computesFloats(effects),
  };
}

function guards(effects: readonly Effect[]): boolean {
  for (let i = 0; i < effects.length; i++) {
    const effect = effects[i]!;
    switch (effect.kind) {
      case 'divide':
      case 'setMask':
        return true;
      case 'branch':
        if (effect.exchange) return true;
        break;
      case 'when':
        if (guards(effect.body)) return true;
    }
  }
  return false;
}

const computesFloats = (effects: readonly Effect[]): boolean =>
  effects.some(
    (effect) =>
      effect.kind === 'float' ||
      effect.kind === 'floatToFixed' ||
      effect.kind === 'fixedToFloat' ||
      computesFloats(bodyOf(effect)),
  );
