/** What the five kinds of owned things have in common: rows of cells whose hue is the owner, and one of them told in words. */
import type { Deed } from '../../sim-worker/contract/ownership';
import { addressText, countText, secondsText } from './format';
import type { Owner } from './words';

export type OwnedCell = {
  readonly key: string;
  /** Small, above the name. */
  readonly number: string;
  /** Empty for what is reserved: then it is only an outline. */
  readonly name: string;
  readonly owner: Owner;
  /** Held, or pending. */
  readonly filled: boolean;
  readonly dashed: boolean;
  readonly sign: 'lock' | 'eye' | undefined;
  /** Small marks: who uses it, has it open, listens to it, or has set it. */
  readonly linux: boolean;
  readonly m4: boolean;
  readonly trouble: 'refused' | 'conflict' | undefined;
  /** For ears. */
  readonly sentence: string;
};
export type OwnedRow = {
  readonly key: string;
  readonly label: string;
  readonly below: string;
  readonly cells: readonly OwnedCell[];
};
export type LegendEntry = {
  readonly owner: Owner;
  readonly name: string;
  readonly count: number;
  readonly look: 'square' | 'round' | 'dashed' | 'filled' | 'triangle';
};

export type OwnedFact = {
  readonly term: string;
  readonly code: string;
  readonly text: string;
  /** Where to go. */
  readonly pc?: number | undefined;
};
export type OwnedDetail = {
  readonly owner: Owner;
  /** What it is, above the headline. */
  readonly kind: string;
  readonly title: string;
  readonly sentence: string;
  readonly facts: readonly OwnedFact[];
  /** What goes wrong, or will. */
  readonly trouble: string;
  readonly whatToDo: string;
  /** The event that told of the trouble. */
  readonly seq: number | undefined;
};

/** Ends of names without a separator that a reader would break before. */
const ends = /(?:MUX\d|SRAM|RAM|CTRL|PHYC|BUF|SPI|RX|ENC|\d+)$/;

/** A name in one line of so many letters, or else in two, broken where a reader would break it. */
export function nameLines(name: string, letters: number): readonly string[] {
  if (name.length <= letters) return [name];
  const parts = /^(.+?)[_ ](.+)$/.exec(name);
  if (parts !== null) return parts.slice(1);
  const end = name.search(ends);
  const at = end > 0 ? end : Math.floor(name.length / 2);
  return [name.slice(0, at), name.slice(at)];
}

/** Linux, the M4, both or nobody. */
export const ownerOfSides = (linux: boolean, m4: boolean): Owner =>
  linux && m4 ? 'shared' : linux ? 'a7' : m4 ? 'm4' : 'free';
export const sidesWords = (linux: boolean, m4: boolean, nobody: string): string =>
  linux && m4 ? 'Linux and the M4' : linux ? 'Linux' : m4 ? 'the M4' : nobody;

export const times = (count: number): string => (count === 1 ? 'once' : `${countText(count)} times`);

/** A change of one thing, for the table of the last ones. */
export type OwnedChange = {
  /** The cell. */
  readonly key: string;
  readonly what: string;
  readonly deed: Deed;
};
const mostChanges = 24;
/** The newest first; what never happened is left out. */
export const newestChanges = (
  changes: readonly { readonly key: string; readonly what: string; readonly deed: Deed | undefined }[],
): readonly OwnedChange[] =>
  changes
    .flatMap(({ key, what, deed }) => (deed === undefined ? [] : [{ key, what, deed }]))
    .sort((a, b) => b.deed.time - a.deed.time || b.deed.by - a.deed.by)
    .slice(0, mostChanges);

/** Where the firmware did it; empty for Linux. */
export const placeWords = ({ function: name, pc }: Deed): string =>
  name !== '' ? name : pc === undefined ? '' : addressText(pc);

/** A row of the details: who did it last, where and when. */
export function deedFact(term: string, deed: Deed | undefined, never: string): OwnedFact {
  if (deed === undefined) return { term, code: '', text: never };
  const who = deed.by === 1 ? 'Linux, at' : 'the M4, at';
  const count = deed.count > 1 ? `, ${times(deed.count)} so far` : '';
  const when = `${secondsText(deed.time)} s${count}`;
  const told = /^(Linux|The M4)$/.test(term);
  return { term, code: placeWords(deed), text: `${told ? 'at' : who} ${when}`, pc: deed.pc };
}
