/** What the core needs of the chip around it, and how it is to run. */
import type { Clock, ClockDomain } from '../kernel/clock';
import type { EventLog } from '../kernel/event-log';
import type { GuestMemory } from '../kernel/guest-memory';
import type { Schedule } from '../kernel/schedule';
import type { EngineKind } from './engines/engine';
import type { Patience } from './engines/patience';
import type { Form } from './engines/support/transfer';
import type { BusPort } from './memory-access';

export type CorePorts = {
  readonly memory: GuestMemory;
  readonly log: EventLog;
  readonly clock: Clock;
  readonly domain: ClockDomain;
  readonly schedule: Schedule;
  readonly bus: BusPort;
  /** AIRCR.SYSRESETREQ. */
  readonly systemReset: () => void;
  /** SEV: the event goes to the other processor, too. */
  readonly sendEvent: () => void;
  readonly irqName: (irq: number) => string;
  /** Is a debugger connected (DHCSR.C_DEBUGEN), so that debug events halt; true when not given. */
  readonly debugger?: boolean;
  /** Are there bit-band aliases at 0x22000000 and 0x42000000; false when not given. */
  readonly bitBand?: boolean;
  /** Is a loop that only waits for the next event skipped up to it; true when not given. Nothing but the speed depends on it. */
  readonly skipsPolling?: boolean;
  /** What executes instructions; the fastest that the host can do when not given. Nothing but the speed depends on it. */
  readonly engine?: EngineKind;
  /** When the translator makes code; usual when not given. Nothing but the speed depends on it. */
  readonly patience?: Patience;
  /** How made code goes on from function to function; as the host does it best when not given. Nothing but the speed depends on it. */
  readonly form?: Form;
};
