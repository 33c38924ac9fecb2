/** What MPU and comparators of the DWT let pass without a look at each access: page by page, and for whom. */
import { pageBytes } from '../../../kernel/guest-memory';
import type { Dwt } from '../../ppb/dwt';
import { firstFrom, isMixed, type Mpu, neverExecutes, passes } from '../../ppb/mpu';

export type RightsPorts = {
  readonly mpu: Pick<Mpu, 'version' | 'takeTouched' | 'rightsOf' | 'partsOf'>;
  readonly dwt: Pick<Dwt, 'version' | 'watchesData' | 'watchesPage'>;
};

/** `mixed`: whether data may be read or written depends on the part of the page. */
export const rights = { read: 1, write: 2, execute: 4, mixed: 8 } as const;
/** Whose rights: nobody is checked, unprivileged code, privileged code. */
export const modes = { unchecked: 0, unprivileged: 1, privileged: 2 } as const;
export type Mode = (typeof modes)[keyof typeof modes];

const modeCount = 3;
const checkedModes = [modes.privileged, modes.unprivileged] as const;
/** The smallest region of the MPU. */
export const partBytes = 32;
export type Learnt = {
  /** Places of pages of which something is another, or some part may be; undefined: of all. */
  readonly changed: readonly number[] | undefined;
  /** For some page it is another matter who may execute it. */
  readonly classesChanged: boolean;
  /** Numbers of pages of which some part may not be executed any more. */
  readonly lessExecuted: readonly number[];
};
const nothing: Learnt = { changed: [], classesChanged: false, lessExecuted: [] };

const all = rights.read | rights.write | rights.execute;
/** All that the MPU can say of an address. */
const answers = 128;

/** By what the MPU says. */
const verdictsFor = (privileged: boolean): Uint8Array =>
  Uint8Array.from({ length: answers }, (_, granted) => {
    const may = (write: boolean, execute: boolean): boolean => passes(granted, { write, execute, privileged });
    if (isMixed(granted)) return rights.mixed;
    return (
      (may(false, false) ? rights.read : 0) |
      (may(true, false) ? rights.write : 0) |
      (may(false, true) ? rights.execute : 0)
    );
  });
const verdicts: readonly Uint8Array[] = [new Uint8Array(answers).fill(all), verdictsFor(false), verdictsFor(true)];

export class PageRights {
  readonly #ports: RightsPorts;
  readonly #pages: readonly number[];
  /** What the MPU says, by place in the pages. */
  readonly #granted: Uint8Array;
  readonly #before: Uint8Array;
  /** What it says of the parts of mixed pages, by place. */
  readonly #parts = new Map<number, Uint8Array>();
  /** 1: that part may be executed by whoever may execute the page. By place, of mixed pages. */
  readonly #masks = new Map<number, Uint8Array>();
  /** Bit n: it may be executed in mode n. */
  readonly #classes: Uint8Array;
  /** 1: a comparator looks at data there. */
  readonly #watched: Uint8Array;
  /** By two modes, as far as they were asked for. */
  readonly #differing: (readonly number[] | undefined)[] = new Array(modeCount * modeCount).fill(undefined);
  #versions = { mpu: -1, dwt: -1 };

  /** `pages`: their numbers, rising. */
  constructor(ports: RightsPorts, pages: readonly number[]) {
    this.#ports = ports;
    this.#pages = pages;
    this.#granted = new Uint8Array(pages.length);
    this.#before = new Uint8Array(pages.length);
    this.#classes = new Uint8Array(pages.length);
    this.#watched = new Uint8Array(pages.length);
  }

  /** Is it what MPU and comparators say now? */
  get isNew(): boolean {
    const { mpu, dwt } = this.#ports;
    return this.#versions.mpu === mpu.version && this.#versions.dwt === dwt.version;
  }

