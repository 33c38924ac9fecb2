/** What a step asks for: a click somewhere in the page, a number, or a choice. */
import { type FormEvent, useState } from 'react';
import { Button } from '../../widgets/Button';
import { TextField } from '../../widgets/TextField';
import type { PredictStep, Step } from '../lesson';
import styles from './lesson-player.module.css';

type QuestionProps = {
  readonly step: Step;
  /** What was said and waits for the machine. */
  readonly answer: string | undefined;
  readonly onAnswer: (text: string) => void;
};

export function Question({ step, answer, onAnswer }: QuestionProps) {
  switch (step.kind) {
    case 'click':
      return <p className={styles.question}>{step.question}</p>;
    case 'predict':
      return <Prediction step={step} answer={answer} onAnswer={onAnswer} />;
    case 'choose':
      return (
        <fieldset className={styles.choices}>
          <legend className={styles.question}>{step.question}</legend>
          {step.choices.map(({ label }) => (
            <button
              key={label}
              type="button"
              className={styles.choice}
              aria-pressed={answer === label}
              onClick={() => onAnswer(label)}
            >
              {label}
            </button>
          ))}
          {answer !== undefined && <Waiting />}
        </fieldset>
      );
    default:
      return null;
  }
}

type PredictionProps = QuestionProps & { readonly step: PredictStep };
function Prediction({ step, answer, onAnswer }: PredictionProps) {
  const [text, setText] = useState('');
  const given = /^\s*\d+([.]\d+)?\s*$/.test(text);
  const send = (event: FormEvent): void => {
    event.preventDefault();
    if (given) onAnswer(text);
  };
  return (
    <form className={styles.prediction} onSubmit={send}>
      <p className={styles.question}>{step.question}</p>
      <div className={styles.line}>
        <TextField
          label={step.question}
          inputMode="numeric"
          size={6}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        {step.unit !== undefined && <span>{step.unit}</span>}
        <Button submit disabled={!given}>
          {step.after === undefined ? 'Answer' : 'Predict'}
        </Button>
      </div>
      {answer !== undefined && <Waiting said={answer.trim()} />}
    </form>
  );
}

const Waiting = ({ said }: { readonly said?: string }) => (
  <p className={styles.waiting}>
    {said === undefined ? 'Chosen.' : `You say ${said}.`} Now let the machine go on and see.
  </p>
);
