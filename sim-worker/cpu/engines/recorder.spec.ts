/** Every row of the table keeps the rules of `Machine`, whatever its operand bits are; and the rules are enforced. */
import { describe, expect, it } from 'vitest';
import { decode } from '../isa/decode';
import type { Encoding, Instruction } from '../isa/encoding';
import { freg, imm, reg } from '../isa/operands';
import { encodings } from '../isa/table';
import { stateBits } from './effects';
import { Recorder, record } from './recorder';

const pc = 0x1000_0100;
/** A fixed sequence of 32-bit words that look like chance. */
function* words(): Generator<number, never> {
  for (let seed = 1; ; ) {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) | 0;
    const mixed = Math.imul(seed ^ (seed >>> 15), 0x85eb_ca6b);
    yield (mixed ^ (mixed >>> 13)) >>> 0;
  }
}
const instructionOf = (word: number, width: 16 | 32, inIT = false): Instruction | undefined =>
  width === 16 ? decode(word & 0xffff, 0, pc, inIT) : decode(word >>> 16, word & 0xffff, pc, inIT);
/** Instructions of one row, operand bits filled; fewer than wanted when the row is rarely meant. */
function instructionsOf(entry: Encoding, wanted: number): readonly Instruction[] {
  const found: Instruction[] = [];
  const chance = words();
  for (let i = 0; i < 1_000 && found.length < wanted; i++) {
    const word = ((chance.next().value & ~entry.mask) | entry.value) >>> 0;
    const instruction = instructionOf(entry.width === 16 ? word & 0xffff : word, entry.width, i % 2 === 1);
    if (instruction?.entry === entry) found.push(instruction);
  }
  return found;
}
const recorded = (first: number, second = 0): Recorder => record(decode(first, second, pc, false)!);

describe('the table', () => {
  it.each(encodings.map((entry) => [entry.row, entry] as const))('%s is reached and keeps the rules', (_, entry) => {
    const instructions = instructionsOf(entry, 80);
    expect(instructions.length).toBeGreaterThan(0);
    for (const instruction of instructions) expect(() => record(instruction)).not.toThrow();
  });

  it('says which instructions are of the FPU: those that touch its registers', () => {
    for (const entry of encodings) {
      for (const instruction of instructionsOf(entry, 5)) {
        const { floatUse, floatMayDef, use, mayDef } = record(instruction);
        const touches = floatUse !== 0 || floatMayDef !== 0 || ((use | mayDef) & stateBits.FPSCR) !== 0;
        expect(instruction.isFloat, entry.row).toBe(touches);
      }
    }
  });
});

describe('what an instruction uses and defines', () => {
  const { N, Z, C, V } = stateBits;
  const r = (...registers: readonly number[]): number => registers.reduce((bits, n) => bits | (1 << n), 0);

  it('adds r0, r1, r2', () => {
    const { use, def, fallsThrough, touchesMemory } = recorded(0x1888);
    expect({ use, def, fallsThrough, touchesMemory }).toEqual({
      use: r(1, 2),
      def: r(0) | N | Z | C | V,
      fallsThrough: true,
      touchesMemory: false,
    });
  });
  it('pop {r4, pc}', () => {
    const { use, def, fallsThrough, effects } = recorded(0xbd10);
    expect({ use, def, fallsThrough }).toEqual({ use: r(13), def: r(4, 13), fallsThrough: false });
    expect(effects.at(-1)).toMatchObject({ kind: 'branch', why: 'return', exchange: true });
  });
  it('bne, which may fall through', () => {
    const { use, def, fallsThrough, effects } = recorded(0xd1fe);
    expect({ use, def, fallsThrough }).toEqual({ use: Z, def: 0, fallsThrough: true });
    expect(effects).toMatchObject([{ kind: 'when', body: [{ kind: 'branch', target: { value: pc } }] }]);
  });
  it('vfma.f32 s0, s1, s2', () => {
    const { floatUse, floatDef, mayDef } = recorded(0xeea0, 0x0a81);
    expect({ floatUse, floatDef, mayDef }).toEqual({ floatUse: 0b111, floatDef: 1, mayDef: stateBits.FPSCR });
  });
});

describe('rules', () => {
  const r0 = reg(0);
  const broken: readonly (readonly [string, (m: Recorder) => void])[] = [
    [
      'a register is read after one was written',
      (m) => {
        m.setReg(r0, m.imm(imm(1)));
        m.reg(reg(1));
      },
    ],
    [
      'memory is accessed after a register was written',
      (m) => {
        m.setReg(r0, m.imm(1));
        m.load(4, false, m.imm(0));
      },
    ],
    [
      'a register is read after memory was accessed',
      (m) => {
        m.load(4, false, m.imm(0));
        m.reg(r0);
      },
    ],
    [
      'a register is written twice',
      (m) => {
        m.setReg(r0, m.imm(1));
        m.setReg(r0, m.imm(2));
      },
    ],
    [
      'a float register is written twice',
      (m) => {
        m.setFreg(freg(1), m.floatFromBits(m.imm(1)));
        m.setFreg(freg(1), m.floatFromBits(m.imm(1)));
      },
    ],
    [
      'a cell is read after it was written',
      (m) => {
        m.setCell('Q', m.imm(1));
        m.cell('Q');
      },
    ],
    [
      'the carry is read after it was written',
      (m) => {
        m.setC(m.imm(1));
        m.carry();
      },
    ],
    [
      'a flag is written twice',
      (m) => {
        m.setNZ(m.imm(1));
        m.addFlags(m.imm(1), m.imm(1));
      },
    ],
    [
      'floats are computed after a register was written',
      (m) => {
        m.setReg(r0, m.imm(1));
        m.floatSqrt(m.floatFromBits(m.imm(1)));
      },
    ],
    ['the PC is read as a register', (m) => m.reg(reg(15))],
    ['the PC is written as a register', (m) => m.setReg(reg(15), m.imm(0))],
    [
      'there are two branches',
      (m) => {
        m.branch(m.imm(0), 'jump');
        m.branch(m.imm(0), 'jump');
      },
    ],
  ];
  it.each(broken)('refuses a meaning where %s', (_, meaning) => {
    expect(() => meaning(new Recorder())).toThrow();
  });
});
