/** The register storage of one block: one word per register, so that a snapshot is one array copy. */
import {
  type Access,
  type FieldName,
  maskOf,
  type Register,
  type RegisterMap,
  type RegisterName,
} from '../contract/registers';
import type { AccessSize, Initiator } from '../contract/units';

type AccessRule = {
  /** Next stored bits, given the stored and the written bits; each bit for itself. */
  readonly write: (stored: number, written: number) => number;
  readonly readable: boolean;
  readonly clearsOnRead: boolean;
};

const accessRules: Readonly<Record<Access, AccessRule>> = {
  rw: { write: (_stored, written) => written, readable: true, clearsOnRead: false },
  ro: { write: (stored) => stored, readable: true, clearsOnRead: false },
  wo: { write: (_stored, written) => written, readable: false, clearsOnRead: false },
  w1c: { write: (stored, written) => stored & ~written, readable: true, clearsOnRead: false },
  w0c: { write: (stored, written) => stored & written, readable: true, clearsOnRead: false },
  w1s: { write: (stored, written) => stored | written, readable: true, clearsOnRead: false },
  w1t: { write: (stored, written) => stored ^ written, readable: true, clearsOnRead: false },
  rc: { write: (stored) => stored, readable: true, clearsOnRead: true },
  'w1-trigger': { write: (stored) => stored, readable: false, clearsOnRead: false },
};

/** Behaviour attached to a register by its name; at most these three. */
export type Hooks<M extends RegisterMap> = {
  /** The register's value when it is not (only) what is stored. Free of side effects: `peek` uses it too. */
  readonly compute?: { readonly [R in RegisterName<M>]?: (stored: number, by: Initiator) => number };
  /** Runs after the stored bits were updated. `written` has only the byte lanes that were driven. */
  readonly written?: { readonly [R in RegisterName<M>]?: (written: number, before: number, by: Initiator) => void };
  /** Runs after a bus read was answered, for reads that act (HSEM read-lock). Its result replaces the value. */
  readonly reading?: { readonly [R in RegisterName<M>]?: (value: number, by: Initiator) => number };
};

/** A register's behaviour; see `Hooks`. */
type SlotHooks = {
  readonly compute: ((stored: number, by: Initiator) => number) | undefined;
  readonly written: ((written: number, before: number, by: Initiator) => void) | undefined;
  readonly reading: ((value: number, by: Initiator) => number) | undefined;
};

type Slot = SlotHooks & {
  readonly name: string;
  readonly reset: number;
  /** Bits that become what is written. */
  readonly plain: number;
  /** Other bits that follow the same rule. */
  readonly fields: readonly { readonly mask: number; readonly rule: AccessRule }[];
  readonly readable: number;
  readonly clearsOnRead: number;
};

const isPlain = (rule: AccessRule): boolean => rule === accessRules.rw || rule === accessRules.wo;

function slotOf(name: string, register: Register, hooks: SlotHooks): Slot {
  const masks = new Map<AccessRule, number>();
  for (const field of Object.values(register.fields)) {
    const rule = accessRules[field.access];
    masks.set(rule, ((masks.get(rule) ?? 0) | maskOf(field)) >>> 0);
  }
  const fields = [...masks].map(([rule, mask]) => ({ mask, rule }));
  const union = (keep: (rule: AccessRule) => boolean): number =>
    fields.reduce((mask, f) => (keep(f.rule) ? mask | f.mask : mask), 0) >>> 0;
  // A reset bit outside every field is a constant of the hardware: it can be read.
  const constant = register.reset & ~union(() => true);
  return {
    name,
    reset: register.reset,
    plain: union(isPlain),
    fields: fields.filter(({ rule }) => !isPlain(rule)),
    readable: (union((rule) => rule.readable) | constant) >>> 0,
    clearsOnRead: union((rule) => rule.clearsOnRead),
    ...hooks,
  };
}

/** Where a field lies: the number of its word, and its bits in it. */
type FieldPlace = { readonly index: number; readonly mask: number; readonly lsb: number };

const placesOf = (register: Register, index: number): Readonly<Record<string, FieldPlace>> =>
  Object.fromEntries(
    Object.entries(register.fields).map(([name, f]) => [name, { index, mask: maskOf(f), lsb: f.lsb }]),
  );

const laneMask = (offset: number, size: AccessSize): number =>
  size === 4 ? 0xffff_ffff : (((1 << (size * 8)) - 1) << ((offset & 3) * 8)) >>> 0;

/** Reads and writes by bus offset, fields by name. Offsets without a register answer `undefined` / `false`. */
export class RegisterFile<M extends RegisterMap> {
  readonly map: M;
  readonly words: Uint32Array;
  readonly #slots: readonly Slot[];
  /** By word of the block: the number of its register, or -1. */
  readonly #byWord: Int16Array;
  readonly #index: Readonly<Record<string, number>>;
  readonly #fields: Readonly<Record<string, Readonly<Record<string, FieldPlace>>>>;

