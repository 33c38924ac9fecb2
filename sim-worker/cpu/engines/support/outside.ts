/** What the support module asks from JavaScript: accesses that the bus, the private peripherals or the MPU decide. */
import type { FloatFunction } from '../floats/functions';

type Bytes = 1 | 2 | 4;
export type AccessName =
  | `${'read' | 'write'}${Bytes}`
  | `${'readUnprivileged' | 'writeUnprivileged'}${Bytes}`
  | 'readMany'
  | 'writeMany';

/** All of them write `trouble`, and afterwards the budget in memory is what is left now. */
export type Outside = Readonly<Record<AccessName, (address: number, value: number) => unknown>> &
  Readonly<Record<FloatFunction, (...bits: number[]) => unknown>>;
