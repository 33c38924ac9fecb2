/** What a fault leaves behind: status registers, the event, the choice of handler, and lock-up. Source: ARMv7-M ARM, B1.5.14. */
import type { EventLog } from '../kernel/event-log';
import type { CpuState } from './cpu-state';
import type { Fault } from './fault';
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

export class FaultStatus {
  readonly #ports: FaultStatusPorts;

  constructor(ports: FaultStatusPorts) {
    this.#ports = ports;
  }

  /** Sets the bits of CFSR, and the address register if there is an address. */
  note(fault: Fault): void {
    const { registers } = this.#ports.scb;
    registers.setWord('CFSR', (registers.word('CFSR') | fault.status) >>> 0);
    if (fault.address === undefined) return;
    registers.setWord(fault.exception === exceptions.memManage ? 'MMFAR' : 'BFAR', fault.address);
  }

  /** Sets bits of HFSR. */
  noteHard(bits: number): void {
    const { registers } = this.#ports.scb;
    registers.setWord('HFSR', (registers.word('HFSR') | bits) >>> 0);
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

  /** Records `fault.taken`; returns its number. */
  record(target: number, cause: string, address: number | undefined): number {
    const { log, recording, scb, state, nameOf } = this.#ports;
    const { registers } = scb;
    recording();
    return log.record(
      'fault.taken',
      {
        name: nameOf(target),
        cause,
        address: address ?? state.pc,
        cfsr: registers.word('CFSR'),
        hfsr: registers.word('HFSR'),
      },
      this.#ports.cause(),
    );
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
