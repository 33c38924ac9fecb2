/** What panels show: plain data read from the machine's memory and registers, never from what the Linux model believes. */
import type { DiagnosesView } from './diagnosis';
import type { SocEvent } from './event-schema';
import type { Injection } from './injections';
import type { LinuxIpcView } from './linux-ipc';
import type { MemoryMapView, MemoryRange, WritersView } from './memory-map';
import type { ChainStart, ChainView, MessagesParams, MessagesView } from './message-views';
import type { AccessesView, ExtiView, GatesView, OwnershipView, PinsView } from './ownership';
import type { Board, BootMode, DeviceTreeName, KernelGeneration, KernelTree, Speed } from './protocol';
import type { Fidelity, RegisterMap } from './registers';
import type { StopRule } from './stop-rules';

export type Phase = 'empty' | 'paused' | 'running' | 'fault';

export type StatusView = {
  readonly phase: Phase;
  /** Virtual time in ns. */
  readonly time: number;
  readonly instructions: number;
  /** Guest instructions per wall second, in millions; 0 while paused. */
  readonly mips: number;
  /** Virtual time over wall time while running. */
  readonly ratio: number;
  readonly firmware: { readonly name: string; readonly size: number } | undefined;
  readonly board: Board;
  readonly boot: BootMode;
  readonly speed: Speed;
  /** One sentence: what just happened. */
  readonly headline: string;
  readonly detail: string;
  /** The event that the sentence is about. */
  readonly event: number | undefined;
  readonly stopReason: string;
  /** The stop rule that ended the run, and the event it met; no rule: a step was to go there. */
  readonly stop: { readonly rule: number | undefined; readonly seq: number | undefined } | undefined;
  readonly m4: {
    readonly state: 'held' | 'running' | 'sleeping' | 'frozen' | 'locked-up';
    readonly pc: number;
    readonly function: string;
  };
  /** remoteproc state file. */
  readonly rproc: string;
  readonly fault: FaultCard | undefined;
  /** Faults on purpose that are armed and have not happened, and those that hold now. */
  readonly injections: { readonly waiting: number; readonly active: number };
};

/** Why the M4 died: one sentence, and everything that it follows from. */
export type FaultCard = {
  readonly title: string;
  readonly sentence: string;
  /** Of the instruction that could not be finished. */
  readonly pc: number;
  readonly function: string;
  /** Text of that instruction; empty where none can be read. */
  readonly instruction: string;
  /** The address of the data that it wanted, where it lies and which symbol is there. */
  readonly data: { readonly address: number; readonly region: string; readonly symbol: string } | undefined;
  /** Bits of CFSR and HFSR that are set. */
  readonly bits: readonly { readonly name: string; readonly meaning: string }[];
  /** What the core stacked on entry: r0-r3, r12, lr, pc, xpsr by name; undefined when it could not or did not. */
  readonly frame: { readonly address: number; readonly registers: Readonly<Record<string, number>> } | undefined;
  /** From the faulting function outwards, as far as the stack shows it. */
  readonly callPath: readonly { readonly pc: number; readonly function: string }[];
  readonly whatToDo: string;
};

export type Lamp = {
  /** Who rings: 1 Linux, 2 M4. */
  readonly from: 1 | 2;
  readonly channel: number;
  readonly occupied: boolean;
  /** The receiver's CHnOM. */
  readonly receiverMasked: boolean;
  /** The sender's CHnFM. */
  readonly freeMasked: boolean;
  /** Virtual time in ns at which the flag last changed, if it did. */
  readonly since: number | undefined;
  /** What Linux uses this channel for; empty when unused. */
  readonly use: string;
  /** How often it was rung. */
  readonly rung: number;
};
export type IpccView = {
  readonly lamps: readonly Lamp[];
  readonly registers: Readonly<Record<string, number>>;
  readonly clocked: boolean;
  readonly lines: readonly {
    readonly name: string;
    readonly to: 1 | 2;
    readonly level: boolean;
    readonly enabled: boolean;
  }[];
};

