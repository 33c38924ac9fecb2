/** The IPCC's registers decoded by field: which bits are set, in words, with rows of flags kept together. */
import type { Field, Register, RegisterMap } from '../../sim-worker/contract/registers';

export type DecodedField = {
  readonly name: string;
  readonly text: string;
  readonly doc: string;
  readonly set: boolean;
};
export type DecodedRegister = {
  readonly name: string;
  readonly offset: number;
  readonly value: number;
  readonly doc: string;
  readonly fields: readonly DecodedField[];
};

const mask = (width: number): number => (width >= 32 ? 0xffff_ffff : 2 ** width - 1);
const fieldValue = (word: number, field: Field): number => ((word >>> field.lsb) & mask(field.width)) >>> 0;

function decodeRegister(name: string, register: Register, value: number): DecodedRegister {
  const fields = Object.entries(register.fields).map(([fieldName, field]) => decodeField(fieldName, field, value));
  return { name, offset: register.offset, value, doc: register.doc, fields };
}

function decodeField(name: string, field: Field, word: number): DecodedField {
  const value = fieldValue(word, field);
  if (field.perBit !== undefined) {
    const names = bitNames(field, value);
    return { name, doc: field.doc, set: value !== 0, text: names.length === 0 ? 'none' : names.join(' ') };
  }
  const meaning = field.values?.[value];
  const plain = field.width === 1 ? (value === 1 ? 'on' : 'off') : `0x${value.toString(16)}`;
  return { name, doc: field.doc, set: value !== 0, text: meaning === undefined ? plain : meaning };
}

function bitNames(field: Field, value: number): readonly string[] {
  const names: string[] = [];
  for (let i = 0; i < field.width; i++) {
    if (((value >>> i) & 1) === 1) names.push((field.perBit ?? '').replace('{n}', String(i + (field.firstBit ?? 1))));
  }
  return names.length === field.width && names.length > 2 ? [`all ${names.length}`] : names;
}

/** Registers in address order; words without an entry in the map are left out. */
export function decodeBlock(
  map: RegisterMap | undefined,
  words: Readonly<Record<string, number>>,
): readonly DecodedRegister[] {
  if (map === undefined)
    return Object.entries(words).map(([name, value]) => ({ name, offset: 0, value, doc: '', fields: [] }));
  return Object.entries(map.registers)
    .filter(([name]) => words[name] !== undefined)
    .map(([name, register]) => decodeRegister(name, register, words[name] ?? 0))
    .sort((a, b) => a.offset - b.offset);
}
