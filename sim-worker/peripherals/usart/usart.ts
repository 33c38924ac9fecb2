/** A serial port: words go out and come in at the speed of the baud rate, with one word or sixteen waiting each way. */
import { type AccessSize, type Initiator, ns } from '../../contract/units';
import { Block } from '../../kernel/block';
import type { Clock } from '../../kernel/clock';
import type { EventLog } from '../../kernel/event-log';
import type { Line } from '../../kernel/line';
import { RegisterFile } from '../../kernel/register-file';
import type { Schedule } from '../../kernel/schedule';
import type { Plain } from '../../kernel/snapshot';
import { prescalerOf, usartMap } from './usart.regs';

export type UsartPorts = {
  /** `USART3`. */
  readonly name: string;
  readonly log: EventLog;
  readonly clock: Clock;
  readonly schedule: Schedule;
  readonly interrupt: Line;
  /** Ask the DMA to take what was received, and to bring what is to be sent. */
  readonly requests: { readonly receive: Line; readonly transmit: Line };
  /** Kernel clock in Hz; 0 while it is off. */
  readonly hz: () => number;
};

const fifoDepth = 16;
/** Words at which RXFT and TXFT come, by their codes. */
const thresholds = [2, 4, 8, 12, 14, 16] as const;
const stopBits = [1, 0.5, 2, 1.5] as const;
/** ICR clears the bits of ISR that stand at the same places. */
const clearable = 0x2_005f;
const status = { idle: 1 << 4, overrun: 1 << 3, complete: 1 << 6, match: 1 << 17 } as const;
/** Interrupts of CR1: its enable bit, and the status bits that it lets through. */
const enables = [
  { on: 1 << 4, when: status.idle },
  { on: 1 << 5, when: (1 << 5) | status.overrun },
  { on: 1 << 6, when: status.complete },
  { on: 1 << 7, when: 1 << 7 },
  { on: 1 << 14, when: status.match },
  { on: 1 << 30, when: 1 << 23 },
  { on: 1 << 31, when: 1 << 24 },
] as const;
/** A line of output is told when it ends, or is so long. */
const lineLimit = 120;
/** Bytes of output that are kept. */
const keptOutput = 1 << 16;

type More = {
  /** Waiting to be sent, in TDR or the FIFO. */
  readonly out: number[];
  /** On the wire now. */
  sending: boolean;
  /** The facts that led to what is being sent, and to what is coming. */
  sentBy: number | undefined;
  typedBy: number | undefined;
  /** Received, and not read yet. */
  readonly in: number[];
  /** Typed at the other end, and not on this side yet. */
  readonly coming: number[];
  /** All bytes that went out, and the ones of the line that has not ended. */
  printed: string;
  line: string;
};
const nothing = (): More => ({
  out: [],
  sending: false,
  sentBy: undefined,
  typedBy: undefined,
  in: [],
  coming: [],
  printed: '',
  line: '',
});

export class Usart extends Block<typeof usartMap> {
  readonly registers: RegisterFile<typeof usartMap>;
  readonly #ports: UsartPorts;
  #more = nothing();

