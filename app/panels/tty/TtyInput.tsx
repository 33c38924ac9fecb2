/** The line at the foot of a ttyRPMSG: Enter sends it with a newline, the up arrow brings back earlier ones. */
import { CornerDownLeft } from 'lucide-react';
import { type KeyboardEvent, useState } from 'react';
import { useCommands } from '../../stores/session-context';
import { IconButton } from '../../widgets/Button';
import { TextField } from '../../widgets/TextField';
import styles from './tty.module.css';

const kept = 50;

export function TtyInput({ port }: { readonly port: number }) {
  const commands = useCommands();
  const [line, setLine] = useState('');
  const [sent, setSent] = useState<readonly string[]>([]);
  const [back, setBack] = useState(0);

  const send = (): void => {
    commands.ttyInput(port, `${line}\n`);
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
      <span className={styles.toM4} aria-hidden="true">
        → M4
      </span>
      <TextField
        look="bare"
        mono
        label={`Type a line for /dev/ttyRPMSG${port}`}
        placeholder={`A line for ttyRPMSG${port}`}
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
