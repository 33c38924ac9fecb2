/** Who is enabled, pending and active, and who is next: all exceptions of the core, and the NVIC registers. */
import { type Hooks, RegisterFile } from '../../kernel/register-file';
import type { Plain } from '../../kernel/snapshot';
import { firstIrq, irqCount, irqWords, nvicMap } from './nvic.regs';

/** Exception numbers. Source: ARMv7-M ARM, table B1-4. */
export const exceptions = {
  reset: 1,
  nmi: 2,
  hardFault: 3,
  memManage: 4,
  busFault: 5,
  usageFault: 6,
  svCall: 11,
  debugMonitor: 12,
  pendSv: 14,
  sysTick: 15,
} as const;
export const exceptionCount = firstIrq + irqCount;

/** By word of a set of exceptions: the bits of those that there are. */
const existing = Array.from({ length: 1 + irqWords }, (_, word) => {
  const inputs = irqCount - 32 * (word - 1);
  return word === 0 || inputs >= 32 ? 0xffff_ffff : 2 ** Math.max(0, inputs) - 1;
});

/** Lower than any exception: what thread mode runs at. */
const noPriority = 256;
const alwaysEnabled = 0xffff_ff8f;

/** One bit per exception: word 0 the core's own, then one word per 32 inputs, so that NVIC registers are these words. */
class ExceptionSet {
  readonly words = new Uint32Array(1 + irqWords);
  #inUse = 0;
  /** Another after each change. */
  changes = 0;

  /** Bit n: word n is not 0. Most sets are empty most of the time. */
  get inUse(): number {
    return this.#inUse;
  }

  has(exception: number): boolean {
    return ((this.words[wordOf(exception)]! >>> ((exception & 31) ^ flip(exception))) & 1) === 1;
  }

  set(exception: number, on: boolean): void {
    const word = wordOf(exception);
    const bit = 1 << ((exception & 31) ^ flip(exception));
    this.setWord(word, on ? this.words[word]! | bit : this.words[word]! & ~bit);
  }

  setWord(word: number, value: number): void {
    this.words[word] = value;
    this.changes++;
    this.#inUse = value === 0 ? this.#inUse & ~(1 << word) : this.#inUse | (1 << word);
  }

  setAll(words: Uint32Array): void {
    for (let n = 0; n < words.length; n++) this.setWord(n, words[n]!);
  }

  clear(): void {
    this.words.fill(0);
    this.changes++;
    this.#inUse = 0;
  }

  /** Is there another one than this? 0: is there any? */
  hasOther(exception: number): boolean {
    const own = wordOf(exception);
    const bit = 1 << ((exception & 31) ^ flip(exception));
    return (this.#inUse & ~(1 << own)) !== 0 || (this.words[own]! & ~bit) !== 0;
  }
}

const lowestBit = (word: number): number => 31 - Math.clz32(word & -word);
const wordOf = (exception: number): number => (exception < firstIrq ? 0 : 1 + ((exception - firstIrq) >>> 5));
// Input n is bit n & 31; its exception number is n + 16, so bit 4 is turned over.
const flip = (exception: number): number => (exception < firstIrq ? 0 : 16);
const exceptionAt = (word: number, bit: number): number => (word === 0 ? bit : firstIrq + (word - 1) * 32 + bit);

export type NvicPorts = {
  /** Something that decides about the next exception has changed. */
  readonly changed: () => void;
  /** An exception was not pending and is now. */
  readonly pended: () => void;
  /** The event that a software trigger follows from. */
  readonly cause: () => number | undefined;
};

export class Nvic {
  readonly registers: RegisterFile<typeof nvicMap>;
  readonly base = 0xe000_e100;
  readonly rulesNothing = true;
  readonly pending = new ExceptionSet();
  readonly active = new ExceptionSet();
  readonly enabled = new ExceptionSet();
  /** Wires that are high. */
  readonly inputs = new ExceptionSet();
  /** Priority byte by exception number; negative for the fixed ones. */
  readonly priority = new Int16Array(exceptionCount);
  /** The event that made an exception pending. */
  readonly causes: (number | undefined)[] = new Array(exceptionCount).fill(undefined);
  /** AIRCR.PRIGROUP. */
  priorityGroup = 0;
  readonly #ports: NvicPorts;
  /** Places of the IPR registers in their words. */
  readonly #ipr: readonly number[];
  #activePriority = noPriority;
  #priorityChanges = 0;
  /** What `next` has answered, and the sum of all changes before it. */
  #next = 0;
  #nextAt = -1;

