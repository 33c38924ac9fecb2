/** Memory protection unit: eight regions, and what an address allows. */
import { RegisterFile } from '../../kernel/register-file';
import type { Plain } from '../../kernel/snapshot';
import { mpuMap } from './mpu.regs';

const regionCount = 8;
const pageShift = 12;
const pageBytes = 1 << pageShift;
const pageCount = 1 << 20;
/** The smallest region. */
const leastBytes = 32;
/** What an address allows; one byte per page is kept, because most pages lie in one region whole. */
const allow = { known: 1, mixed: 2, privilegedRead: 4, privilegedWrite: 8, read: 16, write: 32, execute: 64 } as const;
const { privilegedRead, privilegedWrite, read, write, execute } = allow;
/** CTRL bits. Source: ARMv7-M ARM, B3.5.5. */
const ctrl = { enable: 1, hfnmiena: 2, privdefena: 4 } as const;
/** By AP. Source: ARMv7-M ARM, table B3-15. */
const accessOf: readonly number[] = [
  0,
  privilegedRead | privilegedWrite,
  privilegedRead | privilegedWrite | read,
  privilegedRead | privilegedWrite | read | write,
  0,
  privilegedRead,
  privilegedRead | read,
  privilegedRead | read,
];

export type MpuAccess = { readonly write: boolean; readonly execute: boolean; readonly privileged: boolean };

export class Mpu {
  readonly registers: RegisterFile<typeof mpuMap>;
  readonly base = 0xe000_ed90;
  /** Place of CTRL in the registers' words. */
  readonly #ctrl: number;
  readonly #bases = new Uint32Array(regionCount);
  readonly #attributes = new Uint32Array(regionCount);
  /** Made at first use; derived, never saved. */
  #pages: Uint8Array | undefined;
  /** Those that are not 0 in it. */
  readonly #known: number[] = [];
  readonly #changed: () => void;
  #version = 0;
  /** Page numbers; empty when the end is not behind the beginning. */
  readonly #touched = { from: 0, to: pageCount };

