/** What the bench asks of a worker, and what comes back: the same in Node and in the page. */
import type { EngineKind } from '../../cpu/engines/engine';

/**
 * `program`: turns of a program on the bare core. `watched`: virtual milliseconds of busy firmware with a watched word and messages, all recorded.
 * `cold`: wall milliseconds from the first instruction on. `echo`: round trips through a tty. `boot`, `checkpoint`: how often.
 * `flood`: wall milliseconds of a session with all its views and a shell that writes without pause.
 */
export type Work = 'program' | 'watched' | 'cold' | 'echo' | 'boot' | 'checkpoint' | 'flood';

export type Job =
  | { readonly kind: 'open'; readonly work: Work; readonly bytes: Uint8Array; readonly engine: EngineKind | undefined }
  | { readonly kind: 'run'; readonly amount: number };

/** So much was done, in so many wall milliseconds. */
export type Done = {
  readonly amount: number;
  readonly instructions: number;
  readonly ms: number;
  /** Recorded since the beginning, where that is counted. */
  readonly events?: number;
};
export type Answer = Done | { readonly error: string };
