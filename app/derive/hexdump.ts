/** A buffer as rows of bytes, with brackets that name the fields of the rpmsg header and the payload. */

import type { DescriptorView, MessageView, VringView } from '../../sim-worker/contract/ring-views';
import { addressDigits, endpointText } from './format';

export type DumpByte = {
  /** Two digits, or two dots beyond the message. */
  readonly text: string;
  /** Worth reading: not zero, inside a field. */
  readonly strong: boolean;
  /** A byte of the message itself. */
  readonly payload: boolean;
};
export type Bracket = {
  /** First and last column of the row. */
  readonly from: number;
  readonly to: number;
  readonly label: string;
  readonly strong: boolean;
};
export type DumpRow = {
  readonly address: string;
  readonly bytes: readonly DumpByte[];
  readonly brackets: readonly Bracket[];
  /** The payload's characters of this row. */
  readonly text: string;
};
type Field = { readonly at: number; readonly size: number; readonly label: string; readonly payload: boolean };

/** Of an rpmsg message; the payload follows. */
export const headerSize = 16;
const bufferSize = 512;

function fieldsOf(message: MessageView, room: number, wide: boolean): readonly Field[] {
  const value = (text: string): string => (wide ? ` ${text}` : '');
  const fields: Field[] = [
    { at: 0, size: 4, label: `src ${endpointText(message.src)}`, payload: false },
    { at: 4, size: 4, label: `dst ${endpointText(message.dst)}`, payload: false },
    { at: 8, size: 4, label: `reserved${value(String(message.reserved))}`, payload: false },
    { at: 12, size: 2, label: `len ${message.length}`, payload: false },
    { at: 14, size: 2, label: `flags${value(String(message.flags))}`, payload: false },
  ];
  const label = wide ? `payload, ${message.length} of ${Math.max(0, room - headerSize)} bytes` : 'payload';
  if (message.length > 0) fields.push({ at: headerSize, size: message.length, label, payload: true });
  return fields;
}

/** Bytes of the buffer: a descriptor of vring1 only says how long its message is. */
export const roomOf = ({ direction }: VringView, { length }: DescriptorView): number =>
  direction === 'linux-to-m4' ? bufferSize : length;

export type DumpOptions = { readonly columns: 8 | 16; readonly rows: number; readonly room: number };

/** `bytes` begin at `address`; without a message the dump has no brackets. */
export function dumpRows(
  address: number,
  bytes: Uint8Array,
  message: MessageView | undefined,
  { columns, rows, room }: DumpOptions,
): readonly DumpRow[] {
  const fields = message === undefined ? [] : fieldsOf(message, room, columns === 16);
  const used = message === undefined ? bytes.length : headerSize + message.length;
  const count = Math.min(rows, Math.ceil(Math.min(Math.max(used, 1), bytes.length) / columns));
  return Array.from({ length: Math.max(0, count) }, (_, row) => {
    const base = row * columns;
    return {
      address: addressDigits(address + base),
      bytes: Array.from({ length: columns }, (_, column) => byteAt(bytes, base + column, used, fields)),
      brackets: bracketsOf(fields, base, columns, used),
      text: rowText(bytes, base, columns, message === undefined ? 0 : headerSize, used),
    };
  });
}

function byteAt(bytes: Uint8Array, at: number, used: number, fields: readonly Field[]): DumpByte {
  const value = bytes[at];
  if (value === undefined || at >= used) return { text: '··', strong: false, payload: false };
  const payload = fields.some((f) => f.payload && at >= f.at && at < f.at + f.size);
  return { text: value.toString(16).padStart(2, '0'), strong: payload || value !== 0, payload };
}

function bracketsOf(fields: readonly Field[], base: number, columns: number, used: number): readonly Bracket[] {
  return fields.flatMap((field) => {
    const from = Math.max(field.at, base);
    const to = Math.min(field.at + field.size, base + columns, used);
    if (from >= to) return [];
    // A long payload is named once, under its first row.
    const label = from === field.at ? field.label : '';
    return [{ from: from - base, to: to - 1 - base, label, strong: field.payload }];
  });
}

function rowText(bytes: Uint8Array, base: number, columns: number, from: number, used: number): string {
  let text = '';
  for (let at = Math.max(base, from); at < Math.min(base + columns, used, bytes.length); at++) {
    const value = bytes[at] ?? 0;
    text += value === 10 ? '⏎' : value >= 32 && value < 127 ? String.fromCharCode(value) : '·';
  }
  return text;
}
