/** ETZPC register map. Source: RM0436, chapter ETZPC; layout as in ST's boot firmware drivers. */
import { bit, bits, type Field, flags, type Register, reg, registerMap } from '../../contract/registers';
import { etzpcIds } from './ids';

const perRegister = 16;
const values = { 0: 'secure only', 1: 'others may read', 2: 'M4 only', 3: 'open to both' } as const;

const decprot = (n: number): Register => {
  const fields: Record<string, Field> = {};
  for (let i = 0; i < perRegister; i++) {
    const entry = etzpcIds[n * perRegister + i];
    fields[`DECPROT${n * perRegister + i}`] = bits(
      2 * i,
      2,
      'rw',
      entry?.name === '' ? 'Reserved' : `Protection of ${entry?.name}`,
      values,
    );
  }
  return reg(0x10 + 4 * n, `Protection of ids ${n * perRegister} to ${n * perRegister + perRegister - 1}`, fields);
};
const lock = (n: number): Register =>
  reg(0x30 + 4 * n, `Locks of ids ${32 * n} to ${32 * n + 31}`, {
    LOCK: flags(0, 32, 'w1s', 'LOCK{n}', 'The value of this id cannot change until reset', 32 * n),
  });
const tzma = (offset: number, what: string): Register =>
  reg(
    offset,
    `Secure part of the ${what}`,
    { R0SIZE: bits(0, 10, 'rw', 'Secure pages of 4 KiB from the bottom'), LOCK: bit(31, 'w1s', 'Locked until reset') },
    { reset: 0x3ff },
  );

export const etzpcMap = registerMap({
  name: 'ETZPC',
  size: 0x400,
  manual: 'RM0436, chapter ETZPC',
  fidelity: 'simplified',
  leavesOut: 'TZMA sizes guard nothing; only the secure firmware may write, and here that is the board set-up.',
  registers: {
    TZMA0_SIZE: tzma(0x00, 'boot ROM'),
    TZMA1_SIZE: tzma(0x04, 'SYSRAM'),
    DECPROT0: decprot(0),
    DECPROT1: decprot(1),
    DECPROT2: decprot(2),
    DECPROT3: decprot(3),
    DECPROT4: decprot(4),
    DECPROT5: decprot(5),
    DECPROT_LOCK0: lock(0),
    DECPROT_LOCK1: lock(1),
    DECPROT_LOCK2: lock(2),
  },
});