  /** Learns what they say now. */
  learn(): Learnt {
    const { mpu, dwt } = this.#ports;
    const isSame = { mpu: this.#versions.mpu === mpu.version, dwt: this.#versions.dwt === dwt.version };
    if (!isSame.dwt)
      for (let i = 0; i < this.#pages.length; i++) this.#watched[i] = dwt.watchesPage(this.#pages[i]!) ? 1 : 0;
    const isFirst = this.#versions.mpu === -1;
    this.#versions = { mpu: mpu.version, dwt: dwt.version };
    if (!isSame.mpu || !isSame.dwt) this.#differing.fill(undefined);
    const learnt = isSame.mpu ? nothing : this.#ask(isFirst);
    return isSame.dwt ? learnt : { ...learnt, changed: undefined };
  }

  /** What may be done to all of a page, by its place. */
  at(mode: Mode, place: number): number {
    const execute = ((this.#classes[place]! >>> mode) & 1) * rights.execute;
    if (this.#watched[place] !== 0) return execute;
    return (verdicts[mode]![this.#granted[place]!]! & ~rights.execute) | execute;
  }

  /** Places of the pages where the second mode may do something else than the first, and of all whose parts are not treated alike. */
  differing(from: Mode, to: Mode): readonly number[] {
    const pair = modeCount * from + to;
    const known = this.#differing[pair];
    if (known !== undefined) return known;
    const found: number[] = [];
    for (let place = 0; place < this.#pages.length; place++) {
      const now = this.at(to, place);
      if ((now & rights.mixed) !== 0 || now !== this.at(from, place)) found.push(place);
    }
    this.#differing[pair] = found;
    return found;
  }

  /** For whom a page may be executed: those with the same answer may always be executed together. */
  classOf(place: number): number {
    return this.#classes[place]!;
  }

  /** May this address of a page be executed when others of it may? */
  isExecuted(place: number, address: number): boolean {
    const mask = this.#masks.get(place);
    return mask === undefined || mask[((address & (pageBytes - 1)) / partBytes) | 0] === 1;
  }

  /** Writes what each 32 bytes of a mixed page allow. */
  writeParts(mode: Mode, place: number, to: Uint8Array): void {
    const parts = this.#parts.get(place)!;
    const verdict = verdicts[mode]!;
    for (let i = 0; i < parts.length; i++) to[i] = verdict[parts[i]!]!;
  }

  #ask(isFirst: boolean): Learnt {
    const { from, to } = this.#ports.mpu.takeTouched();
    const first = isFirst ? 0 : firstFrom(this.#pages, from);
    const end = isFirst ? this.#pages.length : firstFrom(this.#pages, to, first);
    const [granted, before, classes] = [this.#granted, this.#before, this.#classes];
    for (let place = first; place < end; place++) before[place] = granted[place]!;
    this.#ports.mpu.rightsOf(this.#pages, granted, first, end);
    const changed: number[] = [];
    const lessExecuted: number[] = [];
    let classesChanged = false;
    for (let place = first; place < end; place++) {
      const now = granted[place]!;
      if (!isFirst && now === before[place] && !isMixed(now)) continue;
      changed.push(place);
      const mask = this.#masks.get(place);
      this.#masks.delete(place);
      this.#parts.delete(place);
      const found = isMixed(now) ? this.#classOfMixed(place) : this.#classOfWhole(place, now);
      if (isLess(this.#masks.get(place), mask)) lessExecuted.push(this.#pages[place]!);
      if (found !== classes[place]) classesChanged = true;
      classes[place] = found;
    }
    return { changed, classesChanged, lessExecuted };
  }

  #classOfWhole(place: number, granted: number): number {
    let found = this.#classUnchecked(place);
    for (const mode of checkedModes) if ((verdicts[mode]![granted]! & rights.execute) !== 0) found |= 1 << mode;
    return found;
  }

  #classOfMixed(place: number): number {
    const parts = this.#ports.mpu.partsOf(this.#pages[place]!);
    this.#parts.set(place, parts);
    const maskFor = (mode: Mode): Uint8Array =>
      parts.map((part) => ((verdicts[mode]![part]! & rights.execute) !== 0 ? 1 : 0));
    const masks = checkedModes.map(maskFor);
    const mask = masks.find((one) => one.includes(1));
    if (mask === undefined) return this.#classUnchecked(place);
    this.#masks.set(place, mask);
    return checkedModes.reduce(
      (found, mode, i) => (isLess(masks[i], mask) ? found : found | (1 << mode)),
      this.#classUnchecked(place),
    );
  }

  #classUnchecked(place: number): number {
    return neverExecutes(this.#pages[place]! * pageBytes) ? 0 : 1 << modes.unchecked;
  }
}

/** Is a part missing that was there? No mask: all parts are there. */
function isLess(mask: Uint8Array | undefined, before: Uint8Array | undefined): boolean {
  if (mask === undefined || mask === before) return false;
  return mask.some((one, part) => one === 0 && (before === undefined || before[part] === 1));
}
