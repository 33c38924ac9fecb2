/** Access words of register fields, byte lanes, and hooks. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Access, bits, reg, registerMap } from '../contract/registers';
import { RegisterFile } from './register-file';

const one = (access: Access, reset = 0) =>
  new RegisterFile(
    registerMap({
      name: 'TEST',
      size: 4,
      manual: 'none',
      fidelity: 'modelled',
      registers: { R: reg(0, 'one register', { F: bits(0, 32, access, 'one field') }, { reset }) },
    }),
  );

/** Next stored value and answer of the next read, from the manual's words. */
const rules: Readonly<Record<Access, (stored: number, written: number) => { stored: number; read: number }>> = {
  rw: (_s, w) => ({ stored: w, read: w }),
  ro: (s) => ({ stored: s, read: s }),
  wo: (_s, w) => ({ stored: w, read: 0 }),
  w1c: (s, w) => ({ stored: (s & ~w) >>> 0, read: (s & ~w) >>> 0 }),
  w0c: (s, w) => ({ stored: (s & w) >>> 0, read: (s & w) >>> 0 }),
  w1s: (s, w) => ({ stored: (s | w) >>> 0, read: (s | w) >>> 0 }),
  w1t: (s, w) => ({ stored: (s ^ w) >>> 0, read: (s ^ w) >>> 0 }),
  rc: (s) => ({ stored: s, read: s }),
  'w1-trigger': (s) => ({ stored: s, read: 0 }),
};
const word = fc.nat({ max: 0xffff_ffff });

describe.each(Object.keys(rules) as Access[])('%s', (access) => {
  it('follows its word for every value', () => {
    fc.assert(
      fc.property(word, word, (reset, written) => {
        const file = one(access, reset);
        file.write(0, written);
        const wanted = rules[access](reset, written);
        expect([file.word('R'), file.peek(0)]).toEqual([wanted.stored, wanted.read]);
      }),
    );
  });
});

it('a read clears `rc` fields, a peek does not', () => {
  const file = one('rc', 0xff);
  expect([file.peek(0), file.peek(0), file.read(0), file.read(0)]).toEqual([0xff, 0xff, 0xff, 0]);
});

it('a byte write touches its lane only', () => {
  const file = one('rw', 0x1122_3344);
  file.write(2, 0xaa, 1);
  expect([file.peek(0), file.read(2, 1), file.read(2, 2)]).toEqual([0x11aa_3344, 0xaa, 0x11aa]);
});

it('offsets without a register answer nothing', () => {
  const file = one('rw');
  expect([file.read(8), file.write(8, 1)]).toEqual([undefined, false]);
});
