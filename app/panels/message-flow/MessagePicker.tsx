/** In the panel's head: the messages to choose from where there is no room for the list, how many are drawn, and whether the newest is followed. */
import { ChevronsDown, Pin, ZoomIn, ZoomOut } from 'lucide-react';
import { useState } from 'react';
import type { MessageRow } from '../../../sim-worker/contract/message-views';
import { secondsText, spanText } from '../../derive/format';
import { letterText, plural } from '../../derive/words';
import { useSession } from '../../stores/session-context';
import { IconButton } from '../../widgets/Button';
import styles from './message-picker.module.css';
import type { FlowState } from './use-messages';

/** How many messages one drawing holds: one with all its steps, more as lines on one axis of time. */
export const zoomLevels = [1, 5, 20, 100, 200] as const;
const shown = 60;

type MessagePickerProps = {
  readonly flow: FlowState;
  /** Position in `zoomLevels`. */
  readonly zoom: number;
  readonly onZoom: (zoom: number) => void;
  /** There is a list of messages beside the diagram. */
  readonly listed: boolean;
  /** Beside tabs there is little room. */
  readonly narrow: boolean;
};

export function MessagePicker({ flow, zoom, onZoom, listed, narrow }: MessagePickerProps) {
  const { row: current, view, following, follow, hold, choose } = flow;
  const [opened, setOpened] = useState(false);
  const running = useSession((state) => state.views.status?.phase === 'running');
  if (current === undefined) return null;
  // While it runs every row is another one with each frame: the list is written when somebody looks at it.
  const rows = opened || !running ? (view?.rows.slice(0, shown) ?? []) : [];
  const known = rows.some((row) => row.id === current.id);
  return (
    <div className={styles.picker}>
      {!listed && (
        <select
          className={narrow ? styles.narrow : styles.select}
          aria-label="Message"
          onPointerEnter={() => setOpened(true)}
          onFocus={() => setOpened(true)}
          onPointerLeave={(event) => setOpened(event.currentTarget === document.activeElement)}
          onBlur={() => setOpened(false)}
          value={current.id}
          onChange={(event) => {
            const row = rows.find(({ id }) => id === Number(event.target.value));
            if (row !== undefined) choose(row);
          }}
        >
          {!known && <option value={current.id}>{optionText(current)}</option>}
          {rows.map((row) => (
            <option key={row.id} value={row.id}>
              {optionText(row)}
            </option>
          ))}
        </select>
      )}
      {!narrow && <span className={styles.zoom}>{plural(zoomLevels[zoom] ?? 1, 'message')} drawn</span>}
      <IconButton
        small
        label="Fewer messages in the drawing"
        disabled={zoom === 0}
        onClick={() => onZoom(Math.max(0, zoom - 1))}
      >
        <ZoomIn size={14} aria-hidden="true" />
      </IconButton>
      <IconButton
        small
        label="More messages in the drawing"
        disabled={zoom === zoomLevels.length - 1}
        onClick={() => onZoom(Math.min(zoomLevels.length - 1, zoom + 1))}
      >
        <ZoomOut size={14} aria-hidden="true" />
      </IconButton>
      <IconButton
        small
        label={following ? 'The newest message is followed; press to keep this one' : 'Follow the newest message'}
        aria-pressed={following}
        onClick={following ? hold : follow}
      >
        {following ? <ChevronsDown size={14} aria-hidden="true" /> : <Pin size={14} aria-hidden="true" />}
      </IconButton>
    </div>
  );
}

function optionText(m: MessageRow): string {
  const way = !m.out ? 'M4 → Linux' : !m.back ? 'Linux → M4' : 'Linux ⇄ M4';
  const text = letterText(m.text, 14);
  const time = m.progress === 'arrived' ? spanText(m.took) : `${spanText(m.took)} so far`;
  return `${text === '' ? `${m.bytes} B` : `“${text}”`}, ${time}, ${way}, at ${secondsText(m.start)} s`;
}
