/** All messages that the event log tells of. Reads each row of the log once, and only when somebody asks for messages. */
import type { SocEvent } from '../../contract/event-schema';
import { followsLetter, Letters } from '../../contract/letters';
import {
  beginMessage,
  isOtherHalf,
  type MessageDraft,
  maxEventsPerMessage,
  noteEvent,
  startsMessage,
  tellingKinds,
} from '../../contract/messages';
import type { EventLog } from '../../kernel/event-log';
import { MessageTable, messageCap } from './message-table';

/** As many of the newest messages can still learn something; what follows from older ones is only counted to them. */
const openCap = 1024;
const nobody = -1;

type Open = { readonly ordinal: number; readonly draft: MessageDraft; last: number; events: number; changed: boolean };

export class MessageLedger {
  readonly #log: EventLog;
  readonly #open = new Array<Open | undefined>(openCap);
  readonly #changed: Open[] = [];
  /** By row of the log: the message that the event belongs to. */
  readonly #home: Int32Array;
  /** By row: the message that what follows from the event belongs to. */
  readonly #line: Int32Array;
  /** By row: how many rows before it its letter was put into the ring, where its cause belongs to another message. */
  readonly #since: Int32Array;
  /** By what they lie in, the ordinals of their messages. */
  readonly #letters = new Letters<number>();
  readonly #inHandler: Uint8Array;
  #table = new MessageTable();
  #epoch = nobody;
  #cursor = 0;
  /** The row before the cursor when it was read: another time there is another history. */
  #read: { readonly seq: number; readonly time: number } | undefined;
  #handlers = 0;
  #seen = 0;
  #missed = 0;

  constructor(log: EventLog) {
    this.#log = log;
    this.#home = new Int32Array(log.capacity);
    this.#line = new Int32Array(log.capacity);
    this.#since = new Int32Array(log.capacity);
    this.#inHandler = new Uint8Array(log.capacity);
  }

