/** Every view that a panel can ask for: plain data read from the machine's memory and registers, never from what the Linux model believes. */
import type { GpioView, PeripheralView } from './chip';
import type { DisassemblyView, MemoryView, RegistersView } from './core-views';
import type { DiagnosesView } from './diagnosis';
import type { SocEvent } from './event-schema';
import type { InjectionsView } from './injection-views';
import type { IpccView } from './ipcc-view';
import type { LinuxIpcView } from './linux-ipc';
import type { LatencyView, LinuxView } from './linux-view';
import type { MemoryMapView, MemoryRange, WritersView } from './memory-map';
import type { ChainStart, ChainView, MessagesParams, MessagesView } from './message-views';
import type { AccessesView, ExtiView, GatesView, OwnershipView, PinsView } from './ownership';
import type { DescriptorHistory, VringsView } from './ring-views';
import type { StatusView } from './status-view';
import type { StopState } from './stop-views';
import type { ConsoleView, ItmView, LogView, TraceView, TtyView, UartView } from './text-views';

export type EventsView = {
  /** New records since `params.after`, oldest first, at most 2,000; `first` is the oldest number still kept. */
  readonly events: readonly SocEvent[];
  readonly total: number;
  readonly first: number;
  /** Grows when the log was truncated (restart): the page then forgets what it has. */
  readonly epoch: number;
};

export type Views = {
  status: { params: Record<string, never>; data: StatusView };
  ipcc: { params: Record<string, never>; data: IpccView };
  vrings: { params: Record<string, never>; data: VringsView };
  descriptor: { params: { ring: number; index: number }; data: DescriptorHistory };
  /** Who wrote these ranges last, at most 4 KiB of each. */
  writers: { params: { ranges: readonly MemoryRange[] }; data: WritersView };
  /** `at`: whose surroundings are sent as bytes. */
  memoryMap: { params: { at: number | undefined }; data: MemoryMapView };
  ownership: { params: Record<string, never>; data: OwnershipView };
  /** `id`: whose accesses are wanted besides the newest of all. */
  accesses: { params: { id: number | undefined }; data: AccessesView };
  gates: { params: Record<string, never>; data: GatesView };
  exti: { params: Record<string, never>; data: ExtiView };
  pins: { params: Record<string, never>; data: PinsView };
  registers: { params: Record<string, never>; data: RegistersView };
  /** `at` undefined follows the PC. */
  disassembly: { params: { at: number | undefined; before: number; after: number }; data: DisassemblyView };
  memory: { params: { address: number; length: number }; data: MemoryView };
  console: { params: { have: number }; data: ConsoleView };
  ttys: { params: Record<string, never>; data: TtyView };
  dmesg: { params: Record<string, never>; data: LogView };
  trace: { params: Record<string, never>; data: TraceView };
  itm: { params: Record<string, never>; data: ItmView };
  uarts: { params: Record<string, never>; data: UartView };
  /** `after`: the number of the last event the page has, -1 for none. */
  events: { params: { after: number; epoch: number }; data: EventsView };
  stops: { params: Record<string, never>; data: readonly StopState[] };
  gpio: { params: Record<string, never>; data: GpioView };
  linux: { params: Record<string, never>; data: LinuxView };
  linuxIpc: { params: Record<string, never>; data: LinuxIpcView };
  peripheral: { params: { block: string }; data: PeripheralView };
  latencies: { params: Record<string, never>; data: LatencyView };
  /** At most four times a second while it runs. */
  diagnoses: { params: Record<string, never>; data: DiagnosesView };
  injections: { params: Record<string, never>; data: InjectionsView };
  messages: { params: MessagesParams; data: MessagesView };
  chain: { params: { start: ChainStart }; data: ChainView };
};
export type ViewName = keyof Views;
