/** The player: one lesson beside the live page, with a spotlight on what it speaks of. */
import { use, useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { useSession, useSessionStore } from '../../stores/session-context';
import { Button } from '../../widgets/Button';
import { saveFile } from '../../widgets/save-file';
import { type LessonEntry, lessons } from '../catalogue';
import type { Lesson } from '../lesson';
import { LessonRun, type LessonSnapshot } from '../lesson-run';
import { isWorthGoingOn, readPlaces, savePlace } from '../places';
import { readProgress, resultFile, saveLesson } from '../progress';
import { useStartLesson } from '../use-start-lesson';
import styles from './lesson-player.module.css';
import { Spotlight } from './Spotlight';
import { StepList } from './StepList';

/** Beside the dock, while a lesson is played. */
export function LessonPlayer() {
  const playing = useSession((state) => state.lesson);
  const entry = lessons.find(({ id }) => id === playing?.id);
  const loading = useMemo(() => entry?.load(), [entry]);
  if (playing === undefined || entry === undefined || loading === undefined) return null;
  return <Loaded key={playing.serial} entry={entry} loading={loading} goesOn={playing.goesOn} />;
}

type LoadedProps = { readonly entry: LessonEntry; readonly loading: Promise<Lesson>; readonly goesOn: boolean };
function Loaded({ entry, loading, goesOn }: LoadedProps) {
  const lesson = use(loading);
  const store = useSessionStore();
  const [run] = useState(
    () =>
      new LessonRun(lesson, store, {
        place: goesOn ? readPlaces(localStorage)[entry.id] : undefined,
        keep: (place) => savePlace(localStorage, entry.id, isWorthGoingOn(place) ? place : undefined),
      }),
  );
  useEffect(() => {
    run.start();
    return () => run.stop();
  }, [run]);
  const snapshot = useSyncExternalStore(run.subscribe, run.snapshot);
  useEffect(() => {
    saveLesson(localStorage, entry.id, snapshot.records);
  }, [entry.id, snapshot.records]);
  const step = lesson.steps[snapshot.step];
  const passed = snapshot.records[snapshot.step]?.passed === true;
  return (
    <aside className={styles.player} aria-label="Lesson" data-lesson={entry.id} data-judged={snapshot.judged}>
      <Head entry={entry} snapshot={snapshot} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <div className={styles.body} tabIndex={0}>
        <h1 className={styles.title}>{entry.title}</h1>
        <StepList
          lesson={lesson}
          snapshot={snapshot}
          onAnswer={(text) => run.answer(text)}
          onAgain={() => void run.again()}
        />
        {snapshot.records.every((record) => record.passed) && <Finished entry={entry} />}
      </div>
      <Foot lesson={lesson} snapshot={snapshot} run={run} />
      {step?.spot !== undefined && !snapshot.busy && (
        <Spotlight
          key={snapshot.step}
          spot={step.spot}
          question={step.kind === 'click' && !passed ? step.question : undefined}
        />
      )}
    </aside>
  );
}

function Head({ entry, snapshot }: { readonly entry: LessonEntry; readonly snapshot: LessonSnapshot }) {
  const close = useSession((state) => state.closeLesson);
  const number = lessons.indexOf(entry) + 1;
  const progress = useMemo(() => readProgress(localStorage), []);
  const done = snapshot.records.filter(({ passed }) => passed).length / snapshot.records.length;
  return (
    <header className={styles.head}>
      <span>
        Lesson {number} of {lessons.length}
      </span>
      <span className={styles.bars} aria-hidden="true">
        {lessons.map(({ id }) => (
          <span key={id} className={styles.bar}>
            <span
              className={styles.full}
              style={{ width: `${(id === entry.id ? done : Number(progress[id]?.finished === true)) * 100}%` }}
            />
          </span>
        ))}
      </span>
      <Button look="quiet" small onClick={close}>
        close
      </Button>
    </header>
  );
}

type FootProps = { readonly lesson: Lesson; readonly snapshot: LessonSnapshot; readonly run: LessonRun };
function Foot({ lesson, snapshot, run }: FootProps) {
  const start = useStartLesson();
  const { step, records } = snapshot;
  const hints = lesson.steps[step]?.hints?.length ?? 0;
  const shown = records[step]?.hints ?? 0;
  const passed = records[step]?.passed === true;
  const last = step === lesson.steps.length - 1;
  return (
    <footer className={styles.foot}>
      <Button disabled={step === 0} onClick={() => run.back()}>
        Back
      </Button>
      <Button disabled={shown >= hints || passed} onClick={() => run.hint()}>
        Hint
        {hints > 0 && (
          <span className={styles.count}>
            {shown} of {hints}
          </span>
        )}
      </Button>
      <Button look="quiet" onClick={() => void start(lesson.id)}>
        Start over
      </Button>
      <span className={styles.space} />
      {!last && (
        <Button look={passed ? 'primary' : 'plain'} disabled={!passed || snapshot.busy} onClick={() => run.next()}>
          Next
        </Button>
      )}
    </footer>
  );
}

function Finished({ entry }: { readonly entry: LessonEntry }) {
  const start = useStartLesson();
  const next = lessons[lessons.indexOf(entry) + 1];
  const save = (): void =>
    saveFile('ampscope-lessons.json', new TextEncoder().encode(resultFile(lessons, readProgress(localStorage))));
  return (
    <section className={styles.finished} aria-label="Finished">
      <p>You have finished this lesson.</p>
      <div className={styles.buttons}>
        {next !== undefined && (
          <Button look="primary" onClick={() => void start(next.id)}>
            Next lesson: {next.title}
          </Button>
        )}
        <Button onClick={save}>Save my results</Button>
      </div>
    </section>
  );
}