  /** Ordinal of the next message. */
  get seen(): number {
    return this.#seen;
  }
  /** Ordinal of the oldest one still kept. */
  get first(): number {
    return Math.max(0, this.#seen - messageCap);
  }
  get missedEvents(): number {
    return this.#missed;
  }
  get table(): MessageTable {
    return this.#table;
  }

  /** Reads what the log has got since. */
  advance(): void {
    const log = this.#log;
    if (log.epoch !== this.#epoch || this.#isRewound()) this.#forget();
    if (this.#cursor < log.first) {
      this.#missed += log.first - this.#cursor;
      this.#cursor = log.first;
      this.#handlers = 0;
    }
    for (; this.#cursor < log.length; this.#cursor++) this.#take(this.#cursor);
    const seq = this.#cursor - 1;
    this.#read = seq < 0 ? undefined : { seq, time: log.timeAt(seq) ?? 0 };
    for (const open of this.#changed) {
      this.#table.put(open.ordinal, open.draft, open.last);
      open.changed = false;
    }
    this.#changed.length = 0;
  }

  /** The message of an event; undefined where it belongs to none. */
  messageOf(seq: number): number | undefined {
    if (seq < this.#log.first || seq >= this.#cursor) return undefined;
    const ordinal = this.#home[seq % this.#log.capacity]!;
    return ordinal < this.first ? undefined : ordinal;
  }

  /** Does the event belong to the message, or follow from it while another one's letter is dealt with? */
  isOn(seq: number, ordinal: number): boolean {
    const row = seq % this.#log.capacity;
    return this.messageOf(seq) !== undefined && (this.#home[row] === ordinal || this.#line[row] === ordinal);
  }

  /** What led to the event in the life of this message: its letter put into the ring where another message's event is the cause. */
  leadsTo(seq: number, ordinal: number | undefined): number | undefined {
    const since = ordinal !== undefined && this.messageOf(seq) === ordinal ? this.#since[seq % this.#log.capacity]! : 0;
    return since > 0 ? seq - since : this.#log.causeAt(seq);
  }

  /** Did it happen in an interrupt handler of the M4? */
  inHandler(seq: number): boolean {
    return this.#inHandler[seq % this.#log.capacity] === 1;
  }

  /** The events of a message that the log still has, oldest first. */
  eventsOf(ordinal: number): readonly SocEvent[] {
    const events: SocEvent[] = [];
    for (let seq = Math.max(this.#table.idOf(ordinal), this.#log.first); seq <= this.#table.lastOf(ordinal); seq++) {
      if (this.#home[seq % this.#log.capacity] !== ordinal) continue;
      const event = this.#log.at(seq);
      if (event !== undefined) events.push(event);
    }
    return events;
  }

  #isRewound(): boolean {
    return (
      this.#read !== undefined &&
      this.#read.seq >= this.#log.first &&
      this.#log.timeAt(this.#read.seq) !== this.#read.time
    );
  }

  #forget(): void {
    this.#epoch = this.#log.epoch;
    this.#table = new MessageTable();
    this.#open.fill(undefined);
    this.#letters.forget();
    this.#cursor = 0;
    this.#read = undefined;
    this.#handlers = 0;
    this.#seen = 0;
    this.#missed = 0;
  }

  #take(seq: number): void {
    const log = this.#log;
    const row = seq % log.capacity;
    const kind = log.kindAt(seq);
    if (kind === 'irq.taken') this.#handlers++;
    this.#inHandler[row] = this.#handlers > 0 ? 1 : 0;
    if (kind === 'irq.returned' && this.#handlers > 0) this.#handlers--;
    if (kind === 'rcc.m4-released') {
      this.#handlers = 0;
      this.#letters.forget();
    }
    const cause = log.causeAt(seq);
    const line = cause === undefined || cause < log.first ? nobody : this.#line[cause % log.capacity]!;
    this.#since[row] = 0;
    const open = this.#openOf(line);
    if (kind !== undefined && tellingKinds.has(kind)) this.#tell(row, log.at(seq)!, open, line);
    else this.#belong(row, seq, open, line);
  }

  /** `parent`: the message on whose line the event follows. */
  #tell(row: number, event: SocEvent, parent: Open | undefined, line: number): void {
    const owner = this.#openOf(this.#letters.take(event) ?? nobody);
    if (owner !== undefined) {
      const put = event.kind === 'vring.returned' ? owner.draft.out : owner.draft.back;
      if (this.#belong(row, event.seq, owner, owner.ordinal)) this.#note(owner, event);
      if (!followsLetter(event)) this.#line[row] = line;
      const since = put?.handed ?? put?.written;
      if (since !== undefined && owner.ordinal !== line) this.#since[row] = event.seq - since.seq;
      return;
    }
    let open = parent;
    if (startsMessage(event, parent?.draft)) {
      const newest = this.#openOf(this.#seen - 1);
      open = newest !== undefined && isOtherHalf(event, newest.draft) ? newest : this.#begin(event);
    }
    if (!this.#belong(row, event.seq, open, open?.ordinal ?? line)) return;
    this.#note(open!, event);
    this.#letters.put(event, open!.ordinal);
  }

  /** True when the message is open and still takes events. */
  #belong(row: number, seq: number, open: Open | undefined, home: number): boolean {
    this.#home[row] = open !== undefined && open.events >= maxEventsPerMessage ? nobody : home;
    this.#line[row] = this.#home[row]!;
    if (open === undefined || open.events >= maxEventsPerMessage) return false;
    open.events++;
    open.last = seq;
    if (!open.changed) {
      open.changed = true;
      this.#changed.push(open);
    }
    return true;
  }

  #note({ draft }: Open, event: SocEvent): void {
    draft.end = event.time;
    noteEvent(draft, event);
  }

  #openOf(ordinal: number): Open | undefined {
    const open = ordinal < 0 ? undefined : this.#open[ordinal % openCap];
    return open?.ordinal === ordinal ? open : undefined;
  }

  #begin(event: SocEvent): Open {
    const ordinal = this.#seen++;
    const open: Open = { ordinal, draft: beginMessage(event), last: event.seq, events: 0, changed: false };
    this.#open[ordinal % openCap] = open;
    return open;
  }
}
