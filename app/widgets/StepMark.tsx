/** The number of a step of the chain beside what it happened to: filled for the present step, outlined for the others. */
import styles from './step-mark.module.css';

type StepMarkProps = {
  /** "3" or "4, 7". */
  readonly label: string;
  readonly current: boolean;
};

export function StepMark({ label, current }: StepMarkProps) {
  const word = label.includes(',') ? 'steps' : 'step';
  return (
    <span className={current ? styles.current : styles.mark}>
      <span className={styles.hidden}>{`, ${word} `}</span>
      {label}
      <span className={styles.hidden}> of the chain</span>
    </span>
  );
}