/** Whose hands a slot or descriptor is in: the M4's power, given back, or with Linux. */
export type SlotState =
  | 'empty-m4' // vring0: M4 may fill
  | 'full-m4' // vring1: M4 to read
  | 'full-linux' // vring0: Linux to read
  | 'empty-linux' // vring1: free for Linux
  | 'held-linux' // vring0: being processed
  | 'held-m4' // the M4 keeps it while it gives back later ones
  | 'broken';
export type MessageView = {
  readonly src: number;
  readonly dst: number;
  readonly reserved: number;
  readonly length: number;
  readonly flags: number;
  /** First bytes of the payload (at most 496). */
  readonly payload: Uint8Array;
  /** Name service content when dst is 53. */
  readonly announcement: { readonly name: string; readonly address: number; readonly destroyed: boolean } | undefined;
};
export type DescriptorView = {
  readonly index: number;
  readonly address: number;
  readonly length: number;
  readonly flags: number;
  readonly next: number;
  readonly state: SlotState;
  /** Virtual time in ns at which the state changed, if known. */
  readonly since: number | undefined;
  /** How many that came into the same hands later have left them since; 0 in a ring that works in order. */
  readonly overtaken: number;
  /** Present when the buffer lies in RAM. */
  readonly message: MessageView | undefined;
  /** The first 64 bytes of the buffer. */
  readonly bytes: Uint8Array;
};
export type VringView = {
  readonly ring: number;
  readonly direction: 'm4-to-linux' | 'linux-to-m4';
  readonly address: number;
  readonly num: number;
  readonly align: number;
  readonly notifyId: number;
  /** The next offer rings no bell at the M4, the next return none at Linux: by flags, or by event index where that was negotiated. */
  readonly quiet?: { readonly toM4: boolean; readonly toLinux: boolean };
  readonly availAddress: number;
  readonly usedAddress: number;
  readonly avail: { readonly flags: number; readonly idx: number; readonly ring: readonly number[] };
  readonly used: {
    readonly flags: number;
    readonly idx: number;
    readonly ring: readonly { readonly id: number; readonly length: number }[];
  };
  /** Linux' private "last seen used" index, from its driver; inferred. */
  readonly read: number;
  readonly descriptors: readonly DescriptorView[];
  readonly problems: readonly RingProblem[];
  /** VIRTIO_RING_F_EVENT_IDX and its two words: at which index each side wants to be rung. */
  readonly eventIndex: { readonly negotiated: boolean; readonly usedEvent: number; readonly availEvent: number };
};
/** What is wrong with a ring, in one sentence. */
export type RingProblem = {
  readonly text: string;
  /** When it was noticed, if something happened and not only stands there. */
  readonly event: number | undefined;
  /** Where in memory it can be seen. */
  readonly address: number | undefined;
};
/** One change of hands of a descriptor. */
export type HandOver = {
  readonly time: number;
  readonly event: number | undefined;
  /** `again`: it was in those hands already, which is an error. */
  readonly step: 'offered' | 'returned' | 'taken' | 'taken-back' | 'offered-again' | 'returned-again';
  /** The index that moved: its new value, or for `taken` the entry that was read. */
  readonly index: number;
  /** The message that was inside when it was handed over. */
  readonly message: string;
};
export type DescriptorHistory = {
  readonly ring: number;
  readonly index: number;
  /** Oldest first, at most twelve. */
  readonly changes: readonly HandOver[];
};
export type VringsView = {
  /** Why there are no rings, when there are none. */
  readonly absent: string;
  /** The firmware has no virtio device in its resource table, or no table: rings will never come. */
  readonly never: boolean;
  readonly tableAddress: number | undefined;
  readonly vdevStatus: number | undefined;
  /** What is wrong with the virtio device in the live table. */
  readonly tableProblems: readonly RingProblem[];
  readonly rings: readonly VringView[];
  /** index history for "the chase": time, avail, used, read per ring. */
  readonly chase: readonly {
    readonly ring: number;
    readonly time: number;
    readonly avail: number;
    readonly used: number;
    readonly read: number;
  }[];
};

