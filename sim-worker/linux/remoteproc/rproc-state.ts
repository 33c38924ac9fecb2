/** All that remoteproc remembers of its processor, as plain data. */
import type { Carveout } from './carveouts';
import type { Trace, Vdev } from './resource-table';

/** Suspended and deleted are never reached here. */
export type Power = 'offline' | 'running' | 'crashed' | 'attached' | 'detached';
/** An operation that holds the lock of the remote processor while it goes through its stages. */
export type Job = {
  readonly kind: 'boot' | 'early boot' | 'attach' | 'shutdown' | 'detach' | 'recovery' | 'giving up';
  /** Number by which the one who asked finds the result. */
  readonly ticket: number;
  /** Somebody will. */
  readonly asked: boolean;
  /** Which stage is next. */
  stage: number;
  /** Where it is within that stage. */
  step: number;
  /** Which virtio device it starts. */
  vdev: number;
  /** It sleeps within a stage, before the next step. */
  paused: boolean;
};
/** Work that came while a job held the lock. */
export type Deferred = {
  readonly what: 'vring' | 'crash' | 'release';
  readonly argument: number;
  readonly cause: number | undefined;
};

export type RprocState = {
  power: Power;
  /** The event of its last change. */
  changed: number | undefined;
  /** Successful starts minus stops. */
  users: number;
  /** '' when nobody knows it: an M4 that had been started before, in generation A. */
  firmware: string;
  recovery: boolean;
  coredump: 'disabled' | 'enabled' | 'inline';
  /** Closing /dev/remoteproc0 stops the M4, or detaches from it. */
  shutdownOnRelease: boolean;
  crashes: number;
  job: Job | undefined;
  nextTicket: number;
  /** Results that were not fetched yet: errno by ticket. */
  results: Record<number, number>;
  deferred: Deferred[];
  /** The firmware file, while a job needs it. */
  image: Uint8Array | undefined;
  /** The program header that is looked at next. */
  nextHeader: number;
  /** Entry point of the last file, for the core dump. */
  entry: number;
  carveouts: readonly Carveout[];
  /** Linux' copy of the resource table. */
  cached: Uint8Array | undefined;
  /** What an attached M4's table held before Linux touched it. */
  clean: Uint8Array | undefined;
  /** Physical address of the table that both sides use. */
  live: number | undefined;
  traces: readonly Trace[];
  vdevs: readonly Vdev[];
  /** Virtio devices are registered. */
  registered: boolean;
  /** The M4 was let out of reset. */
  released: boolean;
};

export const offline = (): RprocState => ({
  power: 'offline',
  changed: undefined,
  users: 0,
  // rproc-<node>-fw, while nobody names another.
  firmware: 'rproc-m4-fw',
  recovery: true,
  coredump: 'disabled',
  shutdownOnRelease: false,
  crashes: 0,
  job: undefined,
  nextTicket: 1,
  results: {},
  deferred: [],
  image: undefined,
  nextHeader: 0,
  entry: 0,
  carveouts: [],
  cached: undefined,
  clean: undefined,
  live: undefined,
  traces: [],
  vdevs: [],
  registered: false,
  released: false,
});
