/** Watches the live resource table: virtio status, features, and where Linux says that the vrings lie. */
import type { EventLog } from '../kernel/event-log';
import type { Plain, Snapshottable } from '../kernel/snapshot';
import { isDrawable, type VringPlace, vringAddresses } from './vring-layout';
import { type ProbePorts, VringProbe } from './vring-probe';

/** VIRTIO_RING_F_EVENT_IDX. */
const eventIndexFeature = 1 << 29;

/** Addresses of the fields of the first vdev, worked out from the table in memory. */
export type VdevPlace = {
  readonly table: number;
  readonly length: number;
  readonly status: number;
  readonly gfeatures: number;
  readonly vrings: readonly {
    readonly da: number;
    readonly num: number;
    readonly align: number;
    readonly notifyId: number;
  }[];
};

export type TableProbePorts = ProbePorts & {
  readonly log: EventLog;
  /** Decodes the table at an address, as it is now; undefined when there is no vdev to be seen. */
  readonly readVdev: (address: number) => VdevPlace | undefined;
  /** Told of memory that both sides use: the table, and each ring as soon as it has an address. */
  readonly shared?: (address: number, length: number) => void;
};

type Seen = { table: number | undefined; status: number; features: number; das: (number | undefined)[] };

export class TableProbe implements Snapshottable {
  readonly #ports: TableProbePorts;
  #vdev: VdevPlace | undefined;
  #unwatch: () => void = () => undefined;
  #rings: (VringProbe | undefined)[] = [];
  #seen: Seen = { table: undefined, status: 0, features: 0, das: [] };

  constructor(ports: TableProbePorts) {
    this.#ports = ports;
  }

  get vdev(): VdevPlace | undefined {
    return this.#vdev;
  }

  ring(index: number): VringProbe | undefined {
    return this.#rings[index];
  }

  /** Follows the table at this address from now on; undefined lets go. */
  follow(table: number | undefined): void {
    this.#release();
    this.#seen = { table, status: 0, features: 0, das: [] };
    this.#attach();
  }

  save(): Plain {
    return structuredClone({ seen: this.#seen, rings: this.#rings.map((ring) => ring?.save()) }) as unknown as Plain;
  }

  /** Memory must have been restored before: the probes find their places in it. */
  load(state: Plain): void {
    const { seen, rings } = structuredClone(state) as unknown as { seen: Seen; rings: Plain[] };
    this.#release();
    this.#seen = seen;
    this.#attach();
    rings.forEach((ring, i) => {
      if (ring !== undefined) this.#rings[i]?.load(ring);
    });
  }

  #release(): void {
    this.#unwatch();
    this.#unwatch = () => undefined;
    for (const ring of this.#rings) ring?.close();
    this.#rings = [];
    this.#vdev = undefined;
  }

  #attach(): void {
    const { table } = this.#seen;
    if (table === undefined) return;
    this.#vdev = this.#ports.readVdev(table);
    if (this.#vdev === undefined) return;
    this.#unwatch = this.#ports.bus.watch(table, this.#vdev.length, () => this.#look());
    this.#ports.shared?.(table, this.#vdev.length);
    this.#vdev.vrings.forEach((_, i) => {
      if (this.#seen.das[i] !== undefined) this.#openRing(i);
    });
  }

  /** Compares the fields with what was seen last; a write to any other part of the table changes nothing here. */
  #look(): void {
    const vdev = this.#vdev;
    if (vdev === undefined) return;
    const { bus, log } = this.#ports;
    const status = bus.peek(vdev.status, 1) ?? 0;
    const features = bus.peek(vdev.gfeatures, 4) ?? 0;
    if (features !== this.#seen.features) {
      this.#seen.features = features;
      log.record('rproc.vdev-features', { features });
    }
    vdev.vrings.forEach((vring, i) => {
      const da = bus.peek(vring.da, 4) ?? 0;
      if (da === this.#seen.das[i] || (this.#seen.das[i] === undefined && da === 0xffff_ffff)) return;
      this.#seen.das[i] = da;
      log.record('rproc.vring-address', { ring: i, address: da });
      this.#openRing(i);
    });
    if (status !== this.#seen.status) {
      this.#seen.status = status;
      log.record('rproc.vdev-status', { status });
    }
  }

  #openRing(index: number): void {
    this.#rings[index]?.close();
    const place = this.placeOf(index);
    this.#rings[index] = undefined;
    if (place === undefined || !isDrawable(place)) return;
    this.#rings[index] = new VringProbe(place, this.#ports);
    this.#ports.shared?.(place.address, vringAddresses(place).end - place.address);
  }

  /** What the live table says now about a ring, plausible or not. */
  placeOf(index: number): VringPlace | undefined {
    const vring = this.#vdev?.vrings[index];
    if (vring === undefined) return undefined;
    const { bus } = this.#ports;
    return {
      ring: index,
      address: bus.peek(vring.da, 4) ?? 0,
      num: bus.peek(vring.num, 4) ?? 0,
      align: bus.peek(vring.align, 4) ?? 0,
      eventIndex: ((bus.peek(this.#vdev?.gfeatures ?? 0, 4) ?? 0) & eventIndexFeature) !== 0,
    };
  }
}
