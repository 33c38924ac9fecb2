/** Finds the code that a region is made of: what is reached by direct branches from its entry, in blocks. */
import { Fault } from '../../fault';
import type { Instruction } from '../../isa/encoding';
import type { Effect } from '../effects';
import { needsEvaluator, planOf } from '../emit/usage';
import { record } from '../recorder';
import { type Block, goesOn, type Next, type Step, type Unit } from './blocks';
import { calleeOf, returnsOf } from './leaves';
import { always, trafficOf } from './state';
import { tableTargets } from './tables';

/** What has to be known of the code. */
export type CodePort = {
  /** The instruction at `pc`; undefined where there is none. May throw Fault. */
  at(pc: number, inIT: boolean): Instruction | undefined;
  /** Does the code come straight from RAM, and may it be executed whenever that at `entry` may, as it may now? */
  isPlain(pc: number, entry: number): boolean;
  /** Is its access known to need the bus? */
  isSlow(pc: number): boolean;
  /** Is its access known to go not straight to RAM often, being unaligned for instance? */
  isIndirect(pc: number): boolean;
  /** Does the run stop before it? */
  isBreakpoint(pc: number): boolean;
  /** Data beside code; undefined where there is none. */
  peek(address: number, bytes: 1 | 2 | 4): number | undefined;
};

/** A region is as large as the loops of usual programs; what lies beyond is reached by a tail call. */
const limits = { blocks: 64, steps: 400 } as const;

const advanced = (it: number): number => ((it & 7) === 0 ? 0 : (it & 0xe0) | ((it << 1) & 0x1f));
const plainNext = (pc: number): Next => ({ pc: pc >>> 0, itState: 0, leave: undefined });

/** What an address may be executed for is the same in so many bytes. Source: ARMv7-M ARM, B3.5: the smallest region of the MPU. */
const plainBytes = 32;

/** The first, and those that it leads to. */
function reached(entry: number, blocks: ReadonlyMap<number, Block>): readonly Block[] {
  const found = new Set<Block>();
  const add = (pc: number): void => {
    const block = blocks.get(pc);
    if (block !== undefined) found.add(block);
  };
  add(entry);
  for (const { steps, next } of found) {
    if (goesOn(next)) add(next.pc);
    for (let i = 0; i < steps.length; i++) steps[i]!.targets.forEach(add);
  }
  return [...found];
}

function addTargets({ steps }: Unit, to: Set<number>): void {
  for (const { targets } of steps) for (const target of targets) to.add(target);
}

/** `ways`: where calls of small functions go, and where those return, by the address of the instruction. */
type Walked = {
  readonly units: ReadonlyMap<number, Unit>;
  readonly leaders: ReadonlySet<number>;
  readonly ways: ReadonlyMap<number, readonly number[]>;
};

/** A step, and it as a unit when it is one by itself. */
type Known = { readonly step: Step; readonly alone: Unit | undefined };

export class Finder {
  readonly #code: CodePort;
  /** The same instruction is met in several regions. */
  readonly #known = new WeakMap<Instruction, Known>();
  /** Of the region that is looked for: where it begins, and which of its code was last found to be plain. */
  #entry = 0;
  #plain = -1;
  /** Where functions return that are called in it, as `returnsOf` says. */
  readonly #returns = new Map<number, readonly number[] | undefined>();

  constructor(code: CodePort) {
    this.#code = code;
  }

  /**
   * Blocks of the region; the first begins at `entry`. Empty when nothing can be translated there. `withLeaves`: small functions
   * that are called are parts of it.
   */
  find(entry: number, withLeaves = true): readonly Block[] {
    this.#entry = entry;
    this.#plain = -1;
    this.#returns.clear();
    const found = this.#walk(entry, withLeaves);
    const { units, leaders } = found;
    const first = units.get(entry);
    if (first === undefined || first.steps.length === 0) return [];
    const blocks = new Map<number, Block>();
    for (const pc of leaders) if (units.has(pc)) blocks.set(pc, this.#block(pc, found));
    return reached(entry, blocks);
  }

  #walk(entry: number, withLeaves: boolean): Walked {
    const units = new Map<number, Unit>();
    const leaders = new Set([entry]);
    const ways = new Map<number, number[]>();
    const room = { blocks: limits.blocks, steps: limits.steps };
    for (const leader of leaders) {
      if (room.blocks-- === 0 || room.steps <= 0) break;
      let at: number | undefined = leader;
      while (at !== undefined && !units.has(at) && room.steps > 0) {
        const unit = this.#unit(at);
        units.set(at, unit);
        room.steps -= unit.steps.length;
        addTargets(unit, leaders);
        if (withLeaves) this.#addLeaf(unit, leaders, ways);
        at = goesOn(unit.next) ? unit.next.pc : undefined;
      }
      // Ran into code that is known: control comes there from two sides.
      if (at !== undefined && units.has(at)) leaders.add(at);
    }
    return { units, leaders, ways };
  }

