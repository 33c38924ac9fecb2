/** Builds the private peripherals and connects them with each other. */
import type { Clock, ClockDomain } from '../../kernel/clock';
import type { EventLog } from '../../kernel/event-log';
import type { Schedule } from '../../kernel/schedule';
import type { CpuState } from '../cpu-state';
import { counter } from '../state-layout';
import { coreDebugMap, fpbMap, romTableMap, tpiuMap } from './debug.regs';
import { Dwt } from './dwt';
import { fpuMap } from './fpu.regs';
import { Itm } from './itm';
import { Mpu } from './mpu';
import { exceptions, Nvic } from './nvic';
import { Ppb, WordBlock } from './ppb';
import { Scb } from './scb';
import { scnscbMap } from './scb.regs';
import { SysTick } from './systick';

export type PpbPorts = {
  readonly log: EventLog;
  readonly clock: Clock;
  readonly domain: ClockDomain;
  readonly schedule: Schedule;
  readonly state: CpuState;
  /** The event that what the core does now follows from. */
  readonly cause: () => number | undefined;
  /** Does the processor clock run. */
  readonly counts: () => boolean;
  /** Something that decides about the next exception has changed. */
  readonly changed: () => void;
  /** An exception became pending, and SCR.SEVONPEND says that this is an event. */
  readonly eventPended: () => void;
  /** CCR, MPU or execution priority has changed. */
  readonly rulesChanged: () => void;
  /** A DWT comparator has matched. */
  readonly watchpoint: (comparator: number) => void;
  /** A debugger is connected. */
  readonly connected: boolean;
  readonly systemReset: () => void;
};

export type PpbParts = ReturnType<typeof buildPpb>;

export function buildPpb(ports: PpbPorts) {
  const { log, clock, domain, schedule, state, cause } = ports;
  const nvic = new Nvic({
    changed: ports.changed,
    pended: () => {
      if (sendsEvents() === 1) ports.eventPended();
    },
    cause,
  });
  const scb = new Scb({
    nvic,
    running: () => state.ipsr,
    cause,
    systemReset: ports.systemReset,
    rulesChanged: ports.rulesChanged,
  });
  const sendsEvents = scb.registers.reader('SCR', 'SEVONPEND');
  const mpu = new Mpu(ports.rulesChanged);
  const fpu = new WordBlock(0xe000_ef30, fpuMap);
  const sysTick = new SysTick({
    clock,
    domain,
    schedule,
    cycles: () => state.cycles,
    counts: ports.counts,
    pend: () => nvic.setPending(exceptions.sysTick, undefined),
  });
  const scnscb = new WordBlock(0xe000_e000, scnscbMap);
  const coreDebug = new WordBlock(0xe000_edf0, coreDebugMap, {
    compute: { DHCSR: (stored) => (ports.connected ? stored | 1 : stored & ~1) },
    written: { DEMCR: () => dwt.changed() },
  });
  const dwt = new Dwt({
    awakeCycles: () => state.cycles - state.counters[counter.asleep]!,
    traceEnabled: () => coreDebug.registers.get('DEMCR', 'TRCENA') === 1,
    pc: () => state.pc,
    matched: ports.watchpoint,
    rulesChanged: ports.rulesChanged,
  });
  const itm = new Itm({ log, cause });
  const ppb = new Ppb(log, [
    scnscb,
    sysTick,
    nvic,
    scb,
    mpu,
    coreDebug,
    fpu,
    dwt,
    itm,
    new WordBlock(0xe000_2000, fpbMap),
    new WordBlock(0xe004_0000, tpiuMap),
    new WordBlock(0xe00f_f000, romTableMap),
  ]);
  return { ppb, nvic, scb, scnscb, mpu, fpu, sysTick, dwt, itm, coreDebug };
}
