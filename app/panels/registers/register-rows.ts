/** Which registers are shown, under which name, and how flags and floats are read. */
import type { RegistersView } from '../../../sim-worker/contract/core-views';

export type NamedWord = { readonly name: string; readonly value: number; readonly doc: string };

const core = (n: number): { readonly name: string; readonly doc: string } => {
  if (n === 13) return { name: 'sp', doc: 'Stack pointer in use' };
  if (n === 14) return { name: 'lr', doc: 'Link register: where to return' };
  if (n === 15) return { name: 'pc', doc: 'Next instruction' };
  return { name: `r${n}`, doc: `General register ${n}` };
};

export const namedWords = (view: RegistersView): readonly NamedWord[] => [
  ...view.r.map((value, n) => ({ ...core(n), value: value >>> 0 })),
  { name: 'xpsr', value: view.xpsr >>> 0, doc: 'Program status' },
  { name: 'msp', value: view.msp >>> 0, doc: 'Main stack pointer' },
  { name: 'psp', value: view.psp >>> 0, doc: 'Process stack pointer' },
  { name: 'control', value: view.control >>> 0, doc: 'Privilege, stack in use, FP context' },
  { name: 'primask', value: view.primask >>> 0, doc: '1 = interrupts off' },
  { name: 'basepri', value: view.basepri >>> 0, doc: 'Priorities at or below this are off' },
  { name: 'faultmask', value: view.faultmask >>> 0, doc: '1 = everything but NMI off' },
  { name: 'fpscr', value: view.fpscr >>> 0, doc: 'Floating-point status and control' },
];

const flagBits: readonly (readonly [string, number])[] = [
  ['N', 31],
  ['Z', 30],
  ['C', 29],
  ['V', 28],
  ['Q', 27],
];

export const flagsOf = (xpsr: number): readonly { readonly name: string; readonly set: boolean }[] =>
  flagBits.map(([name, bit]) => ({ name, set: ((xpsr >>> bit) & 1) === 1 }));

const cell = new DataView(new ArrayBuffer(4));
/** The single-precision value of a raw word, in seven significant digits. */
export function floatOf(word: number): string {
  cell.setUint32(0, word >>> 0);
  const value = cell.getFloat32(0);
  return Number.isFinite(value) ? String(Number(value.toPrecision(7))) : value > 0 ? '∞' : value < 0 ? '-∞' : 'NaN';
}
