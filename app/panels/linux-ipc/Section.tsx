/** A table with its title and where Linux has it; nothing when it has no rows. */
import type { ReactNode } from 'react';
import styles from './linux-ipc.module.css';

type SectionProps = {
  readonly title: string;
  /** The folder, file or driver, or a few words. */
  readonly where: string;
  readonly rows: readonly unknown[];
  readonly children: ReactNode;
};

export function Section({ title, where, rows, children }: SectionProps) {
  if (rows.length === 0) return null;
  return (
    <section className={styles.section}>
      <h3 className={styles.title}>
        {title} <span className={where.includes(' ') ? styles.words : styles.path}>{where}</span>
      </h3>
      {children}
    </section>
  );
}
