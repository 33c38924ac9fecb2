/** What an empty panel shows: why it is empty, and what to do. */
import type { ReactNode } from 'react';
import styles from './empty-state.module.css';

type EmptyStateProps = {
  readonly why: ReactNode;
  readonly whatToDo: ReactNode;
  readonly action?: ReactNode;
};

/** Text between backticks is code, in the sentences of the model too. */
const withCode = (text: string): ReactNode =>
  // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one sentence never move
  text.split('`').map((part, at) => (at % 2 === 1 ? <code key={at}>{part}</code> : part));

export function EmptyState({ why, whatToDo, action }: EmptyStateProps) {
  return (
    <div className={styles.empty}>
      <p className={styles.why}>{typeof why === 'string' ? withCode(why) : why}</p>
      <p className={styles.what}>{whatToDo}</p>
      {action !== undefined && <div className={styles.action}>{action}</div>}
    </div>
  );
}
