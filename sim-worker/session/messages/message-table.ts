/** Messages as columns: what lists, filters and statistics need of each, for the newest of them. */

import { eachStretch, type Stage, stages, stretchRows } from '../../contract/message-stages';
import type { MessageFilter, MessageRow } from '../../contract/message-views';
import { type MessageDraft, type Progress, progressOf } from '../../contract/messages';

/** As many as fit into an event log of 262,144 rows. */
export const messageCap = 1 << 14;
const none = -1;
const progresses: readonly Progress[] = ['on its way out', 'with the M4', 'on its way back', 'arrived'];
const flags = { out: 1, back: 2, faulty: 4 } as const;

export class MessageTable {
  readonly #id = new Float64Array(messageCap);
  readonly #last = new Float64Array(messageCap);
  readonly #start = new Float64Array(messageCap);
  readonly #took = new Float64Array(messageCap);
  readonly #stretches = new Float64Array(messageCap * stretchRows.length);
  readonly #src = new Float64Array(messageCap);
  readonly #dst = new Float64Array(messageCap);
  readonly #bytes = new Uint32Array(messageCap);
  readonly #port = new Int16Array(messageCap);
  /** Bit n: channel n carried one of its bells. */
  readonly #channels = new Uint8Array(messageCap);
  readonly #flags = new Uint8Array(messageCap);
  readonly #progress = new Uint8Array(messageCap);
  readonly #text: string[] = [];

  /** Writes what is known of a message now, over what was known before. `last`: its newest event. */
  put(ordinal: number, message: MessageDraft, last: number): void {
    const at = ordinal % messageCap;
    const { out, back } = message;
    this.#id[at] = message.id;
    this.#last[at] = last;
    this.#start[at] = message.start;
    this.#src[at] = message.src ?? none;
    this.#dst[at] = message.dst ?? none;
    this.#bytes[at] = message.bytes;
    this.#port[at] = message.port ?? none;
    this.#channels[at] = bitOf(out?.channel) | bitOf(back?.channel);
    this.#flags[at] =
      (out === undefined ? 0 : flags.out) | (back === undefined ? 0 : flags.back) | (message.faulty ? flags.faulty : 0);
    this.#progress[at] = progresses.indexOf(progressOf(message));
    this.#text[at] = message.text;
    const first = at * stretchRows.length;
    this.#stretches.fill(0, first, first + stretchRows.length);
    let end = message.start;
    eachStretch(message, (_row, from, to, index) => {
      this.#stretches[first + index] = to - from;
      end = to;
    });
    this.#took[at] = end - message.start;
  }

  idOf = (ordinal: number): number => this.#id[ordinal % messageCap]!;
  lastOf = (ordinal: number): number => this.#last[ordinal % messageCap]!;
  hasArrived = (ordinal: number): boolean => progresses[this.#progress[ordinal % messageCap]!] === 'arrived';

  /** ns that a message spent in a stage, or on the whole way so far. */
  measured(ordinal: number, measure: Stage | 'total'): number {
    if (measure === 'total') return this.#took[ordinal % messageCap]!;
    const first = (ordinal % messageCap) * stretchRows.length;
    let sum = 0;
    for (let i = 0; i < stretchRows.length; i++)
      if (stretchRows[i]!.stage === measure) sum += this.#stretches[first + i]!;
    return sum;
  }

  row(ordinal: number): MessageRow {
    const at = ordinal % messageCap;
    const known = (value: number): number | undefined => (value === none ? undefined : value);
    return {
      ordinal,
      id: this.#id[at]!,
      text: this.#text[at]!,
      bytes: this.#bytes[at]!,
      src: known(this.#src[at]!),
      dst: known(this.#dst[at]!),
      port: known(this.#port[at]!),
      out: (this.#flags[at]! & flags.out) !== 0,
      back: (this.#flags[at]! & flags.back) !== 0,
      faulty: (this.#flags[at]! & flags.faulty) !== 0,
      start: this.#start[at]!,
      took: this.#took[at]!,
      stages: Object.fromEntries(stages.map((stage) => [stage, this.measured(ordinal, stage)])) as MessageRow['stages'],
      stretches: Array.from(this.#stretches.subarray(at * stretchRows.length, (at + 1) * stretchRows.length)),
      progress: progresses[this.#progress[at]!]!,
    };
  }

  passes(ordinal: number, filter: MessageFilter): boolean {
    const at = ordinal % messageCap;
    const { text, endpoint, port, channel, way, faulty, slowerThan } = filter;
    const has = (flag: number): boolean => (this.#flags[at]! & flag) !== 0;
    if (slowerThan !== undefined && this.#took[at]! < slowerThan) return false;
    if (faulty === true && !has(flags.faulty)) return false;
    if (port !== undefined && this.#port[at] !== port) return false;
    if (endpoint !== undefined && this.#src[at] !== endpoint && this.#dst[at] !== endpoint) return false;
    if (channel !== undefined && (this.#channels[at]! & bitOf(channel)) === 0) return false;
    if (way !== undefined && !goes(way, has(flags.out), has(flags.back))) return false;
    return text === undefined || text === '' || this.#text[at]!.toLowerCase().includes(text.toLowerCase());
  }
}

const bitOf = (channel: number | undefined): number => (channel === undefined ? 0 : 1 << channel);
const goes = (way: NonNullable<MessageFilter['way']>, out: boolean, back: boolean): boolean =>
  way === 'round' ? out && back : way === 'linux-to-m4' ? out : back && !out;