  constructor(changed: () => void) {
    this.#changed = changed;
    const computed = { base: () => this.#selectedBase(), attributes: () => this.#attributes[this.#selected()]! };
    const based = (bits: number): void => this.#writeBase(bits);
    const attributed = (bits: number): void => this.#writeAttributes(bits);
    this.registers = new RegisterFile(mpuMap, {
      compute: {
        RBAR: computed.base,
        RBAR_A1: computed.base,
        RBAR_A2: computed.base,
        RBAR_A3: computed.base,
        RASR: computed.attributes,
        RASR_A1: computed.attributes,
        RASR_A2: computed.attributes,
        RASR_A3: computed.attributes,
      },
      written: {
        CTRL: (_, before) => {
          if (this.registers.word('CTRL') !== before) this.#forgetAll();
        },
        RBAR: based,
        RBAR_A1: based,
        RBAR_A2: based,
        RBAR_A3: based,
        RASR: attributed,
        RASR_A1: attributed,
        RASR_A2: attributed,
        RASR_A3: attributed,
      },
    });
    this.#ctrl = this.registers.placeOf('CTRL');
  }

  get enabled(): boolean {
    return (this.registers.words[this.#ctrl]! & ctrl.enable) !== 0;
  }

  /** Another whenever what an address allows may be another. */
  get version(): number {
    return this.#version;
  }

  /** Are accesses checked at this execution priority? */
  checksAt(priority: number): boolean {
    return this.enabled && (priority >= 0 || (this.registers.words[this.#ctrl]! & ctrl.hfnmiena) !== 0);
  }

  allows(address: number, access: MpuAccess): boolean {
    this.#pages ??= new Uint8Array(pageCount);
    const page = address >>> pageShift;
    if (this.#pages[page] === 0) {
      this.#pages[page] = this.#ofPage(page);
      this.#known.push(page);
    }
    const known = this.#pages[page]!;
    return passes((known & allow.mixed) === 0 ? known : this.#rightsAt(address), access);
  }

  /**
   * What each of these pages, in rising order, allows at all of its addresses, for `passes`; nothing but `isMixed` where that depends on
   * the address. Answers for those from the place `first` up to `end`.
   */
  rightsOf(
    pages: readonly number[],
    out: Uint8Array = new Uint8Array(pages.length),
    first = 0,
    end = pages.length,
  ): Uint8Array {
    const [plain, never] = [this.#background(0), this.#background(0xffff_ffff)];
    for (let i = first; i < end; i++) out[i] = neverExecutes(pages[i]! * pageBytes) ? never : plain;
    for (let n = 0; n < regionCount; n++) {
      const attributes = this.#attributes[n]!;
      if ((attributes & 1) !== 0) paint(out, { pages, first, end }, attributes, this.#bases[n]!);
    }
    return out;
  }

  /** Of which pages another thing may be allowed than when this was asked the last time: from this number up to before that one. */
  takeTouched(): { readonly from: number; readonly to: number } {
    const touched = { ...this.#touched };
    this.#touched.from = pageCount;
    this.#touched.to = 0;
    return touched;
  }

  /** What each 32 bytes of a page allow, for `passes`. */
  partsOf(page: number): Uint8Array {
    const first = page * pageBytes;
    const out = new Uint8Array(pageBytes / leastBytes).fill(this.#background(first));
    for (let n = 0; n < regionCount; n++) {
      const attributes = this.#attributes[n]!;
      if ((attributes & 1) === 0) continue;
      const size = sizeOf(attributes);
      const start = baseOf(this.#bases[n]!, size);
      const end = Math.min(pageBytes, start + size - first);
      for (let at = Math.max(0, start - first); at < end; at += leastBytes)
        if (isEnabled(attributes, first + at - start)) out[at / leastBytes] = grantedBy(attributes);
    }
    return out;
  }

  reset(): void {
    this.registers.reset();
    this.#bases.fill(0);
    this.#attributes.fill(0);
    this.#forgetAll();
  }

  save(): Plain {
    return { words: this.registers.save(), bases: this.#bases.slice(), attributes: this.#attributes.slice() };
  }

  load(state: Plain): void {
    const saved = state as unknown as { words: readonly number[]; bases: Uint32Array; attributes: Uint32Array };
    this.registers.load(saved.words);
    this.#bases.set(saved.bases);
    this.#attributes.set(saved.attributes);
    this.#forgetAll();
  }

  #selected(): number {
    return this.registers.get('RNR', 'REGION') % regionCount;
  }

  #selectedBase(): number {
    return (this.#bases[this.#selected()]! | this.#selected()) >>> 0;
  }

  #writeBase(bits: number): void {
    if ((bits & 0x10) !== 0) this.registers.set('RNR', 'REGION', bits & 0xf);
    const region = this.#selected();
    this.#replace(region, bits & ~0x1f, this.#attributes[region]!);
  }

  #writeAttributes(bits: number): void {
    const region = this.#selected();
    this.#replace(region, this.#bases[region]!, bits & 0x173f_ff3f);
  }

  #replace(region: number, base: number, attributes: number): void {
    const before = { base: this.#bases[region]!, attributes: this.#attributes[region]! };
    this.#bases[region] = base;
    this.#attributes[region] = attributes;
    const isSame = before.base === this.#bases[region] && before.attributes === attributes;
    if (isSame || ((before.attributes | attributes) & 1) === 0) return;
    this.#touch(before.base, before.attributes);
    this.#touch(this.#bases[region]!, attributes);
    this.#forget();
  }

  #touch(base: number, attributes: number): void {
    if ((attributes & 1) === 0) return;
    const size = sizeOf(attributes);
    const start = baseOf(base, size);
    this.#touched.from = Math.min(this.#touched.from, Math.floor(start / pageBytes));
    this.#touched.to = Math.max(this.#touched.to, Math.ceil((start + size) / pageBytes));
  }

  #forgetAll(): void {
    this.#touched.from = 0;
    this.#touched.to = pageCount;
    this.#forget();
  }

  #forget(): void {
    this.#version++;
    for (const page of this.#known) this.#pages![page] = 0;
    this.#known.length = 0;
    this.#changed();
  }

  #ofPage(page: number): number {
    const first = (page << pageShift) >>> 0;
    let split = false;
    for (let n = 0; n < regionCount && !split; n++) split = this.#splits(n, first);
    return allow.known | (split ? allow.mixed : this.#rightsAt(first));
  }

  /** Does a region treat the bytes of the page that begins at `first` unalike? */
  #splits(n: number, first: number): boolean {
    const attributes = this.#attributes[n]!;
    if ((attributes & 1) === 0) return false;
    const size = sizeOf(attributes);
    const grain = ((attributes >>> 8) & 0xff) === 0 || size < 256 ? size : size / 8;
    if (grain >= pageBytes) return false;
    const start = baseOf(this.#bases[n]!, size);
    return start < first + pageBytes && start + size > first;
  }

  /** The region with the highest number wins; elsewhere the default map, for those who may use it. */
  #rightsAt(address: number): number {
    for (let n = regionCount - 1; n >= 0; n--) {
      const attributes = this.#attributes[n]!;
      if ((attributes & 1) === 0) continue;
      const size = sizeOf(attributes);
      const within = address - baseOf(this.#bases[n]!, size);
      if (within < 0 || within >= size) continue;
      if (!isEnabled(attributes, within)) continue;
      return grantedBy(attributes);
    }
    return this.#background(address);
  }

  #background(address: number): number {
    if ((this.registers.words[this.#ctrl]! & ctrl.privdefena) === 0) return 0;
    return privilegedRead | privilegedWrite | (neverExecutes(address) ? 0 : execute);
  }
}

const grantedBy = (attributes: number): number =>
  accessOf[(attributes >>> 24) & 7]! | (((attributes >>> 28) & 1) === 0 ? execute : 0);

/** Is this distance from the region's beginning in a subregion that counts? Regions below 256 bytes have none. */
function isEnabled(attributes: number, within: number): boolean {
  const size = sizeOf(attributes);
  return size < 256 || ((attributes >>> (8 + Math.floor((within * 8) / size))) & 1) === 0;
}

type Places = { readonly pages: readonly number[]; readonly first: number; readonly end: number };

/** Gives the pages that lie in a region its rights. */
function paint(rights: Uint8Array, { pages, first, end }: Places, attributes: number, base: number): void {
  const size = sizeOf(attributes);
  const start = baseOf(base, size);
  const fill = (value: number, from: number, to: number): void => {
    const begin = firstFrom(pages, Math.floor(from / pageBytes), first, end);
    rights.fill(value, begin, firstFrom(pages, Math.ceil(to / pageBytes), begin, end));
  };
  const disabled = size < 256 ? 0 : (attributes >>> 8) & 0xff;
  if (size < pageBytes || (disabled !== 0 && size / 8 < pageBytes)) fill(allow.mixed, start, start + size);
  else if (disabled === 0) fill(grantedBy(attributes), start, start + size);
  else {
    for (let at = 0; at < size; at += size / 8)
      if (isEnabled(attributes, at)) fill(grantedBy(attributes), start + at, start + at + size / 8);
  }
}

/** The first place from `begin` on, in rising numbers, that is not below `least`; `end` if there is none before it. */
export function firstFrom(numbers: readonly number[], least: number, begin = 0, end = numbers.length): number {
  let [from, to] = [begin, end];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (numbers[middle]! < least) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** Does it depend on the address what these pages allow? */
export const isMixed = (rights: number): boolean => (rights & allow.mixed) !== 0;

/** Do these rights allow that? */
export function passes(rights: number, access: MpuAccess): boolean {
  const needed = access.write ? write : read;
  // The privileged right stands two bits below the unprivileged one.
  if ((rights & (access.privileged ? needed >> 2 : needed)) === 0) return false;
  return !access.execute || (rights & execute) !== 0;
}

/** By RASR.SIZE. */
const sizes = Array.from({ length: 32 }, (_, n) => 2 ** (n + 1));
const sizeOf = (attributes: number): number => sizes[(attributes >>> 1) & 0x1f]!;
const baseOf = (base: number, size: number): number => (base & -size) >>> 0;

/** Execute-never in the default memory map: peripherals, devices and the system region. Source: ARMv7-M ARM, table B3-1. */
export function neverExecutes(address: number): boolean {
  const top = address >>> 29;
  return top === 2 || top >= 5;
}
