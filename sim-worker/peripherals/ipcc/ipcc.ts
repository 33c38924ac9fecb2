/** The inter-processor mailbox: two rows of six "message waiting" flags and four interrupt lines. */
import type { Processor } from '../../contract/units';
import { Block } from '../../kernel/block';
import type { EventLog } from '../../kernel/event-log';
import type { Line } from '../../kernel/line';
import { RegisterFile } from '../../kernel/register-file';
import type { Plain } from '../../kernel/snapshot';
import { ipccMap } from './ipcc.regs';

const processors: readonly Processor[] = [1, 2];
const otherThan = (p: Processor): Processor => (p === 1 ? 2 : 1);
const allChannels = 0x3f;
const lineNames = { 1: { rx: 'rx1', tx: 'tx1' }, 2: { rx: 'rx2', tx: 'tx2' } } as const;

export type IpccPorts = {
  readonly log: EventLog;
  readonly rxOccupied: Readonly<Record<Processor, Line>>;
  readonly txFree: Readonly<Record<Processor, Line>>;
  /** What of a write to CxSCR reaches the flags: the same, unless somebody breaks the wire. */
  readonly wire?: (by: Processor, wanted: FlagChange) => FlagChange;
};
/** Bit n-1 is channel n. `ring`: free flags of its own that a processor occupies; `acknowledge`: occupied ones of the other that it frees. */
export type FlagChange = { readonly ring: number; readonly acknowledge: number };
type Change = { readonly time: number; readonly seq: number };
type More = { changes: (Change | undefined)[]; rung: number[]; stuck: Stuck[] };
/** Mask bits of a processor that cannot be 0 now, and what software has written last. */
type Stuck = { bits: number; written: number };