  constructor(ports: NvicPorts) {
    this.#ports = ports;
    this.registers = new RegisterFile(nvicMap, this.#hooks());
    this.#ipr = Array.from({ length: Math.ceil(irqCount / 4) }, (_, word) => this.registers.placeOf(`IPR${word}`));
    this.reset();
  }

  reset(): void {
    this.registers.reset();
    for (const set of [this.active, this.enabled]) set.clear();
    this.enabled.setWord(0, alwaysEnabled);
    this.priority.fill(0);
    this.priority[exceptions.reset] = -3;
    this.priority[exceptions.nmi] = -2;
    this.priority[exceptions.hardFault] = -1;
    this.priorityGroup = 0;
    this.#priorityChanges++;
    this.#activePriority = noPriority;
    // Wires do not go low because the core was reset.
    this.pending.setAll(this.inputs.words);
  }

  /** A wire from a peripheral: a rise makes the input pending, and so does a level that is still high on return. */
  setInput(irq: number, level: boolean, cause: number | undefined): void {
    const exception = firstIrq + irq;
    if (this.inputs.has(exception) === level) return;
    this.inputs.set(exception, level);
    if (level) this.setPending(exception, cause);
  }

  setPending(exception: number, cause: number | undefined): void {
    if (!this.pending.has(exception)) {
      this.causes[exception] = cause;
      this.pending.set(exception, true);
      this.#ports.pended();
    }
    this.#ports.changed();
  }

  clearPending(exception: number): void {
    this.pending.set(exception, this.inputs.has(exception) && !this.active.has(exception));
    this.#ports.changed();
  }

  activate(exception: number): void {
    this.pending.set(exception, false);
    this.active.set(exception, true);
    this.activityChanged();
  }

  deactivate(exception: number): void {
    this.active.set(exception, false);
    if (this.inputs.has(exception)) this.pending.set(exception, true);
    this.activityChanged();
  }

  /** To be called after a change of `active`, `priority` or `priorityGroup`. */
  activityChanged(): void {
    this.#priorityChanges++;
    let priority = noPriority;
    const { words, inUse } = this.active;
    for (let some = inUse; some !== 0; some &= some - 1) {
      const n = lowestBit(some);
      for (let rest = words[n]!; rest !== 0; rest &= rest - 1)
        priority = Math.min(priority, this.groupOf(this.priority[exceptionAt(n, lowestBit(rest))]!));
    }
    this.#activePriority = priority;
    this.#ports.changed();
  }

  /** Group priority of the most urgent active exception; 256 when there is none. */
  get activePriority(): number {
    return this.#activePriority;
  }

  /** A priority without its subpriority: what decides about preemption. */
  groupOf(priority: number): number {
    return priority < 0 ? priority : priority & ~((2 << this.priorityGroup) - 1);
  }

  /** The most urgent exception that is pending and enabled, by priority, then by number; 0 when there is none. */
  next(): number {
    // Each of the three only grows.
    const changes = this.pending.changes + this.enabled.changes + this.#priorityChanges;
    if (changes !== this.#nextAt) {
      this.#next = this.#findNext();
      this.#nextAt = changes;
    }
    return this.#next;
  }

  #findNext(): number {
    let best = 0;
    let urgency = noPriority;
    const { words, inUse } = this.pending;
    for (let some = inUse; some !== 0; some &= some - 1) {
      const n = lowestBit(some);
      for (let rest = words[n]! & this.enabled.words[n]!; rest !== 0; rest &= rest - 1) {
        const exception = exceptionAt(n, lowestBit(rest));
        if (this.priority[exception]! >= urgency) continue;
        best = exception;
        urgency = this.priority[exception]!;
      }
    }
    return best;
  }