  constructor(map: M, hooks: Hooks<M> = {}) {
    this.map = map;
    const entries = Object.entries(map.registers);
    this.#slots = entries.map(([name, register]) => {
      const key = name as RegisterName<M>;
      const { compute, written, reading } = hooks;
      return slotOf(name, register, { compute: compute?.[key], written: written?.[key], reading: reading?.[key] });
    });
    this.words = new Uint32Array(entries.length);
    this.#index = Object.fromEntries(entries.map(([name], i) => [name, i]));
    this.#fields = Object.fromEntries(entries.map(([name, register], index) => [name, placesOf(register, index)]));
    const last = entries.reduce((most, [, { offset }]) => Math.max(most, offset), -4);
    this.#byWord = new Int16Array(last / 4 + 1).fill(-1);
    entries.forEach(([, { offset }], i) => {
      this.#byWord[offset >>> 2] = i;
    });
    this.reset();
  }

  /** Every register to its reset value; no hook runs. */
  reset(): void {
    this.#slots.forEach((slot, i) => {
      this.words[i] = slot.reset;
    });
  }

  has(offset: number): boolean {
    return this.#at(offset) >= 0;
  }

  nameAt(offset: number): string | undefined {
    return this.#slots[this.#at(offset)]?.name;
  }

  /** What a bus read would return, without its side effects: for panels, debugger and probes. */
  peek(offset: number, size: AccessSize = 4, by: Initiator = 'debugger'): number | undefined {
    const i = this.#at(offset);
    return i < 0 ? undefined : this.#lanes(this.#value(i, by), offset, size);
  }

  read(offset: number, size: AccessSize = 4, by: Initiator = 'debugger'): number | undefined {
    const i = this.#at(offset);
    if (i < 0) return undefined;
    const slot = this.#slots[i]!;
    let value = this.#value(i, by);
    if (slot.clearsOnRead !== 0) this.words[i] = this.words[i]! & ~(slot.clearsOnRead & laneMask(offset, size));
    const { reading } = slot;
    if (reading !== undefined) value = reading(value, by) >>> 0;
    return this.#lanes(value, offset, size);
  }

  write(offset: number, value: number, size: AccessSize = 4, by: Initiator = 'debugger'): boolean {
    const i = this.#at(offset);
    if (i < 0) return false;
    const slot = this.#slots[i]!;
    const lanes = laneMask(offset, size);
    const written = ((value << ((offset & 3) * 8)) & lanes) >>> 0;
    const before = this.words[i]!;
    const plain = slot.plain & lanes;
    let next = (before & ~plain) | (written & plain);
    for (const { mask, rule } of slot.fields) {
      const m = mask & lanes;
      next = (next & ~m) | (rule.write(before & m, written & m) & m);
    }
    this.words[i] = next;
    const { written: hear } = slot;
    if (hear !== undefined) hear(written, before, by);
    return true;
  }

  get<R extends RegisterName<M>>(register: R, field: FieldName<M, R>): number {
    const { index, mask, lsb } = this.#place(register, field);
    return (this.words[index]! & mask) >>> lsb;
  }

  set<R extends RegisterName<M>>(register: R, field: FieldName<M, R>, value: number): void {
    const { index, mask, lsb } = this.#place(register, field);
    this.words[index] = (this.words[index]! & ~mask) | ((value << lsb) & mask);
  }

  /** Reads a field that is asked for often. */
  reader<R extends RegisterName<M>>(register: R, field: FieldName<M, R>): () => number {
    const { index, mask, lsb } = this.#place(register, field);
    return () => (this.words[index]! & mask) >>> lsb;
  }

  /** Where a register's word lies in `words`, for who asks often. */
  placeOf(register: RegisterName<M>): number {
    return this.#indexOf(register);
  }

  /** The stored word of a register. */
  word(register: RegisterName<M>): number {
    return this.words[this.#indexOf(register)]!;
  }

  setWord(register: RegisterName<M>, value: number): void {
    this.words[this.#indexOf(register)] = value;
  }

  /** Every register as a bus read would see it, without side effects. */
  values(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#slots.map((slot, i) => [slot.name, this.#value(i, 'debugger')]));
  }

  save(): readonly number[] {
    return Array.from(this.words);
  }

  load(state: readonly number[]): void {
    this.words.set(state);
  }

  #place(register: string, field: string): FieldPlace {
    const place = this.#fields[register]?.[field];
    if (place === undefined) throw new Error(`${this.map.name} has no field ${register}.${field}`);
    return place;
  }

  #indexOf(register: string): number {
    const i = this.#index[register];
    if (i === undefined) throw new Error(`${this.map.name} has no register ${register}`);
    return i;
  }

  #at(offset: number): number {
    return this.#byWord[offset >>> 2] ?? -1;
  }

  #value(i: number, by: Initiator): number {
    const slot = this.#slots[i]!;
    const { compute } = slot;
    const stored = this.words[i]!;
    const value = compute === undefined ? stored : compute(stored, by);
    return (value & slot.readable) >>> 0;
  }

  #lanes(value: number, offset: number, size: AccessSize): number {
    return (value & laneMask(offset, size)) >>> ((offset & 3) * 8);
  }
}
