/** What the support module asks from JavaScript: accesses that the bus, the private peripherals or the MPU decide. */
import type { FloatFunction } from '../floats/functions';

const sized = ['read', 'write', 'readUnprivileged', 'writeUnprivileged'] as const;
type Bytes = 1 | 2 | 4;
export type AccessName = `${(typeof sized)[number]}${Bytes}` | 'readMany' | 'writeMany';
export const accessNames: readonly AccessName[] = [
  ...sized.flatMap((name) => [1, 2, 4].map((bytes) => `${name}${bytes as Bytes}` as const)),
  'readMany',
  'writeMany',
];

/** All of them write `trouble`, and afterwards the budget in memory is what is left now. */
export type Outside = Readonly<Record<AccessName, (address: number, value: number) => unknown>> &
  Readonly<Record<FloatFunction, (...bits: number[]) => unknown>>;
