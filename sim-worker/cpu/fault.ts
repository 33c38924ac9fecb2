/** What an instruction throws when it cannot be finished: which fault, which status bits, which address. */
import { status } from './fault-words';
import { exceptions } from './ppb/nvic';

export class Fault {
  /** MemManage, BusFault or UsageFault. */
  readonly exception: number;
  /** CFSR bits that it sets. */
  readonly status: number;
  /** The data address, for MMFAR or BFAR. */
  readonly address: number | undefined;

  constructor(exception: number, bits: number, address: number | undefined) {
    this.exception = exception;
    this.status = bits;
    this.address = address;
  }
}

export const usageFault = (bits: number): Fault => new Fault(exceptions.usageFault, bits, undefined);
/** A data access that the bus refused. */
export const dataBusFault = (address: number): Fault =>
  new Fault(exceptions.busFault, status.PRECISERR | status.BFARVALID, address >>> 0);
/** A data access that the MPU refused. */
export const dataMemoryFault = (address: number): Fault =>
  new Fault(exceptions.memManage, status.DACCVIOL | status.MMARVALID, address >>> 0);
export const fetchBusFault = (): Fault => new Fault(exceptions.busFault, status.IBUSERR, undefined);
export const fetchMemoryFault = (): Fault => new Fault(exceptions.memManage, status.IACCVIOL, undefined);

/** Status bits of an access that happened while a frame was written or read, or FP state was saved late. */
export function during(fault: Fault, bus: number, memory: number): Fault {
  return fault.exception === exceptions.memManage
    ? new Fault(fault.exception, memory, undefined)
    : new Fault(exceptions.busFault, bus, undefined);
}

/** Is this what the bus throws? The cpu room does not know the bus; it knows the shape. */
export function isBusError(thrown: unknown): thrown is { readonly address: number; readonly reason: string } {
  if (!(thrown instanceof Error) || !('reason' in thrown) || !('address' in thrown)) return false;
  return thrown.reason === 'hole' || thrown.reason === 'refused';
}