  constructor(ports: UsartPorts) {
    super();
    this.#ports = ports;
    const settle = (): void => this.#settle();
    this.registers = new RegisterFile(usartMap, {
      compute: {
        ISR: (stored) => this.#status(stored),
        RDR: () => this.#more.in[0] ?? 0,
      },
      written: {
        CR1: (_bits, before) => this.#controlled(before),
        CR2: settle,
        CR3: settle,
        BRR: settle,
        PRESC: settle,
        RQR: (bits) => this.#flush(bits),
        ICR: (bits) => {
          this.#clear(bits & clearable);
          this.#settle();
        },
        TDR: (bits) => this.#take(bits),
      },
    });
    ports.schedule.register(ports.name, (what, data) => this.#due(what, data as number));
  }

  override read(offset: number, size: AccessSize, by: Initiator): number | undefined {
    const value = super.read(offset, size, by);
    if (this.registers.nameAt(offset) === 'RDR') {
      this.#more.in.shift();
      this.#settle();
    }
    return value;
  }

  override reset(): void {
    super.reset();
    const { printed, line, coming } = this.#more;
    this.#more = { ...nothing(), coming, printed, line };
    this.#ports.schedule.cancelAll(this.#ports.name, 'sent');
    this.#settle();
  }

  /** What went out since the board came up, as text. */
  get printed(): string {
    return textOf(this.#more.printed);
  }

  get isOn(): boolean {
    return this.registers.get('CR1', 'UE') === 1;
  }

  /** Bits per second; 0 while nothing sets a pace. */
  get baud(): number {
    const brr = this.registers.get('BRR', 'BRR');
    const hz = this.#ports.hz() / prescalerOf(this.registers.get('PRESC', 'PRESCALER'));
    // OVER8: twice the clock, and the lowest three bits stand one place to the right (RM0436, USART_BRR).
    const isFast = this.registers.get('CR1', 'OVER8') === 1;
    const divider = isFast ? ((brr & 0xfff0) | ((brr & 7) << 1)) / 2 : brr;
    return divider < 1 ? 0 : hz / divider;
  }

  /** Somebody types at the other end of the wire. */
  type(bytes: Uint8Array): void {
    const { log, name } = this.#ports;
    const isQuiet = this.#more.coming.length === 0;
    this.#more.typedBy = log.record('uart.typed', { uart: name, text: textOf(String.fromCharCode(...bytes)) });
    this.#more.coming.push(...bytes);
    if (isQuiet) this.#planArrival();
  }

  protected override saveMore(): Plain {
    return structuredClone(this.#more) as unknown as Plain;
  }

  protected override loadMore(state: Plain): void {
    this.#more = structuredClone(state) as unknown as More;
  }

  get #depth(): number {
    return this.registers.get('CR1', 'FIFOEN') === 1 ? fifoDepth : 1;
  }

  #isOn(which: 'RE' | 'TE'): boolean {
    return this.isOn && this.registers.get('CR1', which) === 1;
  }

  /** Bits of a word, without start and stop bits. */
  get #wordBits(): number {
    const cr1 = this.registers.word('CR1');
    return 8 + ((cr1 >>> 12) & 1) - ((cr1 >>> 28) & 1);
  }

