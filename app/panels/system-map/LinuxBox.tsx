/** The words in the Linux box: who runs, which channels exist, what the drivers do; each opens its panel. */
import type { VringView } from '../../../sim-worker/contract/views';
import { endpointText } from '../../derive/format';
import { plural } from '../../derive/words';
import { OwnerMark } from '../../widgets/OwnerMark';
import styles from './boxes.module.css';
import type { MapStageProps } from './MapStage';

export function LinuxBox(props: MapStageProps) {
  const { layout, vrings, actions } = props;
  const { x, y, width, height } = layout.linux;
  const [ring0, ring1] = layout.wheels;
  return (
    <div className={styles.box} data-part="linux" style={{ left: x, top: y, width, height }}>
      <header className={styles.head}>
        <OwnerMark owner="a7" size={12} />
        <h3 className={styles.linuxName}>Linux</h3>
        {props.linux?.still === true ? (
          <span className={styles.stopped}>stands still</span>
        ) : (
          layout.roomy && <span className={styles.core}>Cortex-A7</span>
        )}
      </header>
      <Users {...props} />
      <span className={styles.sends} style={{ top: ring1.y - y }}>
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
        <span className={styles.state}>{mailboxWords(props)}</span>
      </button>
    </div>
  );
}

/** Tasks and channels, as many as fit above the line to vring1; tasks that do not fit are counted. */
function Users({ layout, linux, status, actions }: MapStageProps) {
  const tasks = linux?.tasks ?? [];
  // A head of 40 px, a task of two lines, a channel of one.
  const lines = ((layout.wheels[1].y - layout.linux.y) / layout.grow - 40 - 14) / 36;
  const shownTasks = tasks.slice(-Math.max(1, Math.floor(lines - 0.7)));
  const shownChannels = (linux?.channels ?? []).slice(0, Math.max(0, Math.floor((lines - shownTasks.length) / 0.6)));
  const waits = status === undefined || status.phase === 'empty';
  return (
    <div className={styles.upper}>
      {shownTasks.length === 0 && (
        <p className={styles.idle}>{waits ? 'waits for firmware' : `remoteproc0 is ${linux?.rproc ?? status.rproc}`}</p>
      )}
      {shownTasks.map((task, i) => (
        <button
          // biome-ignore lint/suspicious/noArrayIndexKey: two tasks may have the same name and state
          key={`${i} ${task.name}`}
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
  );
}

function mailboxWords({ linux, ipcc }: MapStageProps): string {
  const queued = linux?.ipccQueue.find((q) => q.waiting > 0);
  if (queued !== undefined) return `${plural(queued.waiting, 'kick')} queued on ch ${queued.channel}`;
  if (ipcc?.clocked === false) return 'clock off';
  return ipcc?.lines.some((l) => l.to === 1 && l.level && /rx/i.test(l.name)) === true ? 'interrupt pending' : 'idle';
}

function readWords(ring: VringView | undefined): string {
  if (ring === undefined) return '';
  return ring.read === ring.used.idx
    ? `has read all ${ring.used.idx}`
    : `has read ${ring.read} of ${ring.used.idx} used`;
}
