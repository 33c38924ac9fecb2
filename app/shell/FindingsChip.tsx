/** Says in the top bar that something is wrong, and asks why nothing happens. */
import { findingsText, troubles } from '../derive/findings';
import { useCommands, useSession } from '../stores/session-context';
import { OwnerMark } from '../widgets/OwnerMark';
import styles from './findings-chip.module.css';
import { useShownKeys } from './use-shortcuts';

export function FindingsChip() {
  const count = useSession((state) => troubles(state.findings).length);
  const reveal = useSession((state) => state.reveal);
  const commands = useCommands();
  const keys = useShownKeys()('why');
  return (
    <span className={styles.group}>
      {count > 0 && (
        <button
          type="button"
          className={styles.found}
          aria-label={findingsText(count)}
          title={findingsText(count)}
          onClick={() => reveal('diagnoses')}
        >
          <OwnerMark owner="fault" size={11} />
          {count}
          <span className={styles.noun}>{count === 1 ? 'finding' : 'findings'}</span>
        </button>
      )}
      <button
        type="button"
        className={styles.why}
        aria-label="Why is nothing happening?"
        aria-keyshortcuts={keys}
        title={`Why is nothing happening? (${keys})`}
        onClick={commands.askWhy}
      >
        Why?
      </button>
    </span>
  );
}