export class Ipcc extends Block<typeof ipccMap> {
  readonly registers: RegisterFile<typeof ipccMap>;
  /** The event that the next rise of a line follows from; set before the line is driven. */
  readonly raisedBy: Record<'rx1' | 'rx2' | 'tx1' | 'tx2', number | undefined> = {
    rx1: undefined,
    rx2: undefined,
    tx1: undefined,
    tx2: undefined,
  };
  readonly #ports: IpccPorts;
  readonly #read: Readonly<Record<Processor, ReturnType<typeof readersOf>>>;
  #more: More = {
    changes: new Array(12).fill(undefined),
    rung: new Array(12).fill(0),
    stuck: processors.map(() => ({ bits: 0, written: 0 })),
  };

  constructor(ports: IpccPorts) {
    super();
    this.#ports = ports;
    this.registers = new RegisterFile(ipccMap, {
      written: {
        C1SCR: (bits) => this.#setAndClear(1, bits),
        C2SCR: (bits) => this.#setAndClear(2, bits),
        C1CR: (_bits, before) => this.#configured(1, before),
        C2CR: (_bits, before) => this.#configured(2, before),
        C1MR: (_bits, before) => this.#maskChanged(1, before),
        C2MR: (_bits, before) => this.#maskChanged(2, before),
      },
    });
    this.#read = { 1: readersOf(this.registers, 1), 2: readersOf(this.registers, 2) };
  }

  override reset(): void {
    super.reset();
    for (const processor of processors) {
      const name = processor === 1 ? 'C1MR' : 'C2MR';
      const stuck = this.#more.stuck[processor - 1]!;
      stuck.written = this.registers.word(name);
      this.registers.setWord(name, (stuck.written | stuck.bits) >>> 0);
    }
    this.#driveLines(this.#ports.log.context.cause);
  }

  /** When a flag last changed, and the event that says so. */
  lastChange(from: Processor, channel: number): Change | undefined {
    return this.#more.changes[place(from, channel)];
  }

  /** How often a channel was rung since the board came up. */
  rung(from: Processor, channel: number): number {
    return this.#more.rung[place(from, channel)] ?? 0;
  }

  /** Is the channel's flag set: has `from` rung, and nobody acknowledged? */
  isOccupied(from: Processor, channel: number): boolean {
    return ((this.#flags(from) >>> (channel - 1)) & 1) === 1;
  }

  /** Sets or clears a flag as if its processor had just written CxSCR. */
  setFlag(from: Processor, channel: number, occupied: boolean): void {
    const bit = 1 << (channel - 1);
    this.#change(from, occupied ? this.#flags(from) | bit : this.#flags(from) & ~bit);
  }

  /** From now on these bits of CxMR are 1 whatever is written; those that no longer are become what was written last. */
  holdMask(processor: Processor, bits: number): void {
    const name = processor === 1 ? 'C1MR' : 'C2MR';
    const stuck = this.#more.stuck[processor - 1]!;
    if (stuck.bits === bits) return;
    const before = this.registers.word(name);
    if (stuck.bits === 0) stuck.written = before;
    stuck.bits = bits;
    this.registers.setWord(name, (stuck.written | bits) >>> 0);
    this.#tellMasks(processor, before);
  }

  protected override saveMore(): Plain {
    return structuredClone({ ...this.#more, raisedBy: { ...this.raisedBy } }) as unknown as Plain;
  }

  protected override loadMore(state: Plain): void {
    const { raisedBy, ...more } = structuredClone(state) as unknown as More & { raisedBy: Ipcc['raisedBy'] };
    this.#more = more;
    Object.assign(this.raisedBy, raisedBy);
  }

  /** A processor occupies its own transmit channels and frees the ones it receives on (RM0436, IPCC_CxSCR). */
  #setAndClear(by: Processor, bits: number): void {
    const other = otherThan(by);
    const wanted = {
      ring: (bits >>> 16) & allChannels & ~this.#flags(by),
      acknowledge: bits & allChannels & this.#flags(other),
    };
    const { ring, acknowledge } = this.#ports.wire?.(by, wanted) ?? wanted;
    this.#change(by, this.#flags(by) | ring);
    this.#change(other, this.#flags(other) & ~acknowledge);
  }

  #change(from: Processor, next: number): void {
    const changed = this.#flags(from) ^ next;
    if (changed === 0) return;
    this.registers.set(from === 1 ? 'C1TOC2SR' : 'C2TOC1SR', 'CHF', next);
    for (let rest = changed; rest !== 0; rest &= rest - 1) {
      const i = lowestBit(rest);
      const occupied = ((next >>> i) & 1) === 1;
      this.#driveLines(this.#note(from, i + 1, occupied));
    }
  }

  #note(from: Processor, channel: number, occupied: boolean): number {
    const { log } = this.#ports;
    const seq = log.record(occupied ? 'ipcc.occupied' : 'ipcc.freed', { from, channel });
    const at = place(from, channel);
    this.#more.changes[at] = { time: log.timeAt(seq) ?? 0, seq };
    if (occupied) this.#more.rung[at]!++;
    return seq;
  }

  #configured(processor: Processor, before: number): void {
    const register = processor === 1 ? 'C1CR' : 'C2CR';
    if (this.registers.word(register) === before) return;
    const seq = this.#ports.log.record('ipcc.configured', {
      processor,
      rxoie: this.registers.get(register, 'RXOIE') === 1,
      txfie: this.registers.get(register, 'TXFIE') === 1,
    });
    this.#driveLines(seq);
  }

  #maskChanged(processor: Processor, before: number): void {
    const name = processor === 1 ? 'C1MR' : 'C2MR';
    const stuck = this.#more.stuck[processor - 1]!;
    stuck.written = this.registers.word(name);
    if (stuck.bits !== 0) this.registers.setWord(name, (stuck.written | stuck.bits) >>> 0);
    this.#tellMasks(processor, before);
  }

  #tellMasks(processor: Processor, before: number): void {
    const now = this.registers.word(processor === 1 ? 'C1MR' : 'C2MR');
    let seq = this.#ports.log.context.cause;
    // CHnOM from bit 0 on, CHnFM from bit 16 on.
    for (let rest = now ^ before; rest !== 0; rest &= rest - 1) {
      const bit = lowestBit(rest);
      const receive = bit < 16;
      const channel = (bit & 15) + 1;
      seq = this.#ports.log.record(((now >>> bit) & 1) === 1 ? 'ipcc.masked' : 'ipcc.unmasked', {
        processor,
        receive,
        channel,
      });
    }
    this.#driveLines(seq);
  }

  /** Levels, not edges: a line is high as long as an enabled, unmasked reason exists (RM0436, IPCC interrupts). */
  #driveLines(cause: number | undefined): void {
    for (const me of processors) {
      const { CHOM, CHFM, RXOIE, TXFIE } = this.#read[me];
      const occupied = this.#flags(otherThan(me)) & ~CHOM();
      const free = ~this.#flags(me) & ~CHFM() & allChannels;
      const { rx, tx } = lineNames[me];
      this.#drive(this.#ports.rxOccupied[me], rx, RXOIE() === 1 && occupied !== 0, cause);
      this.#drive(this.#ports.txFree[me], tx, TXFIE() === 1 && free !== 0, cause);
    }
  }

  #drive(line: Line, name: keyof Ipcc['raisedBy'], level: boolean, cause: number | undefined): void {
    if (level && !line.level) this.raisedBy[name] = cause;
    line.set(level);
  }

  #flags(from: Processor): number {
    return this.#read[from].CHF();
  }
}

/** The fields of a processor that decide on its lines. */
function readersOf(registers: RegisterFile<typeof ipccMap>, processor: Processor) {
  const first = processor === 1;
  const [control, mask] = first ? (['C1CR', 'C1MR'] as const) : (['C2CR', 'C2MR'] as const);
  return {
    CHF: registers.reader(first ? 'C1TOC2SR' : 'C2TOC1SR', 'CHF'),
    CHOM: registers.reader(mask, 'CHOM'),
    CHFM: registers.reader(mask, 'CHFM'),
    RXOIE: registers.reader(control, 'RXOIE'),
    TXFIE: registers.reader(control, 'TXFIE'),
  };
}

const lowestBit = (bits: number): number => 31 - Math.clz32(bits & -bits);
const place = (from: Processor, channel: number): number => (from - 1) * 6 + channel - 1;
