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

type Branch = Effect & { readonly kind: 'branch' };

const isBranch = (effect: Effect): effect is Branch => effect.kind === 'branch';

/** The branch comes last: whatever else the instruction does is done by then. */
export function branchLast(effects: readonly Effect[]): readonly Effect[] {
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
export function branches(effects: readonly Effect[]): boolean {
  for (let i = 0; i < effects.length; i++) {
    const effect = effects[i]!;
    if (effect.kind === 'branch' || (effect.kind === 'when' && branches(effect.body))) return true;
  }
  return false;
}

/** Registers and flags, as bits. */
type Bits = { regs: number; fregs: number; flags: number };

/** An instruction's effects, and what is to be known before code is made of them. */
export type Plan = {
  /** The branch comes last. */
  readonly effects: readonly Effect[];
  /** The branch, where its target has to be looked at before anything is written. */
  readonly exchange: Branch | undefined;
  /** What is read after it was written: it must be read before. */
  readonly late: Readonly<Bits>;
  /** Operations that are asked for several times. */
  readonly shared: readonly Node[];
};

/** Effects as recorded; none may need the evaluator (`needsEvaluator`). */
export function planOf(recorded: readonly Effect[]): Plan {
  const effects = branchLast(recorded);
  const survey = new Survey();
  survey.walk(effects);
  const last = effects.at(-1);
  const exchange = last !== undefined && isBranch(last) && last.exchange ? last : undefined;
  return { effects, exchange, late: survey.late, shared: survey.shared };
}

class Survey {
  readonly late: Bits = { regs: 0, fregs: 0, flags: 0 };
  readonly shared: Node[] = [];
  readonly #written: Bits = { regs: 0, fregs: 0, flags: 0 };
  #hasWritten = false;
  readonly #met: Node[] = [];

  walk(effects: readonly Effect[]): void {
    for (let i = 0; i < effects.length; i++) {
      const effect = effects[i]!;
      const nodes = nodesOf(effect);
      for (let n = 0; n < nodes.length; n++) {
        this.#count(nodes[n]!);
        if (this.#hasWritten) this.#read(nodes[n]!);
      }
      if (effect.kind === 'when') this.walk(effect.body);
      else this.#write(effect);
    }
  }

  #write(effect: Effect): void {
    if (effect.kind === 'setReg') this.#written.regs |= 1 << effect.r;
    else if (effect.kind === 'setFreg') this.#written.fregs |= 1 << effect.r;
    else if (effect.kind === 'flags') this.#written.flags |= flagsWritten[effect.from];
    else return;
    this.#hasWritten = true;
  }

  #count(node: Node): void {
    if (node.kind !== 'op') return;
    if (this.#met.includes(node)) {
      if (!this.shared.includes(node)) this.shared.push(node);
      return;
    }
    this.#met.push(node);
    for (let i = 0; i < node.args.length; i++) this.#count(node.args[i]!);
  }

  #read(node: Node): void {
    const { late } = this;
    switch (node.kind) {
      case 'reg':
        late.regs |= this.#written.regs & (1 << node.r);
        return;
      case 'freg':
        late.fregs |= this.#written.fregs & (1 << node.r);
        return;
      case 'carry':
        late.flags |= this.#written.flags & stateBits.C;
        return;
      case 'condition':
        late.flags |= this.#written.flags & flagsRead[node.code >> 1]!;
        return;
      case 'op':
        for (let i = 0; i < node.args.length; i++) this.#read(node.args[i]!);
    }
  }
}
