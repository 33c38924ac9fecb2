/** What several rules ask of the machine: a bell, a ring, what the M4 does; read as it stands now. */
import type { EvidenceLink } from '../contract/diagnosis';
import { hex, type Processor } from '../contract/units';
import { ahead, isPlausible, readAvail, readUsed, type VringPlace, vringAddresses } from '../probes/vring-layout';
import { codeLink, eventLink, memoryLink, registerLink } from './evidence';
import type { Scene } from './scene';

export const bitOf = (word: number | undefined, n: number): boolean => (((word ?? 0) >>> n) & 1) === 1;
/** `2.41 ms`, `310 µs`. */
export const spanText = (ns: number): string =>
  ns >= 1e9 ? `${(ns / 1e9).toFixed(2)} s` : ns >= 1e6 ? `${(ns / 1e6).toFixed(2)} ms` : `${Math.round(ns / 1e3)} µs`;

export const mailboxIrq = 103;
/** Exception number of IPCC_RX1. */
export const mailboxException = 16 + mailboxIrq;

export type Bell = {
  readonly from: Processor;
  readonly channel: number;
  readonly occupied: boolean;
  /** CHnOM of the one who shall hear it. */
  readonly masked: boolean;
  /** For how long the flag has been as it is, in ns; undefined when it never changed. */
  readonly age: number | undefined;
  /** Number of the event of that change. */
  readonly seq: number | undefined;
  readonly flagRegister: 'C1TOC2SR' | 'C2TOC1SR';
};

export function bellOf({ machine }: Scene, from: Processor, channel: number): Bell {
  const words = machine.blocks.ipcc.registers.values();
  const flagRegister = from === 1 ? 'C1TOC2SR' : 'C2TOC1SR';
  const change = machine.blocks.ipcc.lastChange(from, channel);
  return {
    from,
    channel,
    occupied: bitOf(words[flagRegister], channel - 1),
    masked: bitOf(words[from === 1 ? 'C2MR' : 'C1MR'], channel - 1),
    age: change === undefined ? undefined : machine.clock.now - change.time,
    seq: change?.seq,
    flagRegister,
  };
}

/** The register and the event that show a bell's flag. */
export const bellLinks = (scene: Scene, { flagRegister, seq }: Bell): readonly (EvidenceLink | undefined)[] => [
  registerLink(scene, 'IPCC', flagRegister),
  eventLink(seq === undefined ? undefined : scene.machine.log.at(seq)),
];

export type RingState = {
  readonly ring: number;
  readonly place: VringPlace;
  readonly at: ReturnType<typeof vringAddresses>;
  readonly avail: ReturnType<typeof readAvail>;
  readonly used: ReturnType<typeof readUsed>;
  /** How far Linux has read the used ring. */
  readonly read: number;
  /** Entries that Linux has offered and the M4 has not returned. */
  readonly withM4: number;
  /** Entries that the M4 has returned and Linux has not taken. */
  readonly unread: number;
  /** Linux has found an impossible entry and uses the ring no more. */
  readonly broken: boolean;
};

/** undefined while Linux has no such ring, or where no ring can lie. */
export function ringOf(scene: Scene, ring: 0 | 1): RingState | undefined {
  const { machine, probe } = scene;
  const queue = machine.linux.ipcView().virtqueues[ring];
  const place = probe.placeOf(ring);
  if (queue === undefined || place === undefined || !isPlausible(place)) return undefined;
  const avail = readAvail(machine.bus, place);
  const used = readUsed(machine.bus, place);
  const read = queue.read & 0xffff;
  return {
    ring,
    place,
    at: vringAddresses(place),
    avail,
    used,
    read,
    withM4: ahead(avail.idx, used.idx),
    unread: ahead(used.idx, read),
    broken: queue.broken,
  };
}

/** Descriptors that the M4 keeps although later ones came back: these it has read, and holds. */
export function heldBack({ probe }: Scene, { ring, place }: RingState): number {
  const holders = probe.ring(ring)?.holders;
  if (holders === undefined) return 0;
  return Array.from({ length: place.num }, (_, i) => i).filter((i) => holders.isWithM4(i) && holders.overtaken(i) > 0)
    .length;
}

export const availLink = (scene: Scene, { ring, at }: RingState): EvidenceLink =>
  memoryLink(scene, at.avail + 2, 2, `vring${ring}.avail.idx`);
export const usedLink = (scene: Scene, { ring, at }: RingState): EvidenceLink =>
  memoryLink(scene, at.used + 2, 2, `vring${ring}.used.idx`);

/** The M4 executes, or sleeps and can be woken: not held, halted or locked up, and in no fault handler. */
export function isAlive({ machine: { core } }: Scene): boolean {
  const state = core.state;
  if (state !== 'running' && state !== 'sleeping') return false;
  const exception = core.view().xpsr & 0x1ff;
  return exception < 2 || exception > 6;
}

/** Exception number that the M4 is in; 0 in thread mode. */
export const exceptionNow = ({ machine: { core } }: Scene): number => core.view().xpsr & 0x1ff;

/** What a private peripheral of the core holds: `NVIC`, `SCB`. */
export const coreWords = ({ machine: { core } }: Scene, block: string): Readonly<Record<string, number>> =>
  core.ppb.blocks.find(({ registers }) => registers.map.name === block)?.registers.values() ?? {};

/** Address in the vector table for an exception, without the Thumb bit. */
export function vectorOf(scene: Scene, exception: number): number {
  const table = coreWords(scene, 'SCB').VTOR ?? 0;
  return ((scene.machine.bus.peek(table + 4 * exception, 4) ?? 0) & ~1) >>> 0;
}

/** A handler that most vectors share is the one for interrupts that nobody handles. */
export function isDefaultHandler(scene: Scene, address: number): boolean {
  let shared = 0;
  for (let exception = 16; exception < 16 + 150; exception++) if (vectorOf(scene, exception) === address) shared++;
  return shared > 8;
}

/** PC and callers, as far as the stack shows them. */
export const callersOf = ({ machine: { core }, symbols }: Scene, limit = 12): readonly number[] =>
  core.callStack((address) => {
    const found = symbols.nameAt(address & ~1);
    return found === undefined ? undefined : (address & ~1) - found.offset;
  }, limit);

/** Name of the function that an address lies in, without the offset; empty when unknown. */
export const functionName = ({ symbols }: Scene, address: number): string => symbols.nameAt(address)?.name ?? '';

/** The PC as a place in the code. */
export const pcLink = (scene: Scene): EvidenceLink => codeLink(scene, scene.machine.core.pc);

/** `function+0x12`, or the address. */
export const whereText = (scene: Scene, address: number): string => scene.functionAt(address) || hex(address);

/** Work of this name is planned on the Linux side: it will go on by itself. */
export const isPlanned = ({ machine }: Scene, ...names: readonly string[]): boolean =>
  names.some((name) => machine.schedule.pending('linux', name).length > 0);
