/** EXTI register map. Source: RM0436, chapter EXTI. */
import { bits, type Field, flags, type Register, reg, registerMap } from '../../contract/registers';

const line = (bank: number): number => 32 * bank;
const config = (offset: number, bank: number, access: Field['access'], name: string, doc: string): Register =>
  reg(offset, `${doc}, lines ${line(bank)} to ${line(bank) + 31}`, {
    LINES: flags(0, 32, access, `${name}{n}`, doc, line(bank)),
  });
const banks = (
  name: string,
  first: number,
  stride: number,
  access: Field['access'],
  doc: string,
): Readonly<Record<string, Register>> =>
  Object.fromEntries(
    [0, 1, 2].map((bank) => [`${name}${bank + 1}`, config(first + stride * bank, bank, access, name, doc)]),
  );
const ports = {
  0: 'A',
  1: 'B',
  2: 'C',
  3: 'D',
  4: 'E',
  5: 'F',
  6: 'G',
  7: 'H',
  8: 'I',
  9: 'J',
  10: 'K',
  11: 'Z',
} as const;
const select = (n: number): Register =>
  reg(
    0x60 + 4 * (n - 1),
    `GPIO bank of lines ${4 * (n - 1)} to ${4 * n - 1}`,
    Object.fromEntries(
      [0, 1, 2, 3].map((i) => [
        `EXTI${4 * (n - 1) + i}`,
        bits(8 * i, 4, 'rw', `GPIO bank that drives line ${4 * (n - 1) + i}`, ports),
      ]),
    ),
  );

const registers: Readonly<Record<string, Register>> = {
  ...banks('RTSR', 0x00, 0x20, 'rw', 'Rising edge selected'),
  ...banks('FTSR', 0x04, 0x20, 'rw', 'Falling edge selected'),
  ...banks('SWIER', 0x08, 0x20, 'w1-trigger', 'Rising edge by software'),
  ...banks('RPR', 0x0c, 0x20, 'w1c', 'Rising edge pending'),
  ...banks('FPR', 0x10, 0x20, 'w1c', 'Falling edge pending'),
  ...banks('TZENR', 0x14, 0x20, 'ro', 'Line belongs to the secure world'),
  EXTICR1: select(1),
  EXTICR2: select(2),
  EXTICR3: select(3),
  EXTICR4: select(4),
  ...banks('C1IMR', 0x80, 0x10, 'rw', 'Interrupt of the A7 unmasked'),
  ...banks('C1EMR', 0x84, 0x10, 'rw', 'Event of the A7 unmasked'),
  ...banks('C2IMR', 0xc0, 0x10, 'rw', 'Interrupt of the M4 unmasked'),
  ...banks('C2EMR', 0xc4, 0x10, 'rw', 'Event of the M4 unmasked'),
};

export const extiMap = registerMap({
  name: 'EXTI',
  size: 0x400,
  manual: 'RM0436, chapter EXTI',
  fidelity: 'simplified',
  leavesOut:
    'Direct lines have no effect here: a peripheral’s own interrupt reaches the NVIC without them; CStop is not modelled.',
  registers,
});
