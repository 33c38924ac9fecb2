/** What is due when: plain data (device, what, data), never closures, so that a checkpoint can copy it. */
import { type Nanoseconds, ns } from '../contract/units';
import type { Plain, Snapshottable } from './snapshot';

export type Due = {
  readonly time: Nanoseconds;
  /** Breaks ties: what was planned first runs first. */
  readonly order: number;
  readonly device: string;
  readonly what: string;
  readonly data: Plain;
};
export type DueHandler = (what: string, data: Plain, time: Nanoseconds) => void;

export class Schedule implements Snapshottable {
  /** Sorted, latest first, so that taking the next one is a pop. */
  #items: Due[] = [];
  /** Due for devices that stand still, in the order in which they were planned. */
  #aside: Due[] = [];
  #still: string[] = [];
  #order = 0;
  readonly #handlers = new Map<string, DueHandler>();
  readonly #onPlanned: (time: Nanoseconds) => void;

  /** `onPlanned` hears every new due time: whoever runs ahead must not pass it. */
  constructor(onPlanned: (time: Nanoseconds) => void = () => undefined) {
    this.#onPlanned = onPlanned;
  }

  register(device: string, handler: DueHandler): void {
    if (this.#handlers.has(device)) throw new Error(`two devices are called ${device}`);
    this.#handlers.set(device, handler);
  }

  /** Returns a number for `cancel`. Due in whole nanoseconds, never too early: the M4 could not come to a moment between two of them. */
  plan(time: Nanoseconds, device: string, what: string, data: Plain = undefined): number {
    const item: Due = { time: ns(Math.ceil(time)), order: this.#order++, device, what, data };
    if (this.#still.includes(device)) this.#aside.push(item);
    else this.#insert(item);
    return item.order;
  }

  cancel(order: number): void {
    this.#keep((item) => item.order !== order);
  }

  /** Drops everything of a device that matches. */
  cancelAll(device: string, what?: string): void {
    this.#keep((item) => item.device !== device || (what !== undefined && item.what !== what));
  }

  /** What a device still waits for, the soonest first. */
  pending(device: string, what: string): readonly Due[] {
    const matches = (item: Due): boolean => item.device === device && item.what === what;
    return [...this.#items.filter(matches).toReversed(), ...this.#aside.filter(matches)];
  }

  /** These devices stand still: what is due for them waits until they no longer do, and then comes at `now` at the earliest. */
  standStill(devices: readonly string[], now: Nanoseconds): void {
    this.#still = [...devices];
    const all = [...this.#aside, ...this.#items].sort((a, b) => a.order - b.order);
    this.#aside = [];
    this.#items = [];
    for (const item of all) {
      if (this.#still.includes(item.device)) this.#aside.push(item);
      else this.#insert(item.time < now ? { ...item, time: now } : item);
    }
  }

  isStill(device: string): boolean {
    return this.#still.includes(device);
  }

  #insert(item: Due): void {
    const { time } = item;
    let at = this.#items.length;
    while (at > 0 && this.#items[at - 1]!.time <= time) at--;
    this.#items.splice(at, 0, item);
    this.#onPlanned(time);
  }

  #keep(wanted: (item: Due) => boolean): void {
    this.#items = this.#items.filter(wanted);
    this.#aside = this.#aside.filter(wanted);
  }

  get nextTime(): Nanoseconds | undefined {
    return this.#items.at(-1)?.time;
  }

  /** Runs one item that is due at or before `now`; false when there is none. */
  runNext(now: Nanoseconds): boolean {
    const item = this.#items.at(-1);
    if (item === undefined || item.time > now) return false;
    this.#items.pop();
    const handler = this.#handlers.get(item.device);
    if (handler === undefined) throw new Error(`nobody handles what is due for ${item.device}`);
    handler(item.what, item.data, item.time);
    return true;
  }

  save(): Plain {
    const plain = (items: readonly Due[]): Plain[] => items.map((item) => ({ ...item, time: Number(item.time) }));
    return structuredClone({
      items: plain(this.#items),
      aside: plain(this.#aside),
      still: this.#still,
      order: this.#order,
    });
  }

  load(state: Plain): void {
    const saved = structuredClone(state) as unknown as { items: Due[]; aside: Due[]; still: string[]; order: number };
    const timed = (item: Due): Due => ({ ...item, time: ns(item.time) });
    this.#items = saved.items.map(timed);
    this.#aside = saved.aside.map(timed);
    this.#still = saved.still;
    this.#order = saved.order;
  }
}
