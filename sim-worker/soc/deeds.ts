/** Who last changed each clock gate, interrupt line, pin and semaphore, by side: a handful of words per thing, and never more. */
import type { Processor } from '../contract/units';
import type { Clock } from '../kernel/clock';
import type { EventLog } from '../kernel/event-log';

/** `gate` MC_APB1ENSETR.UART4EN, `line` C2IMR.5, `pin` PA14, `semaphore` and `semaphore-refused` 3. */
export type DeedKind = 'gate' | 'line' | 'pin' | 'semaphore' | 'semaphore-refused';
export type NotedDeed = { readonly time: number; readonly pc: number; readonly count: number };

const key = (kind: DeedKind, what: string, by: Processor): string => `${kind} ${what} ${by}`;

export class Deeds {
  readonly #clock: Clock;
  readonly #log: EventLog;
  #noted = new Map<string, NotedDeed>();

  constructor(clock: Clock, log: EventLog) {
    this.#clock = clock;
    this.#log = log;
  }

  note(kind: DeedKind, what: string, by: Processor): void {
    const at = key(kind, what, by);
    const pc = by === 2 ? (this.#log.context.pc ?? -1) : -1;
    this.#noted.set(at, { time: this.#clock.now, pc, count: (this.#noted.get(at)?.count ?? 0) + 1 });
  }

  /** These things are again as nobody has set them. */
  forget(kind: DeedKind, things: readonly string[]): void {
    for (const what of things) for (const by of [1, 2] as const) this.#noted.delete(key(kind, what, by));
  }

  /** `pc` is -1 when Linux did it. */
  of(kind: DeedKind, what: string, by: Processor): NotedDeed | undefined {
    return this.#noted.get(key(kind, what, by));
  }

  save(): readonly (readonly [string, NotedDeed])[] {
    return [...this.#noted];
  }

  load(state: readonly (readonly [string, NotedDeed])[]): void {
    this.#noted = new Map(state);
  }
}
