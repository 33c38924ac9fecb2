/** A DMA controller: eight streams that move items between memory and peripherals, each when its request is there. */
import { type AccessSize, type Initiator, ns } from '../../contract/units';
import { Block } from '../../kernel/block';
import type { Clock } from '../../kernel/clock';
import type { EventLog } from '../../kernel/event-log';
import type { Line } from '../../kernel/line';
import { RegisterFile } from '../../kernel/register-file';
import type { Schedule } from '../../kernel/schedule';
import type { Plain } from '../../kernel/snapshot';
import { dmaMap, flagsAt, streams } from './dma.regs';

export type DmaPorts = {
  /** `DMA2`. */
  readonly name: string;
  readonly log: EventLog;
  readonly clock: Clock;
  readonly schedule: Schedule;
  /** One for each stream. */
  readonly interrupts: readonly Line[];
  /** Bus clock in Hz. */
  readonly hz: () => number;
  /** Copies one access; false when the bus refuses either end. */
  readonly copy: (from: number, to: number, size: AccessSize) => boolean;
  /** Does the peripheral that feeds this stream ask for an item? */
  readonly isAsked: (stream: number) => boolean;
  /** An item has been moved for this stream. */
  readonly served: (stream: number) => void;
  /** The last item of a transfer that does not begin anew has been moved. */
  readonly finished: (stream: number) => void;
};

/** Bus clocks for an item: a read and a write, and to be chosen among the streams. */
const clocksPerItem = 4;
/** From memory to memory so many items are moved at a time, in the time of all of them. */
const chunk = 16;
const flags = { error: 1 << 3, half: 1 << 4, done: 1 << 5 } as const;
/** The interrupt enables of SxCR stand one place below the flags. */
const enableOf = (flag: number): number => flag >>> 1;
const directions = { fromPeripheral: 0, toPeripheral: 1, memory: 2 } as const;
const settings = { en: 1, circular: 1 << 8, doubleBuffer: 1 << 18, second: 1 << 19 } as const;
const field = (word: number, lsb: number, width: number): number => (word >>> lsb) & ((1 << width) - 1);

/** A transfer under way: what is left, and what it began with. */
type Transfer = {
  readonly total: number;
  left: number;
  peripheral: number;
  memory: number;
  cause: number | undefined;
};

export class Dma extends Block<typeof dmaMap> {
  readonly registers: RegisterFile<typeof dmaMap>;
  readonly #ports: DmaPorts;
  #transfers: (Transfer | undefined)[] = Array.from({ length: streams }, () => undefined);

