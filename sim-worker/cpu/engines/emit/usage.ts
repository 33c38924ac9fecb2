/** What has to be known of an instruction's effects before code is made from them: the order, and what to read early. */
import { type Effect, flagsRead, flagsWritten, type Node, stateBits } from '../effects';

/** Values that an effect is made of. */
export function nodesOf(effect: Effect): readonly Node[] {
  switch (effect.kind) {
    case 'setReg':
    case 'setFreg':
    case 'setCell':
    case 'floatToFixed':
    case 'fixedToFloat':
    case 'setMask':
    case 'writeSystem':
      return [effect.value];
    case 'flags':
    case 'divide':
    case 'float':
    case 'floatCompare':
      return effect.args;
    case 'load':
    case 'loadMany':
    case 'loadExclusive':
      return [effect.address];
    case 'store':
    case 'storeExclusive':
      return [effect.address, effect.value];
    case 'storeMany':
      return [effect.address, ...effect.values];
    case 'branch':
      return [effect.target];
    case 'when':
      return [effect.test];
    default:
      return [];
  }
}

export const bodyOf = (effect: Effect): readonly Effect[] => (effect.kind === 'when' ? effect.body : []);

/** Only the evaluator can do what these effects ask for. */
export function needsEvaluator(effects: readonly Effect[]): boolean {
  for (let i = 0; i < effects.length; i++) {
    const effect = effects[i]!;
    switch (effect.kind) {
      case 'leave':
      case 'writeSystem':
        return true;
      case 'when':
        if (needsEvaluator(effect.body)) return true;
    }
  }
  return false;
}

/** The branch comes last: whatever else the instruction does is done by then. */
export function branchLast(effects: readonly Effect[]): readonly Effect[] {
  const isBranch = (effect: Effect): boolean => effect.kind === 'branch';
  const first = effects.findIndex(isBranch);
  if (first < 0 || first === effects.length - 1) return effects;
  return [...effects.filter((effect) => !isBranch(effect)), ...effects.filter(isBranch)];
}

/** Does it belong to the last phase of a meaning, which writes registers and branches? */
export function writes(effect: Effect): boolean {
  switch (effect.kind) {
    case 'setReg':
    case 'setFreg':
    case 'setCell':
    case 'setMask':
    case 'clearExclusive':
    case 'flags':
    case 'branch':
    case 'when':
      return true;
    default:
      return false;
  }
}

/** Does control perhaps go on elsewhere? */
export const branches = (effects: readonly Effect[]): boolean =>
  effects.some((effect) => effect.kind === 'branch' || branches(bodyOf(effect)));

/** Registers and flags, as bits. */
type Reads = { readonly regs: number; readonly fregs: number; readonly flags: number };

const isShared = (node: Node): boolean => node.kind === 'op';

/** How often each operation is asked for. */
export function countUses(effects: readonly Effect[]): ReadonlyMap<Node, number> {
  const uses = new Map<Node, number>();
  const visit = (node: Node): void => {
    if (!isShared(node)) return;
    const before = uses.get(node) ?? 0;
    uses.set(node, before + 1);
    if (before === 0 && node.kind === 'op') node.args.forEach(visit);
  };
  const walk = (all: readonly Effect[]): void => {
    for (const effect of all) {
      nodesOf(effect).forEach(visit);
      walk(bodyOf(effect));
    }
  };
  walk(effects);
  return uses;
}

/** What is read after it was written: it must be read before. */
export function readLate(effects: readonly Effect[]): Reads {
  const late = { regs: 0, fregs: 0, flags: 0 };
  const written = { regs: 0, fregs: 0, flags: 0 };
  const visit = (node: Node): void => {
    switch (node.kind) {
      case 'reg':
        late.regs |= written.regs & (1 << node.r);
        return;
      case 'freg':
        late.fregs |= written.fregs & (1 << node.r);
        return;
      case 'carry':
        late.flags |= written.flags & stateBits.C;
        return;
      case 'condition':
        late.flags |= written.flags & flagsRead[node.code >> 1]!;
        return;
      case 'op':
        node.args.forEach(visit);
    }
  };
  const walk = (all: readonly Effect[]): void => {
    for (const effect of all) {
      nodesOf(effect).forEach(visit);
      walk(bodyOf(effect));
      if (effect.kind === 'setReg') written.regs |= 1 << effect.r;
      else if (effect.kind === 'setFreg') written.fregs |= 1 << effect.r;
      else if (effect.kind === 'flags') written.flags |= flagsWritten[effect.from];
    }
  };
  walk(effects);
  return late;
}
