/** A long table of which only the visible part is in the document. All rows are of one height. */
import type { ReactNode } from 'react';
import { useVirtualRows, type VirtualRowsSetup } from './use-virtual-rows';
import styles from './virtual-rows.module.css';

type VirtualTableProps = VirtualRowsSetup & {
  readonly label: string;
  readonly heads: readonly string[];
  /** Lays out one row as a grid; the columns are the same in every row. */
  readonly rowClass: string | undefined;
  readonly current?: (index: number) => boolean;
  /** The cells of a row. */
  readonly renderRow: (index: number) => ReactNode;
};

export function VirtualTable({ label, heads, rowClass = '', current, renderRow, ...setup }: VirtualTableProps) {
  const { scroller, rows, noteScroll } = useVirtualRows(setup);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <div ref={scroller} className={styles.scroller} tabIndex={0} onScroll={noteScroll}>
      <table aria-label={label} aria-rowcount={setup.count + 1} className={styles.table}>
        <thead className={styles.head}>
          <tr className={rowClass} aria-rowindex={1} style={{ height: setup.rowHeight }}>
            {heads.map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className={styles.space} style={{ height: rows.getTotalSize() }}>
          {rows.getVirtualItems().map((item) => (
            <tr
              key={item.key}
              aria-rowindex={item.index + 2}
              aria-current={current?.(item.index) === true}
              className={`${rowClass} ${styles.row}`}
              style={{ transform: `translateY(${item.start}px)`, height: item.size }}
            >
              {renderRow(item.index)}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