/** What Linux' device tree says of a peripheral behind ETZPC. */
export type RegistersView = {
  readonly held: boolean;
  /** r0-r15; 13 is the current SP. */
  readonly r: readonly number[];
  readonly msp: number;
  readonly psp: number;
  readonly xpsr: number;
  readonly control: number;
  readonly primask: number;
  readonly basepri: number;
  readonly faultmask: number;
  readonly fpscr: number;
  /** Raw bits of s0-s31. */
  readonly s: readonly number[];
  readonly mode: 'thread' | 'handler';
  readonly exception: string;
  readonly cycles: number;
  readonly callStack: readonly { readonly pc: number; readonly function: string; readonly offset: number }[];
};

export type DisassemblyLine = {
  readonly address: number;
  readonly bytes: string;
  readonly text: string;
  /** `function` or `function+0x12`, where a symbol is known. */
  readonly symbol: string;
  readonly startsFunction: boolean;
  /** Constants between the code, by the file's mapping symbols; never executed. */
  readonly data: boolean;
  /** Address that the instruction branches to, if constant. */
  readonly target: number | undefined;
};
export type DisassemblyView = {
  readonly pc: number | undefined;
  readonly held: boolean;
  readonly lines: readonly DisassemblyLine[];
  /** Places where a rule stops, by the rule's number. */
  readonly breakpoints: readonly { readonly address: number; readonly rule: number; readonly enabled: boolean }[];
};

export type MemoryView = {
  readonly address: number;
  /** undefined where nothing is mapped. */
  readonly bytes: readonly (number | undefined)[];
  readonly region: string;
  readonly symbol: string;
};

/** Text that grows: `text` follows what the page has (`from` characters); `reset` says that it begins anew. */
export type ConsoleView = { readonly reset: boolean; readonly from: number; readonly text: string };
export type TtyView = {
  readonly ports: readonly {
    readonly port: number;
    readonly service: string;
    readonly local: number;
    readonly remote: number;
    readonly open: boolean;
    /** What this tty carried, newest last: at most 64 KiB and 4,000 pieces, 500 while the machine runs. */
    readonly traffic: readonly {
      readonly time: number;
      readonly toM4: boolean;
      readonly text: string;
      readonly seq: number | undefined;
    }[];
    /** How many pieces came before the first of `traffic`. */
    readonly forgotten: number;
  }[];
  /** Why there is none. */
  readonly absent: string;
};
export type LogView = {
  readonly lines: readonly { readonly time: number; readonly text: string; readonly seq: number }[];
};
export type TraceView = {
  readonly absent: string;
  readonly name: string;
  readonly address: number;
  readonly length: number;
  readonly text: string;
  readonly hidden: string;
};

/** What firmware prints through the ITM's stimulus ports, and what lets it. */
export type ItmView = {
  /** DEMCR.TRCENA: the trace blocks of the core are on. */
  readonly traceEnabled: boolean;
  /** ITM_TCR.ITMENA. */
  readonly itmEnabled: boolean;
  /** ITM_TER: bit n lets port n through. */
  readonly ports: number;
  /** The ports that have carried text, at most the last 64 Ki characters of each. */
  readonly texts: readonly { readonly port: number; readonly text: string }[];
};

export type EventsView = {
  /** New records since `params.after`, oldest first, at most 2,000; `first` is the oldest number still kept. */
  readonly events: readonly SocEvent[];
  readonly total: number;
  readonly first: number;
  /** Grows when the log was truncated (restart): the page then forgets what it has. */
  readonly epoch: number;
};

/** Why a stop rule cannot fire: not yet, or never. */
export type StopNote = { readonly text: string; readonly never: boolean };
export type StopState = {
  readonly rule: StopRule;
  /** Since the board came up. */
  readonly hits: number;
  readonly last: { readonly seq: number | undefined; readonly time: number } | undefined;
  /** It stops once, and has. */
  readonly spent: boolean;
  readonly note: StopNote | undefined;
};

