/** Virtual time, and in which state the run is. */
import { TriangleAlert } from 'lucide-react';
import { secondsText } from '../derive/format';
import { useSession, useView } from '../stores/session-context';
import { stateLine } from './state-line';
import styles from './virtual-clock.module.css';

export function VirtualClock({ onShowFault }: { readonly onShowFault: () => void }) {
  const status = useView('status', {});
  const lastRatio = useSession((state) => state.lastRatio);
  if (status === undefined || status.phase === 'empty') return <div className={styles.clock} />;
  const { fault } = status;
  return (
    <div className={styles.clock}>
      <div className={styles.time} role="timer" aria-label="Virtual time since the board came up">
        {secondsText(status.time)}
        <span className={styles.unit}> s virtual</span>
      </div>
      {fault === undefined ? (
        <div className={styles.state}>{stateLine(status, lastRatio)}</div>
      ) : (
        <button type="button" className={styles.fault} onClick={onShowFault}>
          <TriangleAlert size={12} aria-hidden="true" />
          {fault.title}
        </button>
      )}
    </div>
  );
}
