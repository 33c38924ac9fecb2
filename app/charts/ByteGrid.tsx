/** Bytes in rows, one of them selected: arrow keys walk, a line under a byte says who wrote it last. */
import { type KeyboardEvent, useEffect, useRef } from 'react';
import { type ByteRow, byteAfterKey } from '../derive/byte-rows';
import type { StepMarks } from '../derive/chain';
import type { Owner } from '../derive/words';
import styles from './byte-grid.module.css';
import { classes, ownerClass } from './owner-class';
import { stepWords } from './StepTag';

type ByteGridProps = {
  readonly rows: readonly ByteRow[];
  readonly label: string;
  readonly selected: number | undefined;
  readonly onSelect: (address: number) => void;
  readonly ownerAt: (address: number) => Owner | undefined;
  /** Shown when the mouse rests on a byte. */
  readonly titleAt?: (address: number) => string | undefined;
  /** Steps of the chain. */
  readonly marksAt?: (address: number) => StepMarks | undefined;
};

export function ByteGrid({ rows, label, selected, onSelect, ownerAt, titleAt, marksAt }: ByteGridProps) {
  const table = useRef<HTMLTableElement>(null);
  const walking = useRef(false);
  const perRow = rows[0]?.cells.length ?? 16;
  const inside = rows.some((row) => row.cells.some((cell) => cell.address === selected));
  const reachable = inside ? selected : rows[0]?.address;
  // The focus follows the byte that a key has chosen, also when the window had to move for it.
  useEffect(() => {
    if (!walking.current || selected === undefined) return;
    walking.current = false;
    table.current?.querySelector<HTMLElement>('td[tabindex="0"]')?.focus();
  }, [selected]);
  const press = (event: KeyboardEvent, address: number): void => {
    const next = event.key === 'Enter' || event.key === ' ' ? address : byteAfterKey(event.key, address, perRow);
    if (next === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    walking.current = true;
    onSelect(next);
  };
  return (
    // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a table that is walked cell by cell is a grid
    <table ref={table} className={styles.bytes} role="grid" aria-label={label}>
      <tbody>
        {rows.map((row) => (
          <tr key={row.address}>
            <th scope="row" className={styles.address}>
              {row.address.toString(16).padStart(8, '0')}
            </th>
            {row.cells.map((cell) => {
              const owner = ownerAt(cell.address);
              const marks = marksAt?.(cell.address);
              return (
                <td
                  key={cell.address}
                  // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a cell of the grid
                  role="gridcell"
                  aria-selected={cell.address === selected}
                  tabIndex={cell.address === reachable ? 0 : -1}
                  title={[titleAt?.(cell.address) ?? '', stepWords(marks)].join('')}
                  className={classes(
                    cell.zero && styles.zero,
                    owner !== undefined && styles.written,
                    owner !== undefined && ownerClass(owner),
                    marks !== undefined && styles.marked,
                    marks?.current === true && styles.present,
                    cell.address === selected && styles.chosen,
                  )}
                  onClick={() => onSelect(cell.address)}
                  onKeyDown={(event) => press(event, cell.address)}
                >
                  {cell.text}
                </td>
              );
            })}
            <td className={styles.text}>{row.text}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
