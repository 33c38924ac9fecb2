/** How long the machine is to run, and why it came back. */
import type { EventKind } from '../contract/event-schema';

/** Why `run` came back. */
export type Exit = 'time' | 'event' | 'breakpoint' | 'bkpt' | 'fault' | 'locked-up' | 'idle' | 'requested';
export type RunOptions = {
  /** Come back after the first event for which this holds. */
  readonly stopAt?: (kind: EventKind, seq: number) => boolean;
  /** Come back at once when the M4 sleeps, is held or only polls, and nothing is planned. */
  readonly stopWhenIdle?: boolean;
  /** Come back after about so many executed guest instructions, or what Linux and the blocks do in the time that those take. */
  readonly instructions?: number;
};