  /** Where the last step calls a small function, control goes there and comes back. */
  #addLeaf({ steps }: Unit, leaders: Set<number>, ways: Map<number, number[]>): void {
    const call = steps[steps.length - 1];
    const callee = call === undefined ? undefined : calleeOf(call);
    if (call === undefined || callee === undefined) return;
    const returns = this.#returnsOf(callee);
    if (returns === undefined) return;
    const { pc, length } = call.instruction;
    const behind = (pc + length) >>> 0;
    ways.set(pc, [callee]);
    for (const from of returns) ways.set(from, [...(ways.get(from) ?? []), behind]);
    leaders.add(callee).add(behind);
  }

  #returnsOf(callee: number): readonly number[] | undefined {
    if (!this.#returns.has(callee))
      this.#returns.set(
        callee,
        returnsOf(callee, (pc) => this.#unit(pc)),
      );
    return this.#returns.get(callee);
  }

  #block(pc: number, { units, leaders, ways }: Walked): Block {
    const steps: Step[] = [];
    let at = pc;
    for (;;) {
      const unit: Unit = units.get(at)!;
      for (let i = 0; i < unit.steps.length; i++) {
        const step = unit.steps[i]!;
        const targets = step.traffic.branches ? ways.get(step.instruction.pc) : undefined;
        steps.push(targets === undefined ? step : { ...step, targets });
      }
      const { next } = unit;
      if (!goesOn(next) || leaders.has(next.pc) || !units.has(next.pc)) return { pc, steps, next };
      at = next.pc;
    }
  }

  #unit(pc: number): Unit {
    const steps: Step[] = [];
    let at = plainNext(pc);
    do {
      const known = this.#step(at.pc, at.itState);
      if (typeof known === 'string') return { steps, next: { ...at, leave: known } };
      if (known.alone !== undefined) return known.alone;
      const { step } = known;
      const { instruction, itStateAfter } = step;
      // A branch in the middle of an IT block is UNPREDICTABLE.
      if (step.traffic.branches && itStateAfter !== 0) return { steps, next: { ...at, leave: 'evaluate' } };
      steps.push(step);
      if (endsHere(step)) return { steps, next: undefined };
      at = { pc: (instruction.pc + instruction.length) >>> 0, itState: itStateAfter, leave: undefined };
    } while (at.itState !== 0);
    return { steps, next: at };
  }

  /** Or why it cannot be in a region. */
  #step(pc: number, itState: number): Known | 'evaluate' | 'stop' {
    if (this.#code.isBreakpoint(pc)) return 'stop';
    const instruction = this.#fetch(pc, itState !== 0);
    if (instruction === undefined) return 'evaluate';
    const isSlow = this.#code.isSlow(pc);
    const isIndirect = this.#code.isIndirect(pc);
    const known = this.#known.get(instruction);
    if (known?.step.itState === itState && known.step.isSlow === isSlow && known.step.isIndirect === isIndirect)
      return known;
    const step = this.#newStep(instruction, itState, { isSlow, isIndirect });
    if (step === undefined) return 'evaluate';
    const made = { step, alone: itState === 0 && step.itStateAfter === 0 ? unitOf(step) : undefined };
    this.#known.set(instruction, made);
    return made;
  }

  #newStep(instruction: Instruction, itState: number, access: Pick<Step, 'isSlow' | 'isIndirect'>): Step | undefined {
    const { isSlow } = access;
    const recorded = record(instruction);
    const { effects } = recorded;
    // An access must not be made twice, as when the target that it found turns out to be the evaluator's.
    if (needsEvaluator(effects) || (isSlow && exchanges(effects))) return undefined;
    const condition = itState === 0 ? always : itState >>> 4;
    const table = isSlow ? [] : tableTargets(effects, (address, bytes) => this.#code.peek(address, bytes));
    return {
      instruction,
      recorded,
      plan: planOf(effects),
      condition,
      itState,
      itStateAfter: advanced(itState) || itStateOf(effects),
      ...access,
      targets: table.length === 0 ? this.#targets(effects) : table,
      traffic: trafficOf(recorded, condition, instruction.isFloat),
    };
  }

  #fetch(pc: number, inIT: boolean): Instruction | undefined {
    if (!this.#isPlain(pc) || !this.#isPlain((pc + 2) >>> 0)) return undefined;
    try {
      return this.#code.at(pc, inIT);
    } catch (thrown) {
      if (thrown instanceof Fault) return undefined;
      throw thrown;
    }
  }

  #isPlain(pc: number): boolean {
    const piece = Math.floor(pc / plainBytes);
    if (piece !== this.#plain && !this.#code.isPlain(pc, this.#entry)) return false;
    this.#plain = piece;
    return true;
  }

  /** Jumps only: a call goes to another region, because it comes back somewhere. */
  #targets(effects: readonly Effect[]): readonly number[] {
    return effects.flatMap((effect) => {
      if (effect.kind === 'when') return this.#targets(effect.body);
      if (effect.kind !== 'branch' || effect.why !== 'jump' || effect.target.kind !== 'const') return [];
      return [(effect.target.value & ~1) >>> 0];
    });
  }
}

const endsHere = ({ recorded, condition }: Step): boolean => !recorded.fallsThrough && condition === always;

function unitOf(step: Step): Unit {
  const { pc, length } = step.instruction;
  return { steps: [step], next: endsHere(step) ? undefined : plainNext(pc + length) };
}

const itStateOf = (effects: readonly Effect[]): number => {
  const [effect] = effects;
  return effect?.kind === 'setItState' ? effect.value : 0;
};

const exchanges = (effects: readonly Effect[]): boolean =>
  effects.some((effect) => effect.kind === 'branch' && effect.exchange);
