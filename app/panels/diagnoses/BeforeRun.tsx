/** The check of the file: what Linux will say to it, line by line. */
import type { Preflight } from '../../../sim-worker/contract/protocol';
import { sizeText } from '../../derive/format';
import { useSession } from '../../stores/session-context';
import { CodeText } from '../../widgets/CodeText';
import styles from './diagnoses.module.css';

/** Brings into view what somebody was sent to. */
const show = (element: HTMLElement | null): void => element?.scrollIntoView({ block: 'nearest' });

export function BeforeRun({ preflight }: { readonly preflight: Preflight }) {
  const asked = useSession((state) => state.selection?.kind === 'file');
  const started = useSession((state) => (state.views.status?.time ?? 0) > 0);
  const { name, size, title, sentence, notes, predictedLog } = preflight;
  return (
    <section aria-label="The file">
      <h3 className={styles.heading}>The file</h3>
      <details ref={asked ? show : undefined} className={styles.card} open={asked || !started}>
        <summary className={styles.summary}>
          <span className={styles.title}>{title}.</span> <span className={styles.quiet}>{name}</span>
        </summary>
        <p className={styles.text}>
          <CodeText text={sentence} /> <span className={styles.quiet}>{sizeText(size)}.</span>
        </p>
        {notes.map((note) => (
          <p key={note} className={styles.text}>
            {note}
          </p>
        ))}
        {predictedLog.length > 0 && (
          <>
            <h4 className={styles.part}>What Linux {started ? 'was to say' : 'will say'}</h4>
            <pre className={styles.log}>{predictedLog.join('\n')}</pre>
          </>
        )}
      </details>
    </section>
  );
}
