/** All lessons in their order, with what was finished; choosing one begins it. */
import { Check } from 'lucide-react';
import { useMemo } from 'react';
import { useSession } from '../../stores/session-context';
import { lessons } from '../catalogue';
import { readProgress } from '../progress';
import { useStartLesson } from '../use-start-lesson';
import styles from './lesson-list.module.css';

type LessonListProps = {
  /** With one sentence for each lesson. */
  readonly roomy?: boolean;
  readonly onStart?: () => void;
};

export function LessonList({ roomy = false, onStart }: LessonListProps) {
  const start = useStartLesson();
  const opening = useSession((state) => state.opening !== undefined);
  const progress = useMemo(() => readProgress(localStorage), []);
  return (
    <ol className={roomy ? `${styles.list} ${styles.roomy}` : styles.list}>
      {lessons.map(({ id, title, minutes, aim }, at) => {
        const known = progress[id];
        return (
          <li key={id} className={styles.item}>
            <span className={styles.number} data-finished={known?.finished === true || undefined}>
              {known?.finished === true ? <Check size={12} strokeWidth={3} aria-hidden="true" /> : at + 1}
            </span>
            <div className={styles.words}>
              <button
                type="button"
                className={styles.open}
                disabled={opening}
                title={aim}
                onClick={() => {
                  onStart?.();
                  void start(id);
                }}
              >
                {title}
              </button>
              <span className={styles.aside}>
                {known === undefined ? `${minutes} min` : known.finished ? 'finished' : 'begun'}
              </span>
              {roomy && <p className={styles.aim}>{aim}</p>}
            </div>
          </li>
        );
      })}
    </ol>
  );
}
