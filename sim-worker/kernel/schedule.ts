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

  /** Returns a number for `cancel`. */
  plan(time: Nanoseconds, device: string, what: string, data: Plain = undefined): number {
    const item: Due = { time, order: this.#order++, device, what, data };
    let at = this.#items.length;
    while (at > 0 && this.#items[at - 1]!.time <= time) at--;
    this.#items.splice(at, 0, item);
    this.#onPlanned(time);
    return item.order;
  }

  cancel(order: number): void {
    const at = this.#items.findIndex((item) => item.order === order);
    if (at >= 0) this.#items.splice(at, 1);
  }

  /** Drops everything of a device that matches. */
  cancelAll(device: string, what?: string): void {
    this.#items = this.#items.filter((item) => item.device !== device || (what !== undefined && item.what !== what));
  }

  /** What a device still waits for, the soonest first. */
  pending(device: string, what: string): readonly Due[] {
    return this.#items.filter((item) => item.device === device && item.what === what).toReversed();
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
    const items = this.#items.map((item) => ({ ...item, time: Number(item.time) }));
    return structuredClone({ items, order: this.#order });
  }

  load(state: Plain): void {
    const { items, order } = structuredClone(state) as unknown as { items: Due[]; order: number };
    this.#items = items.map((item) => ({ ...item, time: ns(item.time) }));
    this.#order = order;
  }
}
