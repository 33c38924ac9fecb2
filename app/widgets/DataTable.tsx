/** A plain table of facts in the house style: hairlines, mono cells where wished, a row that can be selected. */
import type { ReactNode } from 'react';
import styles from './data-table.module.css';

export type Column<Row> = {
  readonly key: string;
  readonly head: string;
  readonly cell: (row: Row) => ReactNode;
  readonly mono?: boolean;
  readonly align?: 'end';
  readonly width?: string;
  /** Left out where there is little room, in a container narrower than 480 px. */
  readonly spare?: true;
};
type DataTableProps<Row> = {
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string | number;
  readonly selected?: string | number | undefined;
  /** Makes every row's first cell a button. */
  readonly onSelect?: (row: Row) => void;
};

export function DataTable<Row>({ label, columns, rows, rowKey, selected, onSelect }: DataTableProps<Row>) {
  return (
    <table className={styles.table} aria-label={label}>
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column.key} scope="col" className={cellClass(column)} style={{ width: column.width }}>
              {column.head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => {
          const key = rowKey(row);
          const current = key === selected ? { 'aria-current': true as const } : {};
          return (
            <tr key={key} className={styles.row} {...current}>
              {columns.map((column, at) => (
                <td key={column.key} className={cellClass(column)}>
                  {at === 0 && onSelect !== undefined ? (
                    <button type="button" className={styles.pick} onClick={() => onSelect(row)}>
                      {column.cell(row)}
                    </button>
                  ) : (
                    column.cell(row)
                  )}
                </td>
              ))}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

const cellClass = <Row,>({ mono, align, spare }: Column<Row>): string =>
  [
    styles.cell,
    mono === true ? styles.mono : '',
    align === 'end' ? styles.end : '',
    spare === true ? styles.spare : '',
  ].join(' ');