  save(): Plain {
    return {
      words: this.registers.save(),
      pending: this.pending.words.slice(),
      active: this.active.words.slice(),
      enabled: this.enabled.words.slice(),
      inputs: this.inputs.words.slice(),
      priority: Array.from(this.priority),
      causes: this.causes.slice(),
      priorityGroup: this.priorityGroup,
    };
  }

  load(state: Plain): void {
    const saved = state as unknown as Saved;
    this.registers.load(saved.words);
    this.pending.setAll(saved.pending);
    this.active.setAll(saved.active);
    this.enabled.setAll(saved.enabled);
    this.inputs.setAll(saved.inputs);
    this.priority.set(saved.priority);
    saved.causes.forEach((cause, exception) => {
      this.causes[exception] = cause;
    });
    this.priorityGroup = saved.priorityGroup;
    this.activityChanged();
  }

  #hooks(): Hooks<typeof nvicMap> {
    const compute: Record<string, () => number> = {};
    const written: Record<string, (bits: number) => void> = {
      STIR: (bits) => {
        if ((bits & 0x1ff) < irqCount) this.setPending(firstIrq + (bits & 0x1ff), this.#ports.cause());
      },
    };
    for (let word = 0; word < irqWords; word++) {
      const at = word + 1;
      compute[`ISER${word}`] = compute[`ICER${word}`] = () => this.enabled.words[at]!;
      compute[`ISPR${word}`] = compute[`ICPR${word}`] = () => this.pending.words[at]!;
      compute[`IABR${word}`] = () => this.active.words[at]!;
      written[`ISER${word}`] = (bits) => this.#enable(at, bits, true);
      written[`ICER${word}`] = (bits) => this.#enable(at, bits, false);
      written[`ISPR${word}`] = (bits) => this.#each(at, bits, (e) => this.setPending(e, this.#ports.cause()));
      written[`ICPR${word}`] = (bits) => this.#clearPending(at, bits);
    }
    for (let word = 0; word * 4 < irqCount; word++) written[`IPR${word}`] = () => this.#prioritise(word);
    return { compute, written };
  }

  #enable(word: number, bits: number, on: boolean): void {
    const those = bits & existing[word]!;
    const before = this.enabled.words[word]!;
    this.enabled.setWord(word, on ? before | those : before & ~those);
    this.#ports.changed();
  }

  /** As `clearPending`, for all of these inputs. */
  #clearPending(word: number, bits: number): void {
    const again = this.inputs.words[word]! & ~this.active.words[word]!;
    this.pending.setWord(word, (this.pending.words[word]! & ~bits) | (bits & again));
    this.#ports.changed();
  }

  #each(word: number, bits: number, act: (exception: number) => void): void {
    for (let rest = bits; rest !== 0; rest &= rest - 1) {
      const exception = exceptionAt(word, lowestBit(rest));
      if (exception < exceptionCount) act(exception);
    }
  }

  #prioritise(word: number): void {
    const value = this.registers.words[this.#ipr[word]!]!;
    for (let byte = 0; byte < 4 && word * 4 + byte < irqCount; byte++) {
      this.priority[firstIrq + word * 4 + byte] = (value >>> (byte * 8)) & 0xff;
    }
    this.activityChanged();
  }
}

type Saved = {
  readonly words: readonly number[];
  readonly pending: Uint32Array;
  readonly active: Uint32Array;
  readonly enabled: Uint32Array;
  readonly inputs: Uint32Array;
  readonly priority: readonly number[];
  readonly causes: readonly (number | undefined)[];
  readonly priorityGroup: number;
};
