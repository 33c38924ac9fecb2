/** The chain of one event: from its first cause through it to its last effect, and what happened to the same message beside that. */
import type { SocEvent } from '../../contract/event-schema';
import type { ChainStart, ChainStep, ChainView, MessageRow } from '../../contract/message-views';
import type { EventLog } from '../../kernel/event-log';
import { decodeText } from '../../linux/fs/text';
import { letterOfByte } from '../../linux/rpmsg/tty-letters';
import { vringAddresses } from '../../probes/vring-layout';
import type { Target } from '../target';
import type { MessageLedger } from './message-ledger';

/** How far causes are followed back, and effects forward where no message bounds them. */
const mostCauses = 200;
const mostRows = 4_096;
/** How far back the newest event of a bell or a descriptor is looked for. */
const mostLooked = 65_536;
/** C1SCR and C2SCR. Source: RM0436, IPCC register map. */
const bellRegisters = { 1: 0x4c00_1008, 2: 0x4c00_1018 } as const;
const headerBytes = 16;
/** Shorter texts stand anywhere by chance. */
const shortestText = 3;
const mostCopies = 4;

type Found = {
  readonly asked: string;
  readonly length: number;
  readonly letter: number | undefined;
  readonly view: ChainView;
};

export class ChainFinder {
  readonly #target: Target;
  readonly #ledger: MessageLedger;
  #last: Found | undefined;
  /** The newest event that was found, and before which row all were looked at: what is asked for may have rung long ago. */
  #looked: { readonly asked: string; readonly before: number; readonly seq: number | undefined } | undefined;

  constructor(target: Target, ledger: MessageLedger) {
    this.#target = target;
    this.#ledger = ledger;
  }

  /** The same object while nothing was added to the chain. */
  find(start: ChainStart): ChainView {
    const { log } = this.#target.machine;
    const asked = JSON.stringify([log.epoch, start]);
    const last = this.#last;
    if (last?.asked === asked && last.length === log.length) return last.view;
    this.#ledger.advance();
    const seq = this.#seqOf(asked, start);
    const letter = last?.asked === asked ? last.letter : this.#letterOf(start);
    const ordinal = seq === undefined ? undefined : this.#ledger.messageOf(letter ?? seq);
    const path = seq === undefined ? [] : this.#pathThrough(seq, ordinal);
    const own = ordinal === undefined ? [] : this.#ledger.eventsOf(ordinal).map((event) => event.seq);
    const seqs = [...new Set([...path, ...own])].sort((a, b) => a - b);
    const key = `${log.epoch} ${seq} ${ordinal} ${path.length} ${seqs.length} ${seqs[seqs.length - 1]}`;
    const view = last?.view.key === key ? last.view : this.#build(key, seq, path, seqs, ordinal);
    this.#last = { asked, length: log.length, letter, view };
    return view;
  }

  /** Of a byte of a long write the event with which its message was written. */
  #letterOf(start: ChainStart): number | undefined {
    if (start.kind !== 'event' || start.byte === undefined) return undefined;
    return letterOfByte(this.#pieceOf(start.seq)?.letters ?? [], start.byte)?.seq;
  }

