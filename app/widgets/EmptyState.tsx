/** What an empty panel shows: why it is empty, and what to do. */
import type { ReactNode } from 'react';
import { CodeText } from './CodeText';
import styles from './empty-state.module.css';

type EmptyStateProps = {
  readonly why: ReactNode;
  readonly whatToDo: ReactNode;
  readonly action?: ReactNode;
};

export function EmptyState({ why, whatToDo, action }: EmptyStateProps) {
  return (
    <div className={styles.empty}>
      <p className={styles.why}>{typeof why === 'string' ? <CodeText text={why} /> : why}</p>
      <p className={styles.what}>{whatToDo}</p>
      {action !== undefined && <div className={styles.action}>{action}</div>}
    </div>
  );
}
