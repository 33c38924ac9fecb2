/** The messages to choose from, newest first, and the switch that follows the newest. */
import { ChevronsDown, Pin } from 'lucide-react';
import { progressOf } from '../../../sim-worker/contract/messages';
import { secondsText, spanText } from '../../derive/format';
import type { Message } from '../../derive/messages';
import { letterText } from '../../derive/words';
import { IconButton } from '../../widgets/Button';
import styles from './message-picker.module.css';

type MessagePickerProps = {
  readonly messages: readonly Message[];
  readonly current: Message | undefined;
  readonly following: boolean;
  /** Beside tabs there is little room. */
  readonly narrow: boolean;
  /** undefined follows the newest. */
  readonly onPick: (id: number | undefined) => void;
};
const shown = 60;

export function MessagePicker({ messages, current, following, narrow, onPick }: MessagePickerProps) {
  if (current === undefined) return null;
  const listed = messages.slice(-shown).reverse();
  const known = listed.some((m) => m.id === current.id);
  return (
    <div className={styles.picker}>
      <select
        className={narrow ? styles.narrow : styles.select}
        aria-label="Message"
        value={current.id}
        onChange={(event) => onPick(Number(event.target.value))}
      >
        {!known && <option value={current.id}>{optionText(current)}</option>}
        {listed.map((m) => (
          <option key={m.id} value={m.id}>
            {optionText(m)}
          </option>
        ))}
      </select>
      <IconButton
        small
        label={following ? 'The newest message is followed; press to keep this one' : 'Follow the newest message'}
        aria-pressed={following}
        onClick={() => onPick(following ? current.id : undefined)}
      >
        {following ? <ChevronsDown size={14} aria-hidden="true" /> : <Pin size={14} aria-hidden="true" />}
      </IconButton>
    </div>
  );
}

function optionText(m: Message): string {
  const way = m.out === undefined ? 'M4 → Linux' : m.back === undefined ? 'Linux → M4' : 'Linux ⇄ M4';
  const text = letterText(m.text, 14);
  const took = spanText(m.end - m.start);
  const time = progressOf(m) === 'arrived' ? took : `${took} so far`;
  return `${text === '' ? `${m.bytes} B` : `“${text}”`}, ${time}, ${way}, at ${secondsText(m.start)} s`;
}
