/** The steps of a lesson: what was done, what is asked now, and what comes. */
import { Check } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { Button } from '../../widgets/Button';
import { CodeText } from '../../widgets/CodeText';
import type { Lesson, Step } from '../lesson';
import type { LessonSnapshot } from '../lesson-run';
import styles from './lesson-player.module.css';
import { Question } from './Question';

type StepListProps = {
  readonly lesson: Lesson;
  readonly snapshot: LessonSnapshot;
  readonly onAnswer: (text: string) => void;
  readonly onAgain: () => void;
};

export function StepList({ lesson, snapshot, onAnswer, onAgain }: StepListProps) {
  return (
    <ol className={styles.steps}>
      {lesson.steps.map((step, at) => (
        <StepItem
          key={step.title}
          step={step}
          passed={snapshot.records[at]?.passed === true}
          snapshot={at === snapshot.step ? snapshot : undefined}
          onAnswer={onAnswer}
          onAgain={onAgain}
        />
      ))}
    </ol>
  );
}

type StepItemProps = {
  readonly step: Step;
  readonly passed: boolean;
  /** Only for the step that is shown. */
  readonly snapshot: LessonSnapshot | undefined;
  readonly onAnswer: (text: string) => void;
  readonly onAgain: () => void;
};
function StepItem(props: StepItemProps) {
  const { step, passed, snapshot } = props;
  const item = useRef<HTMLLIElement>(null);
  const shown = snapshot !== undefined;
  useEffect(() => {
    if (shown) item.current?.scrollIntoView({ block: 'nearest' });
  }, [shown]);
  return (
    <li
      ref={item}
      className={shown ? styles.step : styles.folded}
      aria-current={shown ? 'step' : undefined}
      data-passed={passed || undefined}
    >
      <span className={passed ? styles.tick : styles.ring} role="img" aria-label={passed ? 'done' : 'open'}>
        {passed && <Check size={11} strokeWidth={3} aria-hidden="true" />}
      </span>
      <div className={styles.content}>
        <h2 className={styles.name}>{step.title}</h2>
        {snapshot !== undefined && <Shown {...props} snapshot={snapshot} />}
      </div>
    </li>
  );
}

type ShownProps = StepItemProps & { readonly snapshot: LessonSnapshot };
function Shown({ step, passed, snapshot, onAnswer, onAgain }: ShownProps) {
  const hints = (step.hints ?? []).slice(0, snapshot.records[snapshot.step]?.hints ?? 0);
  return (
    <>
      {step.text.map((text) => (
        <p key={text} className={styles.text}>
          <CodeText text={text} />
        </p>
      ))}
      {step.code !== undefined && <pre className={styles.code}>{step.code}</pre>}
      {!passed && <Question step={step} answer={snapshot.answer} onAnswer={onAnswer} />}
      {hints.map((hint, at) => (
        <p key={hint} className={styles.hint}>
          <b>Hint {at + 1}.</b> <CodeText text={hint} />
        </p>
      ))}
      <div role="status">
        {snapshot.remark !== undefined && <Remark {...snapshot.remark} />}
        {snapshot.past && step.again !== undefined && (
          <p className={styles.again}>
            {step.again.says}
            <Button small disabled={snapshot.busy} onClick={onAgain}>
              {step.again.button}
            </Button>
          </p>
        )}
      </div>
    </>
  );
}

function Remark({ tone, text }: NonNullable<LessonSnapshot['remark']>) {
  if (text === '') return null;
  return (
    <p className={styles.remark} data-tone={tone}>
      <b>{tone === 'right' ? 'Right.' : tone === 'wrong' ? 'Not yet.' : ''}</b> <CodeText text={text} />
    </p>
  );
}
