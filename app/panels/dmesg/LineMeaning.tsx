/** What the chosen line of the kernel log means, what it usually comes from, and the way to its moment. */
import { kernelLineMeaning } from '../../../sim-worker/contract/kernel-lines';
import type { LogView } from '../../../sim-worker/contract/text-views';
import { useSay } from '../../charts/roles';
import { findingsText, troubles } from '../../derive/findings';
import { useSession } from '../../stores/session-context';
import { Button } from '../../widgets/Button';
import styles from './line-meaning.module.css';

export function LineMeaning({ line }: { readonly line: LogView['lines'][number] }) {
  const say = useSay();
  const reveal = useSession((state) => state.reveal);
  const found = useSession((state) => troubles(state.findings).length);
  const meaning = kernelLineMeaning(line.text);
  return (
    <section className={styles.meaning} aria-label="What this line means" aria-live="polite">
      <p className={styles.text}>
        {say(meaning?.means ?? 'A line that has nothing to do with the M4.')}
        {meaning !== undefined && meaning.causes !== '' && (
          <span className={styles.causes}>
            {' '}
            {meaning.trouble ? 'Usual causes: ' : ''}
            {say(meaning.causes)}
          </span>
        )}
      </p>
      <p className={styles.ways}>
        {line.seq >= 0 && (
          <Button small look="quiet" onClick={() => reveal('events')}>
            Go to the moment
          </Button>
        )}
        {meaning?.trouble === true && found > 0 && (
          <Button small look="quiet" onClick={() => reveal('diagnoses')}>
            {findingsText(found)}
          </Button>
        )}
      </p>
    </section>
  );
}
