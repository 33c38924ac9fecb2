/** A small fact that proves a sentence: its name quiet, what it says in ink; pressed, it leads to where that can be seen. */
import styles from './evidence-chip.module.css';

type EvidenceChipProps = {
  /** What kind of thing it is: a register, an event's number. May be empty. */
  readonly name: string;
  readonly text: string;
  /** Where it leads, for the tooltip. */
  readonly leadsTo: string;
  readonly onClick: () => void;
};

export function EvidenceChip({ name, text, leadsTo, onClick }: EvidenceChipProps) {
  return (
    <button type="button" className={styles.chip} title={leadsTo} onClick={onClick}>
      {name !== '' && <span className={styles.name}>{name} </span>}
      <span className={styles.text}>{text}</span>
    </button>
  );
}
