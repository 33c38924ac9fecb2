/** What the bus knows of a device: it answers reads and writes inside its window. */
import type { AccessSize, Initiator } from '../contract/units';

export type Device = {
  /** `undefined`: no register at this offset. */
  read(offset: number, size: AccessSize, by: Initiator): number | undefined;
  /** `false`: no register at this offset. */
  write(offset: number, value: number, size: AccessSize, by: Initiator): boolean;
  /** As `read`, without side effects. */
  peek(offset: number, size: AccessSize): number | undefined;
};