  constructor(ports: DmaPorts) {
    super();
    this.#ports = ports;
    const perStream = Array.from({ length: streams }, (_, n) => n);
    this.registers = new RegisterFile(dmaMap, {
      compute: Object.fromEntries(
        perStream.map((n) => [`S${n}NDTR`, (stored: number) => this.#transfers[n]?.left ?? stored]),
      ),
      written: {
        ...Object.fromEntries(
          perStream.map((n) => [`S${n}CR`, (_bits: number, before: number) => this.#controlled(n, before)]),
        ),
        LIFCR: (bits) => this.#clear('LISR', bits),
        HIFCR: (bits) => this.#clear('HISR', bits),
      },
    });
    ports.schedule.register(ports.name, (_what, stream) => this.#move(stream as number));
  }

  /** What a stream works with cannot be changed while it is on (RM0436, DMA_SxNDTR and the following). */
  override write(offset: number, value: number, size: AccessSize, by: Initiator): boolean {
    const name = this.registers.nameAt(offset) ?? '';
    const stream = /^S(\d)(NDTR|PAR)$/.exec(name)?.[1];
    if (stream !== undefined && this.#transfers[Number(stream)] !== undefined) return true;
    return super.write(offset, value, size, by);
  }

  override reset(): void {
    super.reset();
    this.#transfers = this.#transfers.map(() => undefined);
    this.#ports.schedule.cancelAll(this.#ports.name);
    for (const line of this.#ports.interrupts) line.set(false);
  }

  /** The request of this stream came, or the stream listens to another one. */
  asked(stream: number): void {
    const { schedule, clock, hz, name, isAsked } = this.#ports;
    const transfer = this.#transfers[stream];
    if (transfer === undefined || schedule.pending(name, String(stream)).length > 0) return;
    const isMemory = this.#direction(stream) === directions.memory;
    if (!isMemory && !isAsked(stream)) return;
    const items = isMemory ? Math.min(chunk, transfer.left) : 1;
    schedule.plan(ns(Math.ceil(clock.now + (items * clocksPerItem * 1e9) / hz())), name, String(stream), stream);
  }

  protected override saveMore(): Plain {
    return structuredClone(this.#transfers) as unknown as Plain;
  }

  protected override loadMore(state: Plain): void {
    this.#transfers = structuredClone(state) as unknown as (Transfer | undefined)[];
  }

  #control(stream: number): number {
    return this.registers.word(`S${stream}CR`);
  }

  #direction(stream: number): number {
    return field(this.#control(stream), 6, 2);
  }

  #controlled(stream: number, before: number): void {
    const now = this.#control(stream);
    const isOn = (now & settings.en) !== 0;
    if (isOn && (before & settings.en) === 0) this.#start(stream);
    else if (!isOn && (before & settings.en) !== 0) this.#stop(stream);
    this.#drive(stream);
  }

  #start(stream: number): void {
    const { log, name } = this.#ports;
    const total = this.registers.word(`S${stream}NDTR`);
    if (total === 0) return;
    const [peripheral, memory] = [this.registers.word(`S${stream}PAR`), this.#memoryOf(stream)];
    const intoMemory = this.#direction(stream) !== directions.toPeripheral;
    const cause = log.record('dma.started', {
      stream: `${name} stream ${stream}`,
      from: intoMemory ? peripheral : memory,
      to: intoMemory ? memory : peripheral,
      length: total * this.#itemBytes(stream),
    });
    this.#transfers[stream] = { total, left: total, peripheral, memory, cause };
    this.asked(stream);
  }

  /** Firmware switched it off: NDTR says what is left. */
  #stop(stream: number): void {
    const left = this.#transfers[stream]?.left;
    if (left !== undefined) this.registers.setWord(`S${stream}NDTR`, left);
    this.#transfers[stream] = undefined;
    this.#ports.schedule.cancelAll(this.#ports.name, String(stream));
  }

  #memoryOf(stream: number): number {
    const isSecond =
      (this.#control(stream) & (settings.doubleBuffer | settings.second)) === (settings.doubleBuffer | settings.second);
    return this.registers.word(`S${stream}M${isSecond ? 1 : 0}AR`);
  }

  #itemBytes(stream: number): AccessSize {
    return ([1, 2, 4] as const)[field(this.#control(stream), 11, 2)] ?? 4;
  }

  #move(stream: number): void {
    const transfer = this.#transfers[stream];
    if (transfer === undefined) return;
    this.#ports.log.because(transfer.cause, () => {
      const items = this.#direction(stream) === directions.memory ? Math.min(chunk, transfer.left) : 1;
      for (let i = 0; i < items && this.#transfers[stream] !== undefined; i++) this.#moveItem(stream, transfer);
      this.asked(stream);
    });
  }

  #moveItem(stream: number, transfer: Transfer): void {
    const control = this.#control(stream);
    const bytes = this.#itemBytes(stream);
    const intoMemory = this.#direction(stream) !== directions.toPeripheral;
    const [from, to] = intoMemory ? [transfer.peripheral, transfer.memory] : [transfer.memory, transfer.peripheral];
    if (!this.#ports.copy(from >>> 0, to >>> 0, bytes)) {
      this.#failed(stream);
      return;
    }
    if (field(control, 9, 1) === 1) transfer.peripheral += field(control, 15, 1) === 1 ? 4 : bytes;
    if (field(control, 10, 1) === 1) transfer.memory += bytes;
    transfer.left--;
    this.#ports.served(stream);
    if (transfer.left === transfer.total >>> 1) this.#raise(stream, flags.half);
    if (transfer.left === 0) this.#done(stream, transfer);
  }

  #failed(stream: number): void {
    this.#stop(stream);
    this.#switchOff(stream);
    this.#raise(stream, flags.error);
  }

  #done(stream: number, { total, cause }: Transfer): void {
    const control = this.#control(stream);
    if ((control & settings.doubleBuffer) !== 0)
      this.registers.setWord(`S${stream}CR`, (control ^ settings.second) >>> 0);
    if ((control & (settings.circular | settings.doubleBuffer)) !== 0) {
      const [peripheral, memory] = [this.registers.word(`S${stream}PAR`), this.#memoryOf(stream)];
      this.#transfers[stream] = { total, left: total, peripheral, memory, cause };
      this.#raise(stream, flags.done);
      return;
    }
    this.#stop(stream);
    this.#switchOff(stream);
    this.#ports.finished(stream);
    this.#raise(stream, flags.done);
  }

  #switchOff(stream: number): void {
    this.registers.setWord(`S${stream}CR`, this.#control(stream) & ~settings.en);
  }

  #statusOf(stream: number): 'LISR' | 'HISR' {
    return stream < 4 ? 'LISR' : 'HISR';
  }

  #raise(stream: number, flag: number): void {
    const name = this.#statusOf(stream);
    this.registers.setWord(name, (this.registers.word(name) | (flag << flagsAt(stream))) >>> 0);
    this.#drive(stream);
  }

  #clear(name: 'LISR' | 'HISR', bits: number): void {
    this.registers.setWord(name, (this.registers.word(name) & ~bits) >>> 0);
    for (let stream = 0; stream < streams; stream++) this.#drive(stream);
  }

  #drive(stream: number): void {
    const status = this.registers.word(this.#statusOf(stream)) >>> flagsAt(stream);
    const control = this.#control(stream);
    const wants = Object.values(flags).some((flag) => (status & flag) !== 0 && (control & enableOf(flag)) !== 0);
    this.#ports.interrupts[stream]?.set(wants);
  }
}
