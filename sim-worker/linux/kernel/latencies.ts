/** How long things take on the Linux side: plausible figures for an idle board, which a user may change; none is a measurement. */

import type { LatencyView } from '../../contract/linux-view';
import { type Nanoseconds, ns, us } from '../../contract/units';
import type { Plain, Snapshottable } from '../../kernel/snapshot';

/** `usual` in ns of virtual time. */
export type LatencyRow = { readonly usual: Nanoseconds; readonly doc: string };
type Rows = Readonly<Record<string, LatencyRow>>;
export type LatencyValues<R extends Rows> = { readonly [Name in keyof R]: Nanoseconds };

const row = (usual: Nanoseconds, doc: string): LatencyRow => ({ usual, doc });

export const kernelRows = {
  interrupt: row(us(1), 'From the interrupt line to the first line of its handler, which may only wake a thread.'),
  thread: row(us(2), 'From there to the first line of the threaded handler of a driver that has one.'),
  work: row(us(8), 'From queue_work() to the work function.'),
  message: row(us(2), 'From calling the endpoint of a message to giving its buffer back, and from there to the next.'),
  kick: row(us(1), 'From a full descriptor to the bell.'),
  step: row(us(1), 'Between two steps of one stage of remoteproc.'),
  openFirmware: row(us(4_000), 'Opening the firmware file, before its first byte.'),
  prepare: row(us(1_500), 'Memory regions, resource table, vrings.'),
  segment: row(us(50), 'Between two segments.'),
  release: row(us(200), 'Trace buffers, clocks and pins until the M4 is let go.'),
  registerVirtio: row(us(400), 'Creating the virtio device.'),
  probeVirtio: row(us(600), 'Finding its driver and setting up the rings.'),
  onlineVirtio: row(us(300), 'Filling the ring and starting the name service.'),
  finish: row(us(100), 'From there until `start` returns.'),
  stop: row(us(300), 'Unregistering the virtio device, or each later stage of a stop.'),
  crash: row(us(50), 'From the report of a crash to its work.'),
  udev: row(us(20_000), 'From a new rpmsg device whose driver is not loaded until modprobe has loaded it.'),
  terminalRetry: row(us(1_000), 'How often a terminal program asks again whether there is room.'),
} as const satisfies Rows;

export type KernelLatencies = LatencyValues<typeof kernelRows>;

/** A whole number of ns, from none to a second. */
export const isLatency = (value: number): boolean => Number.isInteger(value) && value >= 0 && value <= 1e9;

/** The values in use. Who needs one reads `values` each time. */
export class Latencies<R extends Rows> implements Snapshottable {
  readonly values: LatencyValues<R>;
  readonly #rows: R;
  readonly #values: Record<string, Nanoseconds>;
  /** What they would be if Linux were as fast as usual. */
  readonly #chosen: Record<string, Nanoseconds>;
  #factor = 1;

  constructor(rows: R) {
    this.#rows = rows;
    this.#values = usualOf(rows);
    this.#chosen = usualOf(rows);
    this.values = this.#values as LatencyValues<R>;
  }

  has(name: string): boolean {
    return Object.hasOwn(this.#rows, name);
  }

  /** What is planned already keeps its time. False for an unknown name or an impossible time. */
  set(name: string, value: number): boolean {
    if (!this.has(name) || !isLatency(value)) return false;
    this.#chosen[name] = ns(value);
    this.#values[name] = ns(Math.round(value * this.#factor));
    return true;
  }

  /** Everything takes so many times as long from now on. What is planned already keeps its time. */
  slowDown(factor: number): void {
    if (factor === this.#factor) return;
    this.#factor = factor;
    for (const [name, value] of Object.entries(this.#chosen)) this.#values[name] = ns(Math.round(value * factor));
  }

  view(): LatencyView {
    return Object.entries(this.#rows).map(([name, { usual, doc }]) => ({
      name,
      value: this.#chosen[name] ?? usual,
      usual,
      doc,
    }));
  }

  save(): Plain {
    return { chosen: { ...this.#chosen }, factor: this.#factor };
  }

  load(state: Plain): void {
    const { chosen, factor } = state as unknown as { chosen: Record<string, Nanoseconds>; factor: number };
    Object.assign(this.#chosen, chosen);
    Object.assign(this.#values, chosen);
    this.#factor = 1;
    this.slowDown(factor);
  }
}

const usualOf = (rows: Rows): Record<string, Nanoseconds> =>
  Object.fromEntries(Object.entries(rows).map(([name, { usual }]) => [name, usual]));

/** Bytes per microsecond from the card to memory, and from there to SRAM through an uncached mapping. */
export const throughput = { file: 40, sram: 200 } as const;

export const timeFor = (bytes: number, bytesPerMicrosecond: number): Nanoseconds =>
  us(Math.ceil(bytes / bytesPerMicrosecond));