  #seqOf(asked: string, start: ChainStart): number | undefined {
    const { log } = this.#target.machine;
    if (start.kind === 'event') return log.kindAt(start.seq) === undefined ? undefined : start.seq;
    const known = this.#looked?.asked === asked ? this.#looked : { before: 0, seq: undefined };
    const oldest = Math.max(log.first, log.length - mostLooked);
    const newer = newestAbout(log, start, Math.max(oldest, known.before));
    const seq = newer ?? (known.seq !== undefined && known.seq >= oldest ? known.seq : undefined);
    this.#looked = { asked, before: log.length, seq };
    return seq;
  }

  /** What a tty keeps of a write or an arrival. */
  #pieceOf(seq: number) {
    for (const { traffic } of this.#target.machine.linux.ttys) {
      const piece = traffic.findLast((each) => each.seq === seq);
      if (piece !== undefined) return piece;
    }
    return undefined;
  }

  /** The text of the write or the arrival that the steps tell of, and where in it the message begins. */
  #writtenOf(steps: readonly ChainStep[], ordinal: number | undefined): ChainView['written'] {
    if (ordinal === undefined) return undefined;
    for (const { event } of steps) {
      if (event.kind !== 'tty.written' && event.kind !== 'tty.received') continue;
      const piece = this.#pieceOf(event.seq);
      if (piece === undefined) continue;
      const letter = piece.letters.find((each) => this.#ledger.messageOf(each.seq) === ordinal);
      if (letter !== undefined) return { text: decodeText(piece.bytes), from: letter.of - letter.at };
      if (this.#ledger.messageOf(event.seq) === ordinal) return { text: decodeText(piece.bytes), from: 0 };
    }
    return undefined;
  }

  #build(
    key: string,
    seq: number | undefined,
    path: readonly number[],
    seqs: readonly number[],
    ordinal: number | undefined,
  ): ChainView {
    const { log } = this.#target.machine;
    const numbers = new Map(path.map((each, i) => [each, i + 1]));
    const steps = seqs.flatMap((each) => {
      const event = log.at(each);
      return event === undefined ? [] : [this.#step(event, numbers.get(each), ordinal)];
    });
    const message = ordinal === undefined ? undefined : this.#ledger.table.row(ordinal);
    const first = path[0];
    return {
      key,
      seq,
      steps,
      message,
      written: this.#writtenOf(steps, ordinal),
      cut: first !== undefined && log.causeAt(first) !== undefined,
      copies: message === undefined ? [] : this.#copiesOf(message, buffersOf(steps)),
    };
  }

  /** Oldest first: the causes, the event itself, and the longest line of effects. */
  #pathThrough(seq: number, home: number | undefined): readonly number[] {
    const { log } = this.#target.machine;
    const path = [seq];
    let at = this.#ledger.leadsTo(seq, home);
    for (; at !== undefined && at >= log.first; at = this.#ledger.leadsTo(at, home)) {
      path.push(at);
      if (path.length >= mostCauses) break;
    }
    path.reverse();
    return [...path, ...this.#effectsOf(seq, home)];
  }

  #effectsOf(seq: number, home: number | undefined): readonly number[] {
    const { log } = this.#target.machine;
    const end = home === undefined ? Math.min(log.length - 1, seq + mostRows) : this.#ledger.table.lastOf(home);
    const depths = new Map<number, number>([[seq, 0]]);
    let [deepest, depth] = [seq, 0];
    for (let at = seq + 1; at <= end; at++) {
      const cause = this.#ledger.leadsTo(at, home);
      const before = cause === undefined ? undefined : depths.get(cause);
      if (before === undefined || (home !== undefined && !this.#ledger.isOn(at, home))) continue;
      depths.set(at, before + 1);
      if (before + 1 > depth) [deepest, depth] = [at, before + 1];
    }
    const line: number[] = [];
    for (let at = deepest; at !== seq; at = this.#ledger.leadsTo(at, home)!) line.push(at);
    return line.reverse();
  }

  #step(event: SocEvent, number: number | undefined, ordinal: number | undefined): ChainStep {
    return {
      event,
      number,
      ofMessage: ordinal !== undefined && this.#ledger.messageOf(event.seq) === ordinal,
      inHandler: this.#ledger.inHandler(event.seq),
      function: this.#functionOf(event),
      place: this.#placeOf(event),
    };
  }

  /** Of an interrupt its handler; the PC is the one that was interrupted. */
  #functionOf(event: SocEvent): string {
    if (event.kind === 'irq.taken') return this.#target.functionAt(event.fields.handler & ~1);
    return event.pc === undefined ? '' : this.#target.functionAt(event.pc);
  }

  #placeOf(event: SocEvent): ChainStep['place'] {
    switch (event.kind) {
      case 'rpmsg.written':
      case 'rpmsg.received': {
        const { buffer, length } = event.fields;
        return { address: buffer, length: headerBytes + length, what: 'header and payload' };
      }
      case 'vring.offered':
      case 'vring.returned':
        return this.#entryOf(event);
      case 'ipcc.occupied':
      case 'ipcc.freed': {
        const { from } = event.fields;
        const writer = event.kind === 'ipcc.occupied' ? from : from === 1 ? 2 : 1;
        return { address: bellRegisters[writer], length: 4, what: `C${writer}SCR` };
      }
      default:
        return undefined;
    }
  }

  /** Source: virtio 1.0, 2.4: two bytes for each avail entry, eight for each used entry, after flags and idx. */
  #entryOf(event: Extract<SocEvent, { kind: 'vring.offered' | 'vring.returned' }>): ChainStep['place'] {
    const { ring, index } = event.fields;
    const place = this.#target.probe.placeOf(ring);
    if (place === undefined || place.num === 0) return undefined;
    const { avail, used } = vringAddresses(place);
    const slot = (index - 1 + 0x1_0000) % place.num;
    return event.kind === 'vring.offered'
      ? { address: avail + 4 + 2 * slot, length: 2, what: `vring${ring} avail.ring[${slot}]` }
      : { address: used + 4 + 8 * slot, length: 8, what: `vring${ring} used.ring[${slot}]` };
  }

  /** Where the firmware's own data holds the text now: nobody records plain stores, but what lies there can be seen. */
  #copiesOf({ text: whole }: MessageRow, buffers: ReadonlySet<number>): ChainView['copies'] {
    const text = whole.replace(/…$/, '');
    if (text.length < shortestText) return [];
    const { bus } = this.#target.machine;
    const wanted = Uint8Array.from(text, (letter) => letter.charCodeAt(0));
    const found: ChainView['copies'][number][] = [];
    for (const { name, address, size } of this.#target.sections) {
      const bytes = bus.peekRam(address, size);
      let at = indexOf(bytes, wanted, 0);
      for (; at >= 0 && found.length < mostCopies; at = indexOf(bytes, wanted, at + 1)) {
        if (buffers.has(address + at - headerBytes)) continue;
        found.push({ address: address + at, region: name, symbol: this.#target.functionAt(address + at) });
      }
    }
    return found;
  }
}

