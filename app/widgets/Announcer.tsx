/** Says a sentence through a screen reader when it changes, without moving the focus. */
import styles from './announcer.module.css';

type AnnouncerProps = {
  /** Empty: silence. */
  readonly text: string;
  readonly label?: string;
};

export function Announcer({ text, label = 'Narration' }: AnnouncerProps) {
  return (
    <div className={styles.hidden} role="status" aria-live="polite" aria-atomic="true" aria-label={label}>
      {text}
    </div>
  );
}