  /** Time of one frame in ns; infinite while nothing sets a pace. */
  get #frame(): number {
    const bits = 1 + this.#wordBits + (stopBits[this.registers.get('CR2', 'STOP')] ?? 1);
    return this.baud === 0 ? Number.POSITIVE_INFINITY : (bits * 1e9) / this.baud;
  }

  #status(stored: number): number {
    const { out, in: received, coming } = this.#more;
    const depth = this.#depth;
    const isFifo = depth > 1;
    const at = (field: 'RXFTCFG' | 'TXFTCFG'): number => thresholds[this.registers.get('CR3', field)] ?? fifoDepth;
    const flag = (place: number, on: boolean): number => (on ? (1 << place) >>> 0 : 0);
    return (
      (stored & clearable) |
      flag(5, received.length > 0) |
      flag(7, out.length < depth) |
      flag(16, coming.length > 0 && this.#isOn('RE')) |
      flag(21, this.#isOn('TE')) |
      flag(22, this.#isOn('RE')) |
      flag(23, isFifo && out.length === 0) |
      flag(24, isFifo && received.length >= depth) |
      flag(26, isFifo && received.length >= at('RXFTCFG')) |
      flag(27, isFifo && depth - out.length >= at('TXFTCFG'))
    );
  }

  #controlled(before: number): void {
    const wasOn = (before & 1) === 1;
    if (wasOn && this.registers.get('CR1', 'UE') === 0) {
      // Switching off stops the word on the wire and takes the flags back (RM0436, USART_CR1.UE).
      Object.assign(this.#more, { out: [], in: [], sending: false });
      this.#ports.schedule.cancelAll(this.#ports.name, 'sent');
      this.registers.setWord('ISR', status.complete);
    }
    this.#settle();
  }

  #flush(bits: number): void {
    if ((bits & (1 << 3)) !== 0) this.#more.in.length = 0;
    if ((bits & (1 << 4)) !== 0) this.#more.out.length = 0;
    this.#settle();
  }

  /** Without room the newest word replaces the last one in TDR; a full FIFO takes none. */
  #take(word: number): void {
    const { out } = this.#more;
    this.#more.sentBy = this.#ports.log.context.cause;
    if (out.length < this.#depth) out.push(word & 0x1ff);
    else if (this.#depth === 1) out[0] = word & 0x1ff;
    this.#clear(status.complete);
    this.#settle();
  }

  /** Sends what can be sent, and drives the interrupt line. */
  #settle(): void {
    const frame = this.#frame;
    const word = this.#more.out[0];
    if (!this.#more.sending && word !== undefined && this.#isOn('TE') && Number.isFinite(frame)) {
      this.#more.out.shift();
      this.#more.sending = true;
      this.#plan('sent', frame, word);
    }
    const { interrupt, requests } = this.#ports;
    interrupt.set(this.#wantsInterrupt());
    const { out, in: received } = this.#more;
    requests.receive.set(this.registers.get('CR3', 'DMAR') === 1 && received.length > 0);
    requests.transmit.set(this.registers.get('CR3', 'DMAT') === 1 && this.#isOn('TE') && out.length < this.#depth);
  }

  #wantsInterrupt(): boolean {
    const cr1 = this.registers.word('CR1');
    const isr = this.#status(this.registers.word('ISR'));
    const cr3 = this.registers.word('CR3');
    return (
      enables.some(({ on, when }) => (cr1 & on) !== 0 && (isr & when) !== 0) ||
      ((cr3 & 1) !== 0 && (isr & status.overrun) !== 0) ||
      (((cr3 >>> 28) & 1) === 1 && ((isr >>> 26) & 1) === 1) ||
      (((cr3 >>> 23) & 1) === 1 && ((isr >>> 27) & 1) === 1)
    );
  }

  #plan(what: string, delay: number, data: number): void {
    const { schedule, clock, name } = this.#ports;
    schedule.plan(ns(Math.round(clock.now + delay)), name, what, data);
  }

  /** The other end has the same speed; while this side has none, at 115200 baud. */
  #planArrival(): void {
    const frame = this.#frame;
    this.#plan('arrived', Number.isFinite(frame) ? frame : (10 * 1e9) / 115_200, 0);
  }

  #due(what: string, word: number): void {
    this.#ports.log.because(what === 'sent' ? this.#more.sentBy : this.#more.typedBy, () => {
      if (what === 'sent') this.#sent(word);
      else if (what === 'arrived') this.#arrived();
      else if (this.#more.coming.length === 0 && this.#isOn('RE')) this.#raise(status.idle);
      this.#settle();
    });
  }

  #sent(word: number): void {
    this.#more.sending = false;
    this.#print(word & 0xff);
    if (this.#more.out.length === 0) this.#raise(status.complete);
  }

  #arrived(): void {
    const { coming, in: received } = this.#more;
    const word = (coming.shift() ?? 0) & ((1 << (this.#wordBits - this.registers.get('CR1', 'PCE'))) - 1);
    if (coming.length > 0) this.#planArrival();
    else if (Number.isFinite(this.#frame)) this.#plan('quiet', this.#frame, 0);
    if (!this.#isOn('RE')) return;
    if (word === this.registers.get('CR2', 'ADD')) this.#raise(status.match);
    if (received.length < this.#depth) received.push(word);
    else if (this.registers.get('CR3', 'OVRDIS') === 1) received[received.length - 1] = word;
    else this.#raise(status.overrun);
  }

  #print(byte: number): void {
    const { log, name } = this.#ports;
    const more = this.#more;
    const letter = String.fromCharCode(byte);
    more.printed = (more.printed + letter).slice(-keptOutput);
    more.line += letter;
    if (letter !== '\n' && more.line.length < lineLimit) return;
    log.record('uart.printed', { uart: name, text: textOf(more.line) });
    more.line = '';
  }

  #raise(bits: number): void {
    this.registers.setWord('ISR', (this.registers.word('ISR') | bits) >>> 0);
  }

  #clear(bits: number): void {
    this.registers.setWord('ISR', (this.registers.word('ISR') & ~bits) >>> 0);
  }
}

/** Bytes, kept as letters of one byte each, as UTF-8. */
const textOf = (bytes: string): string =>
  new TextDecoder().decode(Uint8Array.from(bytes, (letter) => letter.charCodeAt(0)));
