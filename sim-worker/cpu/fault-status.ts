/** What a fault leaves behind: status registers, the event, the choice of handler, and lock-up. Source: ARMv7-M ARM, B1.5.14. */
import type { EventLog } from '../kernel/event-log';
import type { CpuState } from './cpu-state';
import type { Fault } from './fault';
import { faultCause, status } from './fault-words';
import { exceptions, type Nvic } from './ppb/nvic';
import type { Scb } from './ppb/scb';
import { layout } from './state-layout';

/** HFSR bits. */
export const hfsr = { vectorTable: 2, forced: 1 << 30, debugEvent: 0x8000_0000 } as const;
/** At this priority a fault has no handler that could take it. */
const lockUpPriority = -1;

export type FaultStatusPorts = {
  readonly state: CpuState;
  readonly nvic: Nvic;
  readonly scb: Scb;
  readonly log: EventLog;
  readonly nameOf: (exception: number) => string;
  /** The event that what the core does now follows from. */
  readonly cause: () => number | undefined;
  /** The clock and the log's context are brought up to this instruction. */
  readonly recording: () => void;
  /** The core stops for good. */
  readonly lockedUp: () => void;
};

/** A bus error that came too late for its instruction. */
export type LateFault = { readonly address: number; readonly pc: number; readonly cause: number | undefined };

export class FaultStatus {
  late: LateFault | undefined;
  readonly #ports: FaultStatusPorts;
  /** Places of CFSR and HFSR in the SCB's words. */
  readonly #cfsr: number;
  readonly #hfsr: number;
  /** The sentences of CFSR bits, as far as they were asked for. */
  readonly #causes = new Map<number, string>();

  constructor(ports: FaultStatusPorts) {
    this.#ports = ports;
    this.#cfsr = ports.scb.registers.placeOf('CFSR');
    this.#hfsr = ports.scb.registers.placeOf('HFSR');
  }

  /** The sentence for what these bits of CFSR say. */
  causeOf(bits: number): string {
    const known = this.#causes.get(bits);
    if (known !== undefined) return known;
    const cause = faultCause(bits, 0);
    this.#causes.set(bits, cause);
    return cause;
  }

  /** Sets the bits of CFSR, and the address register if there is an address. */
  note(fault: Fault): void {
    const { registers } = this.#ports.scb;
    registers.words[this.#cfsr]! |= fault.status;
    if (fault.address === undefined) return;
    registers.setWord(fault.exception === exceptions.memManage ? 'MMFAR' : 'BFAR', fault.address);
  }

  /** Sets bits of HFSR. */
  noteHard(bits: number): void {
    this.#ports.scb.registers.words[this.#hfsr]! |= bits;
  }

  /** Which handler takes a fault at this priority; 0 when none can: the core locks up. */
  handlerOf(exception: number, priority: number): number {
    const { nvic } = this.#ports;
    const own = nvic.groupOf(nvic.priority[exception]!);
    if (nvic.enabled.has(exception) && own < priority) return exception;
    if (this.locksUpAt(priority)) return 0;
    this.noteHard(hfsr.forced);
    return exceptions.hardFault;
  }

  locksUpAt(priority: number): boolean {
    return priority <= lockUpPriority;
  }

  /** Records `fault.taken` of the instruction at the PC; returns its number. */
  record(target: number, cause: string, address: number | undefined): number {
    this.#ports.recording();
    return this.#record(target, cause, address ?? this.#ports.state.pc, this.#ports.cause());
  }

  /** The same for a fault as it was found. */
  recordOf(target: number, { status: bits, address }: Fault): number {
    return this.record(target, this.causeOf(bits), address);
  }

  /** A store that the core has left behind got a bus error. The first one is told when its handler is entered. */
  noteLate(address: number, hasHandler: boolean): void {
    this.#ports.scb.registers.set('CFSR', 'IMPRECISERR', 1);
    if (!hasHandler) this.noteHard(hfsr.forced);
    this.late ??= { address, pc: this.#ports.state.pc, cause: this.#ports.cause() };
  }

  /** Records `fault.taken` if this is the handler of a late bus error; returns its number. */
  tellLate(exception: number): number | undefined {
    const { late } = this;
    if (late === undefined || (exception !== exceptions.hardFault && exception !== exceptions.busFault))
      return undefined;
    this.late = undefined;
    const { context } = this.#ports.log;
    this.#ports.recording();
    const { pc } = context;
    context.pc = late.pc;
    const seq = this.#record(exception, faultCause(status.IMPRECISERR, 0), late.address, late.cause);
    context.pc = pc;
    return seq;
  }

  #record(target: number, cause: string, address: number, follows: number | undefined): number {
    const { log, scb, nameOf } = this.#ports;
    const { words } = scb.registers;
    const [cfsr, hardStatus] = [words[this.#cfsr]!, words[this.#hfsr]!];
    return log.record('fault.taken', { name: nameOf(target), cause, address, cfsr, hfsr: hardStatus }, follows);
  }

  lockUp(cause: string): void {
    const { log, recording, lockedUp } = this.#ports;
    recording();
    log.record('fault.locked-up', { cause: `${cause}, while ${this.#where()}` }, this.#ports.cause());
    lockedUp();
  }

  #where(): string {
    const { ipsr, words } = this.#ports.state;
    if (ipsr !== 0) return `${this.#ports.nameOf(ipsr)} was running`;
    return words[layout.faultmask] === 0 ? 'starting' : 'FAULTMASK was set';
  }
}
