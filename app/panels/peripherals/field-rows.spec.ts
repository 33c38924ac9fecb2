/** Registers taken apart by their maps. */
import { expect, it } from 'vitest';
import { bit, bits, flags, reg } from '../../../sim-worker/contract/registers';
import { fieldRows } from './field-rows';

const register = reg(0, 'a register', {
  LOCK: bit(31, 'rw', 'Locked'),
  CHF: flags(0, 6, 'ro', 'CH{n}F', 'Flags'),
  MODE: bits(8, 2, 'rw', 'Mode', { 2: 'alternate' }),
  SIZE: bits(16, 8, 'rw', 'Size'),
});

it('names fields from the top bit down, with values in words where there are some', () => {
  expect(fieldRows(register, 0x8012_0205).map(({ name, place, text }) => `${name}${place} ${text}`)).toEqual([
    'LOCK[31] 1',
    'SIZE[23:16] 0x12',
    'MODE[9:8] 2, alternate',
    'CHF[5:0] CH1F CH3F',
  ]);
});

it('says none and all for rows of flags', () => {
  expect(fieldRows(register, 0).at(-1)?.text).toBe('none');
  expect(fieldRows(register, 0x3f).at(-1)?.text).toBe('all');
});
