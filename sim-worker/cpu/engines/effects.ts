/** What the recorder writes down: values as nodes, and what happens in order. */
import type { Bytes, Cell, Fixed, Mask, Reason, SystemRegister, Why } from '../isa/machine';

export type OpName =
  | 'add'
  | 'sub'
  | 'mul'
  | 'and'
  | 'or'
  | 'xor'
  | 'invert'
  | 'shiftLeft'
  | 'shiftRight'
  | 'shiftRightSigned'
  | 'rotateRight'
  | 'signExtend8'
  | 'signExtend16'
  | 'countLeadingZeros'
  | 'lessUnsigned'
  | 'lessSigned'
  | 'isZero'
  | 'not'
  | 'toInt'
  | 'select'
  | 'wide'
  | 'mulWideSigned'
  | 'mulWideUnsigned'
  | 'addWide'
  | 'subWide'
  | 'low'
  | 'high'
  | 'floatFromBits'
  | 'floatBits'
  | 'floatNegate'
  | 'floatAbs';
/** Operations that set cumulative flags in FPSCR. */
export type FloatOpName = 'add' | 'sub' | 'mul' | 'div' | 'sqrt' | 'fusedMultiplyAdd' | 'toHalf' | 'fromHalf';
export type FlagSource = 'add' | 'sub' | 'addCarry' | 'nz' | 'c' | 'nzcv';

/** A value at the start of the instruction, or the result of an effect: of its `part` when it has several. */
export type Node =
  | { readonly kind: 'const'; readonly value: number }
  | { readonly kind: 'reg'; readonly r: number }
  | { readonly kind: 'freg'; readonly r: number }
  | { readonly kind: 'carry' }
  | { readonly kind: 'condition'; readonly code: number }
  | { readonly kind: 'op'; readonly name: OpName; readonly args: readonly Node[] }
  | { readonly kind: 'result'; readonly of: Effect; readonly part: number };

/** What happens, in order. */
export type Effect =
  | { readonly kind: 'setReg'; readonly r: number; readonly value: Node }
  | { readonly kind: 'setFreg'; readonly r: number; readonly value: Node }
  | { readonly kind: 'cell'; readonly name: Cell }
  | { readonly kind: 'setCell'; readonly name: Cell; readonly value: Node }
  | { readonly kind: 'flags'; readonly from: FlagSource; readonly args: readonly Node[] }
  | {
      readonly kind: 'load';
      readonly bytes: Bytes;
      readonly signed: boolean;
      readonly unprivileged: boolean;
      readonly address: Node;
    }
  | {
      readonly kind: 'store';
      readonly bytes: Bytes;
      readonly unprivileged: boolean;
      readonly address: Node;
      readonly value: Node;
    }
  | { readonly kind: 'loadMany'; readonly address: Node; readonly count: number }
  | { readonly kind: 'storeMany'; readonly address: Node; readonly values: readonly Node[] }
  | { readonly kind: 'loadExclusive'; readonly bytes: Bytes; readonly address: Node }
  | { readonly kind: 'storeExclusive'; readonly bytes: Bytes; readonly address: Node; readonly value: Node }
  | { readonly kind: 'clearExclusive' }
  | { readonly kind: 'divide'; readonly signed: boolean; readonly args: readonly Node[] }
  | { readonly kind: 'float'; readonly name: FloatOpName; readonly args: readonly Node[] }
  | { readonly kind: 'floatCompare'; readonly args: readonly Node[]; readonly signalling: boolean }
  | { readonly kind: 'floatToFixed' | 'fixedToFloat'; readonly value: Node; readonly fixed: Fixed }
  | { readonly kind: 'branch'; readonly target: Node; readonly why: Why; readonly exchange: boolean }
  | { readonly kind: 'when'; readonly test: Node; readonly body: readonly Effect[] }
  | { readonly kind: 'setItState'; readonly value: number }
  | { readonly kind: 'leave'; readonly reason: Reason; readonly value: number }
  | { readonly kind: 'setMask'; readonly name: Mask; readonly value: Node }
  | { readonly kind: 'writeSystem'; readonly register: SystemRegister; readonly value: Node };

/** Bits of `use`, `def` and `mayDef` after those of r0 to r14. */
export const stateBits = {
  N: 1 << 16,
  Z: 1 << 17,
  C: 1 << 18,
  V: 1 << 19,
  Q: 1 << 20,
  GE: 1 << 21,
  FPSCR: 1 << 22,
  IPSR: 1 << 23,
  CONTROL: 1 << 24,
  OTHER_SP: 1 << 25,
  PRIMASK: 1 << 26,
  BASEPRI: 1 << 27,
  FAULTMASK: 1 << 28,
} as const;
const { N, Z, C, V } = stateBits;
/** Flags that a condition reads, by its upper three bits. */
export const flagsRead = [Z, C, N, V, C | Z, N | V, N | Z | V, 0] as const;
export const flagsWritten: Readonly<Record<FlagSource, number>> = {
  add: N | Z | C | V,
  sub: N | Z | C | V,
  addCarry: N | Z | C | V,
  nz: N | Z,
  c: C,
  nzcv: N | Z | C | V,
};
