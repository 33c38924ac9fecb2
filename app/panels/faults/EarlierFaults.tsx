/** Faults of boards before this one, or removed: armed again with one click. */
import { parseInjection } from '../../../sim-worker/contract/injection-text';
import { injectionSentence } from '../../../sim-worker/contract/injections';
import { useCommands } from '../../stores/session-context';
import { Button } from '../../widgets/Button';
import styles from './fault-list.module.css';

export function EarlierFaults({ texts }: { readonly texts: readonly string[] }) {
  const commands = useCommands();
  return (
    <section aria-label="Earlier faults">
      <h3 className={styles.title}>Armed before</h3>
      <ul className={styles.list}>
        {texts.map((text) => {
          const parsed = parseInjection(text);
          if (!parsed.ok) return null;
          const sentence = injectionSentence(parsed.injection);
          return (
            <li key={text} className={styles.earlier}>
              <p className={styles.state}>{sentence}</p>
              <Button small aria-label={`Arm again: ${sentence}`} onClick={() => commands.inject(parsed.injection)}>
                Arm again
              </Button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
