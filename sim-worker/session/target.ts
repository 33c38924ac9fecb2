/** One opened firmware on one board: the machine, its probes, its symbols and its journal. */
import type { Board, BootMode, DeviceTreeName, EtzpcAnswer, KernelGeneration, KernelTree } from '../contract/protocol';
import { type CodePiece, codePieces } from '../firmware/code-pieces';
import { readElf } from '../firmware/elf';
import { readResourceTable } from '../firmware/resource-table';
import { SymbolTable } from '../firmware/symbols';
import { Journal } from '../history/journal';
import type { RingPlace } from '../injections/ports';
import type { Plain } from '../kernel/snapshot';
import { LastWriter } from '../probes/last-writer';
import { TableProbe, type VdevPlace } from '../probes/table-probe';
import { isPlausible, vringAddresses } from '../probes/vring-layout';
import { type Checkpoint, Machine, type MachineOptions } from '../soc/machine';
import { loadByDebugger } from './engineering-load';
import { Messages } from './messages/messages';
import { StopEngine } from './stops/stop-engine';

/** Which board and kernel the machine is. */
export type BoardOptions = Pick<
  MachineOptions,
  'board' | 'boot' | 'tree' | 'kernel' | 'deviceTree' | 'autoBoot' | 'etzpcAnswer'
> & {
  /** U-Boot starts the firmware before Linux comes up. */
  readonly uBoot?: boolean | undefined;
};
/** `uBootFirmware`: another file than the one that Linux gets. */
export type TargetOptions = MachineOptions & BoardOptions;
export type Firmware = { readonly name: string; readonly bytes: Uint8Array };
/** The kernel maps at most this much of a resource table. */
const tableLimit = 1024;
/** SHF_ALLOC. */
const takesMemory = 2;
/** SRAM3: where the rings, the buffers and the mailbox test's words lie. */
const sharedMemory = { base: 0x1004_0000, length: 0x1_0000 } as const;

export class Target {
  readonly firmware: Firmware | undefined;
  readonly machine: Machine;
  readonly symbols: SymbolTable;
  readonly probe: TableProbe;
  /** Who wrote the memory that both sides share, byte by byte. */
  readonly writers: LastWriter;
  readonly journal = new Journal();
  /** Written forms of the faults that were armed on the boards before this one. */
  earlierInjections: readonly string[] = [];
  readonly stops: StopEngine;
  #messages: Messages | undefined;
  readonly board: Board;
  readonly boot: BootMode;
  readonly tree: KernelTree;
  readonly kernel: KernelGeneration;
  readonly deviceTree: DeviceTreeName;
  readonly uBoot: boolean;
  readonly autoBoot: boolean;
  readonly etzpcAnswer: EtzpcAnswer;
  /** Address at which the ELF file says that its resource table runs. */
  readonly tableAddress: number | undefined;

  /** Where the file's instructions lie. */
  readonly code: readonly CodePiece[];
  /** What the file puts into memory. */
  readonly sections: readonly { readonly name: string; readonly address: number; readonly size: number }[];
  /** Its resource table has a virtio device, for which Linux makes rings. */
  readonly hasVdev: boolean;

