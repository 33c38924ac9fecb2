/** The words in the Linux box: who runs, which channels exist, what the drivers do; each opens its panel. */
import type { VringView } from '../../../sim-worker/contract/views';
import { endpointText } from '../../derive/format';
import { plural } from '../../derive/words';
import { OwnerMark } from '../../widgets/OwnerMark';
import styles from './boxes.module.css';
import type { MapStageProps } from './MapStage';

export function LinuxBox({ layout, linux, ipcc, vrings, status, actions }: MapStageProps) {
  const { x, y, width, height } = layout.linux;
  const [ring0, ring1] = layout.wheels;
  const tasks = linux?.tasks ?? [];
  const channels = linux?.channels ?? [];
  const firstLine = ring1.y - y;
  // Header 38, a task two lines, a channel one; what does not fit is counted.
  const lines = (firstLine / layout.grow - 40 - 14) / 36;
  const shownTasks = tasks.slice(-Math.max(1, Math.floor(lines - 0.7)));
  const shownChannels = channels.slice(0, Math.max(0, Math.floor((lines - shownTasks.length) / 0.6)));
  const queued = linux?.ipccQueue.find((q) => q.waiting > 0);
  const rx = ipcc?.lines.find((l) => l.to === 1 && /rx/i.test(l.name));
  return (
    <div className={styles.box} style={{ left: x, top: y, width, height }}>
      <header className={styles.head}>
        <OwnerMark owner="a7" size={12} />
        <h3 className={styles.linuxName}>Linux</h3>
        {layout.roomy && <span className={styles.core}>Cortex-A7</span>}
      </header>
      <div className={styles.upper}>
        {shownTasks.length === 0 && (
          <p className={styles.idle}>
            {status === undefined || status.phase === 'empty'
              ? 'waits for firmware'
              : `remoteproc0 is ${linux?.rproc ?? status.rproc}`}
          </p>
        )}
        {shownTasks.map((task) => (
          <button
            key={`${task.name} ${task.state}`}
            type="button"
            className={styles.item}
            onClick={() => actions.open('linux-console')}
          >
            <span className={styles.mono}>{task.name}</span>
            <span className={styles.state}>{task.state}</span>
          </button>
        ))}
        {tasks.length > shownTasks.length && (
          <span className={styles.more}>and {plural(tasks.length - shownTasks.length, 'more task')}</span>
        )}
        {shownChannels.map((c) => (
          <button
            key={`${c.service}.${c.local}.${c.remote}`}
            type="button"
            className={styles.channel}
            onClick={() => actions.open('tty')}
          >
            <span className={styles.mono}>{c.driver === '' ? c.service : c.driver}</span>
            <span className={styles.ends}>{`${endpointText(c.local)} ⇄ ${endpointText(c.remote)}`}</span>
          </button>
        ))}
      </div>
      <span className={styles.sends} style={{ top: firstLine }}>
        sends
      </span>
      <span className={styles.sends} style={{ top: ring0.y - y }}>
        receives
      </span>
      {vrings !== undefined && vrings.rings.length > 0 && (
        <button
          type="button"
          className={styles.bus}
          style={{ top: (ring0.y + ring1.y) / 2 - y - 14 }}
          onClick={() => actions.descriptor(0, undefined)}
        >
          <span className={styles.mono}>virtio_rpmsg_bus</span>
          <span className={styles.state}>{readWords(vrings.rings.find((r) => r.ring === 0))}</span>
        </button>
      )}
      <button
        type="button"
        className={styles.driver}
        style={{ top: layout.ipcc.y - y + 2 }}
        onClick={() => actions.open('ipcc')}
      >
        <span className={styles.mono}>stm32-ipcc</span>
        <span className={styles.state}>
          {queued !== undefined
            ? `${plural(queued.waiting, 'kick')} queued on ch ${queued.channel}`
            : rx?.level === true
              ? 'interrupt pending'
              : ipcc?.clocked === false
                ? 'clock off'
                : 'idle'}
        </span>
      </button>
    </div>
  );
}

function readWords(ring: VringView | undefined): string {
  if (ring === undefined) return '';
  return ring.read === ring.used.idx
    ? `has read all ${ring.used.idx}`
    : `has read ${ring.read} of ${ring.used.idx} used`;
}
