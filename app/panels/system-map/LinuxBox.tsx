/** The words in the Linux box: who runs, which channels exist, what the drivers do; each opens its panel. */
import type { VringView } from '../../../sim-worker/contract/ring-views';
import { endpointText } from '../../derive/format';
import { plural } from '../../derive/words';
import { OwnerMark } from '../../widgets/OwnerMark';
import styles from './boxes.module.css';
import type { MapStageProps } from './MapStage';

/** px from a line to the word that says what it does. */
const sendsBelow = 3;

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
      <span className={styles.sends} style={{ top: ring1.y - y + sendsBelow * layout.grow }}>
        sends
      </span>
      <span className={styles.sends} style={{ top: ring0.y - y + sendsBelow * layout.grow }}>
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

/** Heights in px before the box grows: its head, a task of two lines, one of the other lines, and the first channel, below its rule. */
const heights = { head: 40, task: 33, line: 17, firstChannel: 32, channel: 19 };

/** Tasks and channels, as many as fit above the word at the line to vring1; what does not fit is counted. */
function Users({ layout, linux, status, actions }: MapStageProps) {
  const tasks = linux?.tasks ?? [];
  const channels = linux?.channels ?? [];
  const room = (layout.wheels[1].y - layout.linux.y) / layout.grow + sendsBelow - heights.head;
  const forTasks = Math.floor((room - (channels.length > 0 ? heights.firstChannel : 0)) / heights.task);
  const shownTasks = tasks.slice(-Math.max(1, forTasks));
  const used =
    (shownTasks.length === 0 ? heights.line : shownTasks.length * heights.task) +
    (tasks.length > shownTasks.length ? heights.line : 0);
  const forChannels = 1 + Math.floor((room - used - heights.firstChannel) / heights.channel);
  const shownChannels = channels.slice(0, Math.max(0, forChannels));
  const hidden = channels.length - shownChannels.length;
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
          <span className={styles.mono} title={task.name}>
            {task.name}
          </span>
          <span className={styles.state}>{task.state}</span>
        </button>
      ))}
      {tasks.length > shownTasks.length && (
        <span className={styles.more}>and {plural(tasks.length - shownTasks.length, 'more task')}</span>
      )}
      {shownChannels.map((c, i) => (
        <button
          key={`${c.service}.${c.local}.${c.remote}`}
          type="button"
          className={styles.channel}
          onClick={() => actions.open('tty')}
        >
          <span className={styles.mono} title={c.driver === '' ? c.service : `${c.driver}, for ${c.service}`}>
            {c.driver === '' ? c.service : c.driver}
          </span>
          <span className={styles.ends}>
            {hidden > 0 && i === shownChannels.length - 1
              ? `and ${hidden} more`
              : `${endpointText(c.local)} ⇄ ${endpointText(c.remote)}`}
          </span>
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