  constructor(firmware: Firmware | undefined, options: TargetOptions) {
    this.firmware = firmware;
    this.board = options.board;
    this.boot = options.boot;
    this.tree = options.tree ?? 'mainline';
    this.kernel = options.kernel ?? 'C';
    this.deviceTree = options.deviceTree ?? 'standard';
    this.uBoot = options.uBoot ?? false;
    this.autoBoot = options.autoBoot ?? false;
    this.etzpcAnswer = options.etzpcAnswer ?? 'bus-error';
    const uBootFirmware = options.uBootFirmware ?? (this.uBoot ? firmware?.bytes : undefined);
    this.machine = new Machine({ ...options, uBootFirmware });
    const elf = firmware === undefined ? undefined : readElf(firmware.bytes);
    this.symbols = new SymbolTable(elf?.symbols ?? [], elf?.mappings ?? []);
    this.code = firmware === undefined || elf === undefined ? [] : codePieces(elf, firmware.bytes);
    this.sections = (elf?.sections ?? []).filter(({ flags, size }) => (flags & takesMemory) !== 0 && size > 0);
    const table = elf?.sections.find((section) => section.name === '.resource_table');
    this.tableAddress = table?.address;
    this.hasVdev = firmware !== undefined && table !== undefined && holdsVdev(firmware.bytes, table);
    const { machine } = this;
    const ports = { bus: machine.bus, log: machine.log, now: () => machine.clock.now };
    this.writers = new LastWriter(ports);
    this.writers.follow(sharedMemory.base, sharedMemory.length);
    this.probe = new TableProbe({
      ...ports,
      linuxRead: (ring) => machine.linux.linuxReadIndex(ring),
      shared: (address, length) => this.writers.follow(address, length),
      m4Follows: (seq) => {
        machine.core.threadCause = seq;
      },
      readVdev: (address) => readVdev(machine, address),
    });
    machine.injector.findRings((ring) => this.#ringPlace(ring));
    machine.onTableMoved((address) => {
      this.probe.follow(address);
      for (const { pa, length, reserved } of machine.linux.carveouts) if (!reserved) this.writers.follow(pa, length);
      for (const { da, length } of machine.linux.traces) this.writers.follow(da, length);
    });
    this.stops = new StopEngine(this);
    if (firmware !== undefined) this.#install(firmware, elf);
  }

  get messages(): Messages {
    this.#messages ??= new Messages(this);
    return this.#messages;
  }

  /** The first thing a user does on a board: name the file and start. The firmware is in /lib/firmware already. */
  typeStart(): void {
    if (this.startLines.length === 0) return;
    this.journal.record(this.machine, { kind: 'shell', text: `${this.startLines.join('\n')}\n` });
  }

  /** What must be typed until the firmware is up. Of one that runs already Linux does not want to know the name. */
  get startLines(): readonly string[] {
    if (this.firmware === undefined || this.boot !== 'linux' || this.autoBoot) return [];
    return startLines(this.firmware.name).slice(this.uBoot ? 1 : 0);
  }

  functionAt(pc: number): string {
    const found = this.symbols.nameAt(pc);
    return found === undefined ? '' : found.offset === 0 ? found.name : `${found.name}+0x${found.offset.toString(16)}`;
  }

  /** Address of the function that `pc` lies in. */
  functionStart(pc: number): number | undefined {
    const found = this.symbols.nameAt(pc & ~1);
    return found === undefined ? undefined : (pc & ~1) - found.offset;
  }

  checkpoint(): TargetCheckpoint {
    return {
      machine: this.machine.checkpoint(),
      probe: this.probe.save(),
      writers: this.writers.save(),
      stops: this.stops.save(),
    };
  }

  restore(state: TargetCheckpoint): void {
    this.machine.restore(state.machine);
    this.probe.load(state.probe);
    this.writers.load(state.writers);
    this.stops.load(state.stops);
  }

  /** Where the live table says that a ring lies; undefined where none can be. */
  #ringPlace(ring: number): RingPlace | undefined {
    const place = this.probe.placeOf(ring);
    return place === undefined || !isPlausible(place) ? undefined : { num: place.num, ...vringAddresses(place) };
  }

  #install(firmware: Firmware, elf: ReturnType<typeof readElf> | undefined): void {
    if (this.boot === 'linux') {
      this.journal.record(this.machine, { kind: 'firmware', ...firmware });
      // The name that remoteproc looks for while nobody has written another.
      if (this.autoBoot) this.journal.record(this.machine, { kind: 'firmware', ...firmware, name: 'rproc-m4-fw' });
    } else if (elf !== undefined) {
      loadByDebugger(this.machine, firmware.bytes, elf);
    }
  }
}

export type TargetCheckpoint = {
  readonly machine: Checkpoint;
  readonly probe: Plain;
  readonly writers: Plain;
  readonly stops: Plain;
};

/** Shell lines that boot a firmware file through remoteproc. */
export const startLines = (name: string): readonly string[] => [
  `echo -n ${quoted(name)} > /sys/class/remoteproc/remoteproc0/firmware`,
  'echo start > /sys/class/remoteproc/remoteproc0/state',
];

const quoted = (name: string): string => (/^[\w.+-]+$/.test(name) ? name : `'${name.replaceAll("'", "'\\''")}'`);

function holdsVdev(bytes: Uint8Array, { offset, size }: { readonly offset: number; readonly size: number }): boolean {
  const table = bytes.subarray(offset, offset + size);
  return readResourceTable(table, tableLimit).entries.some(({ kind }) => kind === 'vdev');
}

/** Decodes the live table far enough to know where the first vdev's fields are. */
function readVdev(machine: Machine, address: number): VdevPlace | undefined {
  const table = readResourceTable(machine.bus.peekRam(address, tableLimit), tableLimit);
  const vdev = table.entries.find((entry) => entry.kind === 'vdev');
  if (vdev === undefined || vdev.kind !== 'vdev') return undefined;
  return {
    table: address,
    length: Math.max(table.size, 4),
    status: address + vdev.offset + 24,
    gfeatures: address + vdev.offset + 16,
    vrings: vdev.vrings.map((vring) => ({
      da: address + vring.offset,
      align: address + vring.offset + 4,
      num: address + vring.offset + 8,
      notifyId: address + vring.offset + 12,
    })),
  };
}
