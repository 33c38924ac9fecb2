/** What the Linux side needs of the machine: the bus as initiator A7, the schedule, the clock and the event log. */
import type { Board, DeviceTreeName, KernelGeneration, KernelTree } from '../../contract/protocol';
import type { AccessSize } from '../../contract/units';
import type { Clock } from '../../kernel/clock';
import type { EventLog } from '../../kernel/event-log';
import type { Schedule } from '../../kernel/schedule';

export type LinuxBus = {
  /** Throws a bus error where nothing answers or a firewall says no. */
  readonly read: (address: number, size: AccessSize) => number;
  readonly write: (address: number, value: number, size: AccessSize) => void;
  readonly writeBytes: (address: number, bytes: Uint8Array) => void;
  /** RAM only; bytes outside RAM read 0. */
  readonly readBytes: (address: number, length: number) => Uint8Array;
};
export type LinuxPorts = {
  readonly bus: LinuxBus;
  readonly schedule: Schedule;
  readonly clock: Clock;
  readonly log: EventLog;
  /** Mainline when not given. */
  readonly tree?: KernelTree;
  /** dk2 when not given. */
  readonly board?: Board;
  /** The board's own when not given. */
  readonly deviceTree?: DeviceTreeName;
  /** C when not given. */
  readonly kernel?: KernelGeneration;
  /** `st,auto-boot` of the device tree: remoteproc starts the M4, or attaches to it, while the kernel comes up. */
  readonly autoBoot?: boolean;
};