export type GpioView = {
  readonly leds: readonly { readonly name: string; readonly pin: string; readonly on: boolean }[];
};

/** What runs on the Linux side now, for the system map. */
export type LinuxView = {
  /** A fault on purpose lets it stand still. */
  readonly still: boolean;
  readonly rproc: string;
  readonly firmwareName: string;
  readonly tasks: readonly { readonly name: string; readonly state: string }[];
  readonly channels: readonly {
    readonly service: string;
    readonly local: number;
    readonly remote: number;
    readonly driver: string;
    readonly node: string;
  }[];
  readonly ipccQueue: readonly { readonly channel: number; readonly waiting: number }[];
  readonly powerCount: number;
  readonly tree: KernelTree;
  readonly kernel: KernelGeneration;
  /** Name of the core dump that waits in /sys/class/devcoredump, or waited there for its five minutes; `coreDump` fetches it. */
  readonly coreDump: string | undefined;
  readonly deviceTree: DeviceTreeName;
};

/** How long things take on the Linux side, in ns of virtual time; `setLatency` changes one. */
export type LatencyView = readonly {
  readonly name: string;
  readonly value: number;
  /** What it is when nobody changes it. */
  readonly usual: number;
  readonly doc: string;
}[];

/** A moment of the run: virtual time in ns, and the event. */
export type InjectionMark = { readonly time: number; readonly seq: number };
export type InjectionView = {
  readonly id: number;
  readonly injection: Injection;
  /** Not yet, now, or no more. */
  readonly phase: 'waiting' | 'active' | 'over';
  /** How many of what it waits for there were. */
  readonly counted: number;
  readonly fired: number;
  readonly armed: InjectionMark;
  readonly first: InjectionMark | undefined;
  readonly last: InjectionMark | undefined;
  /** What it did last. */
  readonly did: string;
  /** Why it could not; empty when nothing is in the way. */
  readonly obstacle: string;
};
/** Faults on purpose, in the order in which they were armed. */
export type InjectionsView = {
  readonly armed: readonly InjectionView[];
  /** Written forms of faults that were armed before on this page and no longer are, the newest first. */
  readonly earlier: readonly string[];
};

export type PeripheralView = {
  readonly block: string;
  readonly base: number;
  readonly words: Readonly<Record<string, number>>;
  /** What the registers of a watchdog come to; undefined for other blocks. */
  readonly watchdog: WatchdogView | undefined;
};
/** A window watchdog. Spans of virtual time in ns. */
export type WatchdogView = {
  readonly counter: number;
  /** A refresh above this value bites. */
  readonly window: number;
  /** One count. */
  readonly tick: number;
  /** Until it bites; undefined while it does not run. */
  readonly left: number | undefined;
  /** Until a refresh is allowed; 0 when it is now. */
  readonly closed: number;
  readonly earlyWakeup: boolean;
  /** EXTI hands its reset of the M4 on to Linux as an interrupt. */
  readonly linuxIsTold: boolean;
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

export type EtzpcEntry = {
  readonly id: number;
  /** Empty for a reserved id. */
  readonly name: string;
  readonly base: number;
  /** May ETZPC value 2 (M4 only) be used for it? ids 0-12 belong to the secure-capable group. */
  readonly isolatable: boolean;
  readonly note: string;
};
export type BlockDescription = {
  readonly name: string;
  readonly base: number;
  readonly fidelity: Fidelity;
  readonly leavesOut: string;
  readonly map: RegisterMap | undefined;
};
export type RegionDescription = {
  readonly name: string;
  readonly base: number;
  readonly size: number;
  readonly aliasOf: number | undefined;
  readonly doc: string;
};
/** Everything about the chip that never changes: sent once. */
export type ChipDescription = {
  readonly etzpc: readonly EtzpcEntry[];
  readonly blocks: readonly BlockDescription[];
  readonly regions: readonly RegionDescription[];
  readonly ledger: readonly { readonly what: string; readonly fidelity: Fidelity; readonly note: string }[];
  readonly commands: readonly string[];
};
