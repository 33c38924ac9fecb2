/** What the page is sent of messages and of the chain of causes through one of them. */
import type { SocEvent } from './event-schema';
import type { Stage } from './message-stages';
import type { Direction, Progress } from './messages';

/** One message of the ledger, small enough that thousands can be kept. Times in ns of virtual time. */
export type MessageRow = {
  /** Counts the messages of this board from 0. */
  readonly ordinal: number;
  /** The number of its first event. */
  readonly id: number;
  readonly text: string;
  readonly bytes: number;
  readonly src: number | undefined;
  readonly dst: number | undefined;
  /** ttyRPMSG number, where a tty carried it. */
  readonly port: number | undefined;
  /** It went to the M4, came from the M4, or both. */
  readonly out: boolean;
  readonly back: boolean;
  readonly start: number;
  /** From its beginning to the last milestone that it has reached. */
  readonly took: number;
  readonly stages: Readonly<Record<Stage, number>>;
  /** The same in the order in which it was spent: one number for each of `stretchRows`. */
  readonly stretches: readonly number[];
  readonly progress: Progress;
  readonly faulty: boolean;
};

/** Which messages are listed. Empty fields let everything pass. */
export type MessageFilter = {
  readonly text?: string;
  readonly endpoint?: number;
  readonly port?: number;
  /** IPCC channel on which one of its bells rang. */
  readonly channel?: number;
  /** `round`: there and back. */
  readonly way?: Direction | 'round';
  readonly faulty?: boolean;
  /** ns. */
  readonly slowerThan?: number;
};
export type MessagesParams = {
  readonly filter: MessageFilter;
  /** `newest` first, or the one that took longest. */
  readonly order: 'newest' | 'slowest';
  /** Ignores messages that came after this one: a list that is read must not run away. */
  readonly upTo: number | undefined;
  readonly from: number;
  readonly count: number;
  /** What the statistics are about: one stage, or the whole way. */
  readonly measure: Stage | 'total';
  /** The first event of the message that is shown whole; undefined shows the newest. */
  readonly shown: number | undefined;
};
export type Bucket = { readonly from: number; readonly to: number; readonly count: number };
/** Of all arrived messages that pass the filter. ns. */
export type MessageStatistics = {
  readonly count: number;
  readonly fastest: number;
  readonly median: number;
  readonly p90: number;
  readonly p99: number;
  readonly slowest: number;
  readonly buckets: readonly Bucket[];
  /** The ten that took longest, the slowest first. */
  readonly worst: readonly MessageRow[];
};
export type MessagesView = {
  /** How many were ever seen, and how many are still kept. */
  readonly seen: number;
  readonly kept: number;
  readonly cap: number;
  /** Events that were overwritten before anybody looked: messages in them are not counted. */
  readonly missedEvents: number;
  readonly matches: number;
  /** From `from` on in the order asked for. */
  readonly rows: readonly MessageRow[];
  readonly from: number;
  readonly statistics: MessageStatistics | undefined;
  readonly shown: ShownMessage | undefined;
};
/** The events of one message, as far as the log still has them, with the functions of the firmware that did them. */
export type ShownMessage = {
  readonly row: MessageRow;
  readonly events: readonly SocEvent[];
  /** By number of an event: the function that its PC lies in. */
  readonly functions: Readonly<Record<number, string>>;
};

/** Where a chain is taken up: an event, or the newest that tells of a bell or of a descriptor. */
export type ChainStart =
  /** `byte`: of a write to a tty, which may have become several messages. */
  | { readonly kind: 'event'; readonly seq: number; readonly byte?: number }
  | { readonly kind: 'channel'; readonly from: 1 | 2; readonly channel: number }
  | { readonly kind: 'descriptor'; readonly ring: number; readonly index: number };
export type ChainStep = {
  readonly event: SocEvent;
  /** 1…n on the way from the first cause through the chosen event to the last effect; undefined for what happened beside it. */
  readonly number: number | undefined;
  /** It belongs to `message`, and not to another one that led to it. */
  readonly ofMessage: boolean;
  readonly inHandler: boolean;
  /** The M4's function; empty for what Linux does. */
  readonly function: string;
  /** The memory or register that changed. */
  readonly place: { readonly address: number; readonly length: number; readonly what: string } | undefined;
};
export type ChainView = {
  /** Changes when the chain does, and only then. */
  readonly key: string;
  /** The event that was chosen; undefined when nothing of the kind ever happened. */
  readonly seq: number | undefined;
  /** In the order in which they happened. */
  readonly steps: readonly ChainStep[];
  readonly message: MessageRow | undefined;
  /** What a tty keeps of the message: the whole text of the write or arrival, and which byte of it is the letter's first. */
  readonly written: { readonly text: string; readonly from: number } | undefined;
  /** The first causes are no longer in the log. */
  readonly cut: boolean;
  /** Other places in the M4's memory where the text stands now. */
  readonly copies: readonly { readonly address: number; readonly region: string; readonly symbol: string }[];
};
