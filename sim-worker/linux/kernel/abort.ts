/** External aborts: accesses that the bus refuses. A kernel would kill the task; here the operation ends with an errno. */
import type { KernelLog } from './kernel-log';

/** The errno of an operation that such an access ended. */
export const EFAULT = 14;

/** What a refused or unanswered access throws; the bus belongs to another room, so it is known by its shape. */
type BusAbort = { readonly address: number; readonly reason: string };
const isBusAbort = (error: unknown): error is BusAbort =>
  typeof error === 'object' &&
  error !== null &&
  typeof (error as BusAbort).address === 'number' &&
  typeof (error as BusAbort).reason === 'string';

/** Answers with `otherwise` when the bus refuses an access, and tells of it. */
export function surviveAbort<T>(kernelLog: KernelLog, otherwise: T, act: () => T): T {
  try {
    return act();
  } catch (error) {
    tellAbort(kernelLog, error);
    return otherwise;
  }
}

/** Prints what arch/arm/mm/fault.c prints of a refused access; throws what is none. */
export function tellAbort(kernelLog: KernelLog, error: unknown): void {
  if (!isBusAbort(error)) throw error;
  const address = error.address.toString(16).padStart(8, '0');
  kernelLog.print(`Unhandled fault: external abort on non-linefetch (0x1008) at 0x${address}`);
}
