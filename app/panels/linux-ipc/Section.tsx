/** A table with its title and where Linux has it; nothing when it has no rows. */
import type { ComponentProps } from 'react';
import { DataTable } from '../../widgets/DataTable';
import styles from './linux-ipc.module.css';

type SectionProps<Row> = Omit<ComponentProps<typeof DataTable<Row>>, 'label'> & {
  readonly title: string;
  /** The folder, file or driver, or a few words. */
  readonly where: string;
};

export function Section<Row>({ title, where, ...table }: SectionProps<Row>) {
  if (table.rows.length === 0) return null;
  return (
    <section className={styles.section}>
      <h3 className={styles.title}>
        {title} <span className={where.includes(' ') ? styles.words : styles.path}>{where}</span>
      </h3>
      <DataTable label={title} {...table} />
    </section>
  );
}
