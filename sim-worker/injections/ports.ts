/** What the faults need of the machine: where to reach into it. */
import type { AccessSize, Processor } from '../contract/units';
import type { Clock } from '../kernel/clock';
import type { EventLog } from '../kernel/event-log';
import type { Schedule } from '../kernel/schedule';

/** Where the parts of a ring lie, by the live resource table. */
export type RingPlace = {
  readonly num: number;
  readonly descriptors: number;
  readonly avail: number;
  readonly used: number;
};

export type InjectorPorts = {
  readonly log: EventLog;
  readonly clock: Clock;
  readonly schedule: Schedule;
  readonly memory: {
    /** Undefined where nothing is. */
    peek(address: number, size: AccessSize): number | undefined;
    write(address: number, value: number, size: AccessSize): void;
  };
  readonly mailbox: {
    isOccupied(from: Processor, channel: number): boolean;
    setFlag(from: Processor, channel: number, occupied: boolean): void;
    /** These bits of CxMR are 1, whatever is written. */
    holdMask(processor: Processor, bits: number): void;
  };
  readonly semaphores: {
    /** 0 when it is free. */
    owner(index: number): 0 | Processor;
    take(index: number, owner: Processor): void;
    release(index: number, owner: Processor): void;
  };
  readonly firewall: {
    /** ETZPC id; undefined when there is no such peripheral. */
    idOf(name: string): number | undefined;
    valueOf(id: number): number;
    /** It keeps its value until the next reset. */
    isLocked(id: number): boolean;
    set(id: number, value: number): void;
  };
  readonly m4: {
    readonly isUp: () => boolean;
    freeze(on: boolean): void;
    fault(): void;
    watchdog(): void;
  };
  readonly linux: { standStill(on: boolean): void; slowDown(factor: number): void };
};
