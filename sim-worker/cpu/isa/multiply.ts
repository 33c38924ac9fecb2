/** 32-bit multiply, long multiply and divide. Source: ARMv7-M ARM A5.3.16, A5.3.17. */
import { type Encoding, encoding, withBits } from './encoding';
import { name, noPc, reg } from './operands';

const products: readonly Encoding[] = [
  encoding('11111 0110 000 nnnn 1111 dddd 0000 mmmm', {
    operands: (f) => (noPc(f.d, f.n, f.m) ? { d: reg(f.d), n: reg(f.n), m: reg(f.m) } : undefined),
    text: (o) => `mul? ${name(o.d)}, ${name(o.n)}, ${name(o.m)}`,
    cycles: 1,
    meaning: (m, o) => m.setReg(o.d, m.mul(m.reg(o.n), m.reg(o.m))),
  }),
  encoding('11111 0110 000 nnnn aaaa dddd 0000 mmmm', {
    operands: (f) => (noPc(f.d, f.n, f.m) ? { d: reg(f.d), n: reg(f.n), m: reg(f.m), a: reg(f.a) } : undefined),
    text: (o) => `mla? ${name(o.d)}, ${name(o.n)}, ${name(o.m)}, ${name(o.a)}`,
    cycles: 1,
    meaning: (m, o) => m.setReg(o.d, m.add(m.reg(o.a), m.mul(m.reg(o.n), m.reg(o.m)))),
  }),
  encoding('11111 0110 000 nnnn aaaa dddd 0001 mmmm', {
    operands: (f) => (noPc(f.d, f.n, f.m, f.a) ? { d: reg(f.d), n: reg(f.n), m: reg(f.m), a: reg(f.a) } : undefined),
    text: (o) => `mls? ${name(o.d)}, ${name(o.n)}, ${name(o.m)}, ${name(o.a)}`,
    cycles: 1,
    meaning: (m, o) => m.setReg(o.d, m.sub(m.reg(o.a), m.mul(m.reg(o.n), m.reg(o.m)))),
  }),
];

const long = (opcode: string, text: string, isSigned: boolean, accumulates: boolean): Encoding =>
  encoding(withBits('11111 0111 ooo nnnn llll hhhh 0000 mmmm', 'o', opcode), {
    operands: (f) =>
      !noPc(f.l, f.h, f.n, f.m) || f.l === f.h ? undefined : { l: reg(f.l), h: reg(f.h), n: reg(f.n), m: reg(f.m) },
    text: (o) => `${text}? ${name(o.l)}, ${name(o.h)}, ${name(o.n)}, ${name(o.m)}`,
    cycles: 1,
    meaning: (m, o) => {
      const product = m.mulWide(isSigned, m.reg(o.n), m.reg(o.m));
      const result = accumulates ? m.addWide(product, m.wide(m.reg(o.l), m.reg(o.h))) : product;
      m.setReg(o.l, m.low(result));
      m.setReg(o.h, m.high(result));
    },
  });

/** 2 to 12 cycles on silicon, by the operands; here always 7. */
const divisionCycles = 7;
const division = (opcode: string, text: string, isSigned: boolean): Encoding =>
  encoding(withBits('11111 0111 ooo nnnn 1111 dddd 1111 mmmm', 'o', opcode), {
    operands: (f) => (noPc(f.d, f.n, f.m) ? { d: reg(f.d), n: reg(f.n), m: reg(f.m) } : undefined),
    text: (o) => `${text}? ${name(o.d)}, ${name(o.n)}, ${name(o.m)}`,
    cycles: divisionCycles,
    meaning: (m, o) => m.setReg(o.d, m.divide(isSigned, m.reg(o.n), m.reg(o.m))),
  });

export const multiply: readonly Encoding[] = [
  ...products,
  division('001', 'sdiv', true),
  division('011', 'udiv', false),
  long('000', 'smull', true, false),
  long('010', 'umull', false, false),
  long('100', 'smlal', true, true),
  long('110', 'umlal', false, true),
  encoding('11111 0111 110 nnnn llll hhhh 0110 mmmm', {
    operands: (f) =>
      !noPc(f.l, f.h, f.n, f.m) || f.l === f.h ? undefined : { l: reg(f.l), h: reg(f.h), n: reg(f.n), m: reg(f.m) },
    text: (o) => `umaal? ${name(o.l)}, ${name(o.h)}, ${name(o.n)}, ${name(o.m)}`,
    cycles: 1,
    meaning: (m, o) => {
      const zero = m.imm(0);
      const product = m.mulWide(false, m.reg(o.n), m.reg(o.m));
      const result = m.addWide(m.addWide(product, m.wide(m.reg(o.l), zero)), m.wide(m.reg(o.h), zero));
      m.setReg(o.l, m.low(result));
      m.setReg(o.h, m.high(result));
    },
  }),
];
