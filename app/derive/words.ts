/** The page's vocabulary: who is who, which way a message goes, and what a channel or a slot is for. */
import { useOfChannel } from '../../sim-worker/contract/channel-uses';
import type { Direction } from '../../sim-worker/contract/messages';
import type { SlotState } from '../../sim-worker/contract/ring-views';

/** Whose hue a mark carries. */
export type Owner = 'a7' | 'm4' | 'shared' | 'secure' | 'free' | 'fault';

export const ownerOf = (processor: number): Owner => (processor === 1 ? 'a7' : 'm4');
export const processorWord = (processor: number): string => (processor === 1 ? 'Linux' : 'M4');

/** Always with an arrow and both names: "TX" means the opposite on the other side. */
export function directionWords(direction: Direction): string {
  return direction === 'linux-to-m4' ? 'Linux → M4' : 'M4 → Linux';
}
export const directionFrom = (processor: number): Direction => (processor === 1 ? 'linux-to-m4' : 'm4-to-linux');

/** What a slot or descriptor looks like and how it is read aloud. */
export type SlotWords = {
  readonly owner: Owner;
  /** A message is inside. */
  readonly filled: boolean;
  /** Taken and not given back yet. */
  readonly held: boolean;
  /** For legends with little room. */
  readonly brief: string;
  /** For legends: "full, Linux to read". */
  readonly short: string;
  /** For the accessible name: "full, Linux may read it". */
  readonly spoken: string;
  /** For the ledger: what happens to it now. */
  readonly doing: string;
};
export const slotWords: Readonly<Record<SlotState, SlotWords>> = {
  'empty-m4': {
    owner: 'm4',
    filled: false,
    held: false,
    brief: 'empty, M4',
    short: 'empty, M4 may fill',
    spoken: 'empty, the M4 may fill it',
    doing: 'may be filled',
  },
  'full-m4': {
    owner: 'm4',
    filled: true,
    held: false,
    brief: 'full, M4',
    short: 'full, M4 to read',
    spoken: 'full, the M4 may read it',
    doing: 'waits for the M4',
  },
  'full-linux': {
    owner: 'a7',
    filled: true,
    held: false,
    brief: 'full, Linux',
    short: 'full, Linux to read',
    spoken: 'full, Linux may read it',
    doing: 'waits for Linux',
  },
  'empty-linux': {
    owner: 'a7',
    filled: false,
    held: false,
    brief: 'free, Linux',
    short: 'free for Linux',
    spoken: 'empty, Linux may fill it',
    doing: 'free',
  },
  'held-linux': {
    owner: 'a7',
    filled: true,
    held: true,
    brief: 'held, Linux',
    short: 'in Linux’s hands',
    spoken: 'being read by Linux',
    doing: 'being read',
  },
  'held-m4': {
    owner: 'm4',
    filled: true,
    held: true,
    brief: 'kept, M4',
    short: 'kept by the M4',
    spoken: 'kept by the M4, which has given back later ones',
    doing: 'kept back',
  },
  broken: {
    owner: 'fault',
    filled: false,
    held: false,
    brief: 'impossible',
    short: 'impossible',
    spoken: 'impossible: one index has overtaken another',
    doing: 'broken',
  },
};

export const ownerWords: Readonly<Record<Owner, string>> = {
  a7: 'Linux',
  m4: 'M4',
  shared: 'both',
  secure: 'secure world',
  free: 'nobody',
  fault: 'broken',
};

/** What Linux uses a channel for; empty where nothing is agreed. */
export const channelUse = useOfChannel;

/** What a ring of the bell means, by who rings and on which channel. */
const bellMeanings: Readonly<Record<string, string>> = {
  '1.1': 'empty buffers were put back into vring0',
  '2.1': 'a message is in vring0',
  '1.2': 'a message is in vring1',
  '2.2': 'buffers of vring1 were given back',
  '1.3': 'please stop, Linux waits 500 ms for the acknowledge',
  '1.4': 'Linux detaches, it waits 200 ms for the acknowledge',
};
export const bellMeaning = (from: number, channel: number): string =>
  bellMeanings[`${from}.${channel}`] ?? 'no use agreed on; the firmware decides';

/** A payload as a letter is labelled: control characters visible, cut to `limit` characters. */
export function letterText(text: string, limit = 12): string {
  const shown = visibleText(text);
  return [...shown].length <= limit ? shown : `${[...shown].slice(0, limit - 1).join('')}…`;
}
/** Newline as a return arrow, tab and other controls as a middle dot. */
function visibleText(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: making them visible is the purpose
  return text.replace(/\n/g, '⏎').replace(/[\u0000-\u001f\u007f]/g, '·');
}
const decoder = new TextDecoder('latin1');
export const payloadText = (bytes: Uint8Array): string => visibleText(decoder.decode(bytes));

export const plural = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;
