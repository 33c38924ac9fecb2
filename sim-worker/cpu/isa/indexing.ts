/** Base register plus immediate: offset, pre-indexed and post-indexed. Source: ARMv7-M ARM A4.6.4. */
import type { Imm, Machine, Reg } from './machine';
import { hash, imm, name, reg } from './operands';

export type Indexed = {
  readonly n: Reg;
  readonly offset: Imm;
  /** The access is at the moved base; else at the old one. */
  readonly before: boolean;
  readonly writeBack: boolean;
  /** U: a subtracted zero is written #-0. */
  readonly up: boolean;
};
type Bits = { readonly n: number; readonly P: number; readonly U: number; readonly W: number };

export const indexedBy = ({ n, P, U, W }: Bits, offset: number): Indexed => ({
  n: reg(n),
  offset: imm(U === 1 ? offset : -offset),
  before: P === 1,
  writeBack: W === 1,
  up: U === 1,
});

export const offsetText = ({ offset, up }: Pick<Indexed, 'offset' | 'up'>): string =>
  offset === 0 && !up ? '#-0' : hash(offset);

export function indexText(o: Indexed): string {
  const base = name(o.n);
  if (!o.before) return `[${base}], ${offsetText(o)}`;
  if (o.writeBack) return `[${base}, ${offsetText(o)}]!`;
  return o.offset === 0 && o.up ? `[${base}]` : `[${base}, ${offsetText(o)}]`;
}

/** Of doubles and floats, without a zero offset; loads of single registers always show it. */
export const literalText = (o: Pick<Indexed, 'offset' | 'up'>): string =>
  o.offset === 0 && o.up ? '[pc]' : `[pc, ${offsetText(o)}]`;

/** Where the access is, and the base afterwards. */
export function indexed<I, B, F, L>(m: Machine<I, B, F, L>, o: Indexed): { readonly address: I; readonly moved: I } {
  const base = m.reg(o.n);
  const moved = m.add(base, m.imm(o.offset));
  return { address: o.before ? moved : base, moved };
}
