/** A line to type at the foot of a terminal: Enter sends it, the up arrow brings back earlier ones. */
import { CornerDownLeft } from 'lucide-react';
import { type KeyboardEvent, useState } from 'react';
import { IconButton } from './Button';
import styles from './line-input.module.css';
import { TextField } from './TextField';

type LineInputProps = {
  /** Where it goes, before the line: `→ M4`. */
  readonly mark: string;
  readonly label: string;
  readonly placeholder: string;
  /** Without what ends a line. */
  readonly onSend: (line: string) => void;
};

const kept = 50;

export function LineInput({ mark, label, placeholder, onSend }: LineInputProps) {
  const [line, setLine] = useState('');
  const [sent, setSent] = useState<readonly string[]>([]);
  const [back, setBack] = useState(0);

  const send = (): void => {
    onSend(line);
    if (line !== '' && sent[0] !== line) setSent([line, ...sent].slice(0, kept));
    setLine('');
    setBack(0);
  };
  const recall = (to: number): void => {
    const next = Math.max(0, Math.min(sent.length, to));
    setBack(next);
    setLine(next === 0 ? '' : (sent[next - 1] ?? ''));
  };
  const press = (event: KeyboardEvent): void => {
    if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
    event.preventDefault();
    recall(back + (event.key === 'ArrowUp' ? 1 : -1));
  };
  return (
    <form
      className={styles.input}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <span className={styles.mark} aria-hidden="true">
        {mark}
      </span>
      <TextField
        look="bare"
        mono
        label={label}
        placeholder={placeholder}
        value={line}
        onChange={(event) => setLine(event.target.value)}
        onKeyDown={press}
      />
      <IconButton small label="Send the line" onClick={send}>
        <CornerDownLeft size={14} aria-hidden="true" />
      </IconButton>
    </form>
  );
}
