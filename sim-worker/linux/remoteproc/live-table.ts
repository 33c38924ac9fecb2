/** The resource table in use: in the M4's memory, or Linux' private copy while there is none in memory. */
import type { AccessSize } from '../../contract/units';
import type { LinuxBus } from '../kernel/ports';

export type LiveTable = {
  readonly read: (offset: number, size: AccessSize) => number;
  readonly write: (offset: number, value: number, size: AccessSize) => void;
  /** A copy of all of it. */
  readonly bytes: () => Uint8Array;
};

export const tableInMemory = (bus: LinuxBus, address: number, length: number): LiveTable => ({
  read: (offset, size) => bus.read(address + offset, size),
  write: (offset, value, size) => bus.write(address + offset, value, size),
  bytes: () => bus.readBytes(address, length),
});

/** Offsets are those of entries that were checked against the length. */
export function tableInLinux(cached: Uint8Array): LiveTable {
  const view = new DataView(cached.buffer, cached.byteOffset, cached.byteLength);
  return {
    read: (offset, size) => {
      if (size === 4) return view.getUint32(offset, true);
      return size === 2 ? view.getUint16(offset, true) : view.getUint8(offset);
    },
    write: (offset, value, size) => {
      if (size === 4) view.setUint32(offset, value, true);
      else if (size === 2) view.setUint16(offset, value, true);
      else view.setUint8(offset, value);
    },
    bytes: () => cached.slice(),
  };
}
