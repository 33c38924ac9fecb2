/** What a register map is: plain data that feeds the model, the register panel, the tooltips and the documents. */

/** How one field answers a bus read and a bus write. The word in a comment is ST's abbreviation. */
export type Access =
  | 'rw' // rw
  | 'ro' // r
  | 'wo' // w       stored, reads as 0
  | 'w1c' // rc_w1
  | 'w0c' // rc_w0
  | 'w1s' // rs
  | 'w1t' // t
  | 'rc' // rc_r    reading clears
  | 'w1-trigger'; // w, never stored: writing 1 starts an action, reads as 0

export type Field = {
  readonly lsb: number;
  readonly width: number;
  readonly access: Access;
  /** One sentence. */
  readonly doc: string;
  /** One name per bit, for fields that are a row of flags; `{n}` is the bit's number, counted from 1 (or from `firstBit`). */
  readonly perBit?: string;
  readonly firstBit?: number;
  readonly values?: Readonly<Record<number, string>>;
  /** false where writing has no effect in this model. */
  readonly modelled?: false;
};

export type Register<F extends Readonly<Record<string, Field>> = Readonly<Record<string, Field>>> = {
  /** Bytes from the start of the block. */
  readonly offset: number;
  readonly reset: number;
  readonly doc: string;
  readonly fields: F;
};

/** How faithful a block is; shown in the page beside every register. */
export type Fidelity = 'modelled' | 'simplified' | 'stub' | 'absent';

export type RegisterMap<R extends Readonly<Record<string, Register>> = Readonly<Record<string, Register>>> = {
  readonly name: string;
  /** Bytes of the address window. */
  readonly size: number;
  readonly manual: string;
  readonly fidelity: Fidelity;
  /** What `simplified` leaves out, in one sentence. */
  readonly leavesOut?: string;
  readonly registers: R;
};

export const bit = (lsb: number, access: Access, doc: string): Field => ({ lsb, width: 1, access, doc });
/** A field that is stored, and does nothing in this model. */
export const unmodelled = (field: Field): Field => ({ ...field, modelled: false });
export const bits = (
  lsb: number,
  width: number,
  access: Access,
  doc: string,
  values?: Readonly<Record<number, string>>,
): Field => ({ lsb, width, access, doc, ...(values === undefined ? {} : { values }) });
export const flags = (
  lsb: number,
  width: number,
  access: Access,
  perBit: string,
  doc: string,
  firstBit = 1,
): Field => ({ lsb, width, access, doc, perBit, firstBit });

export function reg<const F extends Readonly<Record<string, Field>>>(
  offset: number,
  doc: string,
  fields: F,
  { reset = 0 }: { readonly reset?: number } = {},
): Register<F> {
  return { offset, doc, fields, reset: reset >>> 0 };
}

export function registerMap<const R extends Readonly<Record<string, Register>>>(map: RegisterMap<R>): RegisterMap<R> {
  return map;
}

export type RegisterName<M extends RegisterMap> = keyof M['registers'] & string;
export type FieldName<M extends RegisterMap, R extends RegisterName<M>> = keyof M['registers'][R]['fields'] & string;

export const maskOf = (f: Field): number => (f.width === 32 ? 0xffff_ffff : ((1 << f.width) - 1) << f.lsb) >>> 0;

/** Every defect a map can have, as sentences; an empty list means the map is sound. */
export function defectsOf(map: RegisterMap): string[] {
  const out: string[] = [];
  const seen = new Map<number, string>();
  for (const [name, register] of Object.entries(map.registers)) {
    const at = `${map.name}.${name}`;
    if (register.offset % 4 !== 0) out.push(`${at}: offset is not a multiple of 4`);
    if (register.offset + 4 > map.size) out.push(`${at}: lies outside the block`);
    const twin = seen.get(register.offset);
    if (twin !== undefined) out.push(`${at}: same offset as ${twin}`);
    seen.set(register.offset, name);
    if (register.doc === '') out.push(`${at}: no doc`);
    out.push(...fieldDefects(at, register));
  }
  return out;
}

function fieldDefects(at: string, { fields }: Register): string[] {
  const out: string[] = [];
  let used = 0;
  for (const [name, field] of Object.entries(fields)) {
    if (field.lsb < 0 || field.width < 1 || field.lsb + field.width > 32) {
      out.push(`${at}.${name}: does not fit in 32 bits`);
      continue;
    }
    if ((used & maskOf(field)) !== 0) out.push(`${at}.${name}: overlaps another field`);
    used = (used | maskOf(field)) >>> 0;
    if (field.doc === '') out.push(`${at}.${name}: no doc`);
  }
  return out;
}