const buffersOf = (steps: readonly ChainStep[]): ReadonlySet<number> =>
  new Set(steps.flatMap(({ event }) => (event.kind === 'rpmsg.written' ? [event.fields.buffer] : [])));

function indexOf(bytes: Uint8Array, wanted: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(wanted[0]!, from); at >= 0; at = bytes.indexOf(wanted[0]!, at + 1)) {
    let same = 1;
    while (same < wanted.length && bytes[at + same] === wanted[same]) same++;
    if (same === wanted.length) return at;
  }
  return -1;
}

/** The event itself, or the newest that tells of this bell or descriptor. */
function newestAbout(log: EventLog, start: Exclude<ChainStart, { kind: 'event' }>, from: number): number | undefined {
  for (let seq = log.length - 1; seq >= from; seq--) {
    const kind = log.kindAt(seq);
    if (start.kind === 'channel' ? kind !== 'ipcc.occupied' : kind !== 'vring.offered' && kind !== 'vring.returned')
      continue;
    const event = log.at(seq);
    if (event !== undefined && isAbout(event, start)) return seq;
  }
  return undefined;
}

function isAbout(event: SocEvent, start: Exclude<ChainStart, { kind: 'event' }>): boolean {
  if (event.kind === 'ipcc.occupied')
    return start.kind === 'channel' && event.fields.from === start.from && event.fields.channel === start.channel;
  if (event.kind !== 'vring.offered' && event.kind !== 'vring.returned') return false;
  return start.kind === 'descriptor' && event.fields.ring === start.ring && event.fields.descriptor === start.index;
}
