/** The shape of an owner inside a drawing: square, circle, diamond, hexagon, triangle. */

import type { Owner } from '../derive/words';
import { classes, ownerClass } from './owner-class';
import styles from './owner-symbol.module.css';
import { Decor } from './svg';

type OwnerSymbolProps = { readonly owner: Owner; readonly x: number; readonly y: number; readonly size?: number };

export function OwnerSymbol({ owner, x, y, size = 9 }: OwnerSymbolProps) {
  return (
    <Decor className={classes(styles.symbol, ownerClass(owner))} transform={`translate(${x} ${y})`}>
      <path d={symbolPath(owner, size / 2)} />
    </Decor>
  );
}

function symbolPath(owner: Owner, r: number): string {
  switch (owner) {
    case 'a7':
      return `M${-r + 1} ${-r}H${r - 1}a1 1 0 0 1 1 1V${r - 1}a1 1 0 0 1-1 1H${-r + 1}a1 1 0 0 1-1-1V${-r + 1}a1 1 0 0 1 1-1Z`;
    case 'm4':
    case 'free':
      return `M${-r} 0a${r} ${r} 0 1 1 ${2 * r} 0a${r} ${r} 0 1 1 ${-2 * r} 0Z`;
    case 'shared':
      return `M0 ${-r * 1.15}L${r * 1.15} 0 0 ${r * 1.15} ${-r * 1.15} 0Z`;
    case 'secure':
      return `M${-r * 0.5} ${-r}H${r * 0.5}L${r * 1.1} 0 ${r * 0.5} ${r}H${-r * 0.5}L${-r * 1.1} 0Z`;
    case 'fault':
      return `M0 ${-r}L${r * 1.1} ${r * 0.9}H${-r * 1.1}Z`;
  }
}
