/** Bytes laid out in rows of sixteen, or of eight where there is no room. */
import type { MemoryView } from '../../sim-worker/contract/core-views';

/** How many bytes the panel shows at once. */
export const windowBytes = 512;

export type ByteRow = {
  readonly address: number;
  readonly cells: readonly { readonly address: number; readonly text: string; readonly zero: boolean }[];
  readonly text: string;
};

const printable = (byte: number | undefined): string =>
  byte === undefined ? ' ' : byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·';

export const rowsOf = (
  { address, bytes }: Pick<MemoryView, 'address' | 'bytes'>,
  perRow: 8 | 16 = 16,
): readonly ByteRow[] =>
  Array.from({ length: Math.ceil(bytes.length / perRow) }, (_, row) => {
    const run = bytes.slice(row * perRow, (row + 1) * perRow);
    const start = address + row * perRow;
    return {
      address: start,
      cells: run.map((byte, i) => ({
        address: start + i,
        text: byte === undefined ? '··' : byte.toString(16).padStart(2, '0'),
        zero: byte === undefined || byte === 0,
      })),
      text: run.map(printable).join(''),
    };
  });

/** Hexadecimal with or without 0x, underscores allowed; undefined for anything else. */
export function parseAddress(text: string): number | undefined {
  const digits = text.trim().replace(/^0x/i, '').replaceAll('_', '');
  return /^[0-9a-f]{1,8}$/i.test(digits) ? Number.parseInt(digits, 16) : undefined;
}

/** The byte that an arrow key leads to; undefined for other keys. */
export function byteAfterKey(key: string, address: number, perRow: number): number | undefined {
  const steps: Readonly<Record<string, number>> = {
    ArrowLeft: -1,
    ArrowRight: 1,
    ArrowUp: -perRow,
    ArrowDown: perRow,
    Home: -(address % perRow),
    End: perRow - 1 - (address % perRow),
  };
  const step = steps[key];
  return step === undefined ? undefined : (address + step) >>> 0;
}
