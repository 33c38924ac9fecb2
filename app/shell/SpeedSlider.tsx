/** How fast virtual time goes. */
import { useCommands, useViewPart } from '../stores/session-context';
import styles from './speed-slider.module.css';
import { speedStops, stopOf } from './speed-stops';

export function SpeedSlider() {
  const commands = useCommands();
  const at = useViewPart('status', {}, (status) =>
    status === undefined ? speedStops.length - 1 : stopOf(status.speed),
  );
  const stop = speedStops[at];
  const last = speedStops.length - 1;
  const label = at === 0 || at === last ? '' : (stop?.label ?? '');
  return (
    <div className={styles.slider}>
      <span className={styles.value} style={{ left: `${(at / last) * 100}%` }} aria-hidden="true">
        {label}
      </span>
      <input
        type="range"
        className={styles.range}
        min={0}
        max={last}
        step={1}
        value={at}
        aria-label="Speed"
        aria-valuetext={stop?.spoken ?? ''}
        title={`Speed: ${stop?.spoken ?? ''}`}
        onChange={(event) => {
          const chosen = speedStops[Number(event.target.value)];
          if (chosen !== undefined) commands.setSpeed(chosen.speed);
        }}
      />
      <span className={at === 0 ? styles.endNow : styles.end}>1 event</span>
      <span className={`${at === last ? styles.endNow : styles.end} ${styles.right}`}>max</span>
    </div>
  );
}
