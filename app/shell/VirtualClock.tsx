/** Virtual time, and in which state the run is. */
import { TriangleAlert } from 'lucide-react';
import type { StatusView } from '../../sim-worker/contract/status-view';
import { secondsText } from '../derive/format';
import { useSession, useView } from '../stores/session-context';
import { meters, stateLine } from './state-line';
import styles from './virtual-clock.module.css';

export function VirtualClock({ onShowFault }: { readonly onShowFault: () => void }) {
  const status = useView('status', {});
  if (status === undefined || status.phase === 'empty') return <div className={styles.clock} />;
  const { fault } = status;
  return (
    <div className={styles.clock}>
      <div className={styles.time} role="timer" aria-label="Virtual time since the board came up">
        {secondsText(status.clock)}
        <span className={styles.unit}> s virtual</span>
      </div>
      {fault === undefined && status.phase === 'running' && <Meters status={status} />}
      {fault === undefined && status.phase !== 'running' && <StateLine status={status} />}
      {fault !== undefined && (
        <button type="button" className={styles.fault} onClick={onShowFault}>
          <TriangleAlert size={12} aria-hidden="true" />
          {fault.title}
        </button>
      )}
    </div>
  );
}

const metersTitle =
  'Virtual time against real time, and instructions that the M4 executes in a second of real time. Waiting is skipped: it counts as time, not as instructions.';

/** How fast it runs, each figure in a place of its own. */
function Meters({ status }: { readonly status: StatusView }) {
  const lastRatio = useSession((state) => state.lastRatio);
  const { ratio, mips } = meters(status, lastRatio);
  return (
    <div className={styles.meters} title={metersTitle}>
      {ratio === '' ? '' : `${ratio} · `}
      <span className={styles.mips}>{mips}</span>
    </div>
  );
}

/** Where the run stands; where a rule has ended it, the way to the rule and to its event. */
function StateLine({ status }: { readonly status: StatusView }) {
  const lastRatio = useSession((state) => state.lastRatio);
  const select = useSession((state) => state.select);
  const reveal = useSession((state) => state.reveal);
  const text = stateLine(status, lastRatio);
  const { stop } = status;
  if (stop === undefined) return <div className={styles.state}>{text}</div>;
  return (
    <button
      type="button"
      className={`${styles.state} ${styles.stopped}`}
      title={status.stopReason}
      onClick={() => {
        if (stop.seq !== undefined) select({ kind: 'event', seq: stop.seq });
        reveal(stop.rule === undefined ? 'events' : 'stops');
      }}
    >
      {text}
    </button>
  );
}
