/** What an entry of the instruction table is, and how its bit row is read. */
import type { Machine, Meaning } from './machine';

/** The letters of a bit row: of '0001100 mmm nnn ddd' d, m and n. A mistyped letter is a type error. */
type Letters<Row extends string> = Row extends `${infer C}${infer Rest}`
  ? (C extends '0' | '1' | ' ' ? never : C) | Letters<Rest>
  : never;
/** Bits of the same letter, joined from the left. */
export type Fields<Row extends string> = { readonly [L in Letters<Row>]: number };

/** Where an instruction stands. `inIT`: in an IT block, where most 16-bit instructions set no flags. */
export type Place = { readonly pc: number; readonly length: 2 | 4; readonly inIT: boolean };

export type Instruction = {
  readonly pc: number;
  readonly length: 2 | 4;
  /** Cycles when it does not branch. Source: Cortex-M4 TRM 3.3. */
  readonly cycles: number;
  /** ExecuteFPCheck must run before it. */
  readonly isFloat: boolean;
  readonly entry: Encoding;
  /** Where it branches to, when the bits say it. */
  readonly target: number | undefined;
  /** Assembler text; `?` is where a condition goes. */
  text(): string;
  /** The meaning with its operands. The condition of an IT block is not in it. */
  run<I, B, F, L>(m: Machine<I, B, F, L>): void;
};

/** One row of the table. */
export type Encoding = {
  readonly row: string;
  readonly width: 16 | 32;
  /** Fixed bits and what they are; the first halfword is in bits 31 to 16. */
  readonly mask: number;
  readonly value: number;
  readonly isFloat: boolean;
  /** Undefined: the other bits make it another instruction, or none. */
  decode(word: number, at: Place): Instruction | undefined;
};

/** An operand named `target` is the constant target of a branch. */
export type Operands = object & { readonly target?: number };

export type Spec<Row extends string, O extends Operands> = {
  readonly operands: (f: Fields<Row>, at: Place) => O | undefined;
  readonly text: (o: O) => string;
  readonly cycles: number | ((o: O) => number);
  readonly meaning: Meaning<O>;
  readonly isFloat?: boolean;
};

class Decoded<O extends Operands> implements Instruction {
  readonly pc: number;
  readonly length: 2 | 4;
  readonly cycles: number;
  readonly isFloat: boolean;
  readonly entry: Encoding;
  readonly target: number | undefined;
  readonly #spec: Pick<Spec<string, O>, 'text' | 'meaning'>;
  readonly #operands: O;

  constructor(at: Place, entry: Encoding, spec: Pick<Spec<string, O>, 'text' | 'meaning' | 'cycles'>, operands: O) {
    this.pc = at.pc;
    this.length = at.length;
    this.cycles = typeof spec.cycles === 'number' ? spec.cycles : spec.cycles(operands);
    this.isFloat = entry.isFloat;
    this.entry = entry;
    this.target = operands.target;
    this.#spec = spec;
    this.#operands = operands;
  }

  text(): string {
    return this.#spec.text(this.#operands);
  }

  run<I, B, F, L>(m: Machine<I, B, F, L>): void {
    this.#spec.meaning(m, this.#operands);
  }
}

/** Neighbouring bits of a letter: `width` of them, the last at `shift`. */
type Run = { readonly shift: number; readonly width: number };
type Field = { readonly letter: string; readonly runs: readonly Run[] };
type Bits = { readonly mask: number; readonly value: number; readonly fields: readonly Field[] };

function readRow(bits: string): Bits {
  let mask = 0;
  let value = 0;
  const fields = new Map<string, Run[]>();
  [...bits].forEach((c, i) => {
    const shift = bits.length - 1 - i;
    if (c === '0' || c === '1') {
      mask |= 1 << shift;
      value |= Number(c) << shift;
      return;
    }
    const runs = fields.get(c) ?? [];
    const last = runs.at(-1);
    if (last?.shift === shift + 1) runs[runs.length - 1] = { shift, width: last.width + 1 };
    else runs.push({ shift, width: 1 });
    fields.set(c, runs);
  });
  return {
    mask: mask >>> 0,
    value: value >>> 0,
    fields: Array.from(fields, ([letter, runs]) => ({ letter, runs })),
  };
}

function fieldsOf(word: number, fields: readonly Field[]): Record<string, number> {
  const found: Record<string, number> = {};
  for (let i = 0; i < fields.length; i++) {
    const { letter, runs } = fields[i]!;
    let value = 0;
    for (let r = 0; r < runs.length; r++) {
      const { shift, width } = runs[r]!;
      value = (value << width) | ((word >>> shift) & ((1 << width) - 1));
    }
    found[letter] = value;
  }
  return found;
}

/** A row: `0` and `1` are fixed, also where the manual writes (0) and (1); a letter is an operand bit. */
export function encoding<const Row extends string, O extends Operands>(row: Row, spec: Spec<Row, O>): Encoding {
  const bits = row.replaceAll(' ', '');
  if (bits.length !== 16 && bits.length !== 32) throw new Error(`${row}: ${bits.length} bits`);
  const { mask, value, fields } = readRow(bits);
  const entry: Encoding = {
    row,
    width: bits.length,
    mask,
    value,
    isFloat: spec.isFloat ?? false,
    decode(word, at) {
      const operands = spec.operands(fieldsOf(word, fields) as Fields<Row>, at);
      return operands === undefined ? undefined : new Decoded(at, entry, spec, operands);
    },
  };
  return entry;
}

/** Puts an opcode into a row that several instructions share. */
export function withBits<Row extends string>(row: Row, letter: string, bits: string): Row {
  const rest = [...bits];
  const filled = [...row].map((c) => (c === letter ? (rest.shift() ?? '?') : c)).join('');
  if (rest.length > 0 || filled.includes('?')) throw new Error(`${row}: ${bits} does not fit ${letter}`);
  return filled as Row;
}
