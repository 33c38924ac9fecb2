/** A long list of which only the visible part is in the document. Rows may wrap and so differ in height. */
import type { ReactNode } from 'react';
import { useVirtualRows, type VirtualRowsSetup } from './use-virtual-rows';
import styles from './virtual-rows.module.css';

type VirtualListProps = VirtualRowsSetup & {
  readonly label: string;
  readonly renderRow: (index: number) => ReactNode;
};

export function VirtualList({ label, renderRow, ...setup }: VirtualListProps) {
  const { scroller, rows, noteScroll } = useVirtualRows(setup);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <div ref={scroller} className={styles.scroller} tabIndex={0} onScroll={noteScroll}>
      <ul aria-label={label} className={styles.space} style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map((item) => (
          <li
            key={item.key}
            ref={rows.measureElement}
            data-index={item.index}
            aria-posinset={item.index + 1}
            aria-setsize={setup.count}
            className={styles.row}
            style={{ transform: `translateY(${item.start}px)` }}
          >
            {renderRow(item.index)}
          </li>
        ))}
      </ul>
    </div>
  );
}
