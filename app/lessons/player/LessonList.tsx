/** All lessons in their order, with what was finished; choosing one begins it, or goes on where it was left. */
import { Check } from 'lucide-react';
import { useMemo } from 'react';
import { useSession } from '../../stores/session-context';
import { lessons } from '../catalogue';
import { isWorthGoingOn, type LessonPlace, readPlaces } from '../places';
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
  const places = useMemo(() => readPlaces(localStorage), []);
  const begin = (id: string, goOn: boolean): void => {
    onStart?.();
    void start(id, goOn);
  };
  return (
    <ol className={roomy ? `${styles.list} ${styles.roomy}` : styles.list}>
      {lessons.map(({ id, title, minutes, aim }, at) => {
        const known = progress[id];
        const place = places[id];
        const left = isWorthGoingOn(place) ? place : undefined;
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
                onClick={() => begin(id, left !== undefined)}
              >
                {title}
              </button>
              <span className={styles.aside}>
                {known?.finished === true
                  ? 'finished'
                  : known === undefined || left !== undefined
                    ? `${minutes} min`
                    : 'begun'}
              </span>
              {left !== undefined && (
                <Left title={title} place={left} disabled={opening} onBegin={(goOn) => begin(id, goOn)} />
              )}
              {roomy && <p className={styles.aim}>{aim}</p>}
            </div>
          </li>
        );
      })}
    </ol>
  );
}

type LeftProps = {
  readonly title: string;
  readonly place: LessonPlace;
  readonly disabled: boolean;
  readonly onBegin: (goOn: boolean) => void;
};
/** What there is to choose from in a lesson that was left in its middle. */
function Left({ title, place: { step, records }, disabled, onBegin }: LeftProps) {
  const goOn = `Go on with step ${step + 1} of ${records.length}`;
  return (
    <p className={styles.left}>
      <button
        type="button"
        className={styles.choice}
        disabled={disabled}
        aria-label={`${goOn}: ${title}`}
        onClick={() => onBegin(true)}
      >
        {goOn}
      </button>
      <button
        type="button"
        className={styles.other}
        disabled={disabled}
        aria-label={`Start again: ${title}`}
        onClick={() => onBegin(false)}
      >
        Start again
      </button>
    </p>
  );
}
