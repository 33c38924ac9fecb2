/** One stop rule: on or off, what it means, how often it was met, and why it cannot be. */
import { Pencil, StepForward, X } from 'lucide-react';
import { printStop } from '../../../sim-worker/contract/stop-language';
import type { StopRule } from '../../../sim-worker/contract/stop-rules';
import type { StopState } from '../../../sim-worker/contract/stop-views';
import { secondsText } from '../../derive/format';
import { plural } from '../../derive/words';
import { useCommands, useSession } from '../../stores/session-context';
import { IconButton } from '../../widgets/Button';
import styles from './stops.module.css';

type StopRowProps = {
  readonly rule: StopRule;
  /** What the model says of it; undefined until it has answered. */
  readonly state: StopState | undefined;
  /** The run stands here because of it. */
  readonly now: boolean;
  /** It is in the line above, to be changed. */
  readonly edited: boolean;
  readonly onEdit: (rule: StopRule) => void;
};

export function StopRow({ rule, state, now, edited, onEdit }: StopRowProps) {
  const commands = useCommands();
  const text = printStop(rule);
  const { title, id } = rule;
  const rests = useSession(({ resting }) => resting.includes(id));
  const enabled = rule.enabled && !rests;
  return (
    <li className={styles.row} {...(now ? { 'aria-current': true as const } : {})}>
      <input
        type="checkbox"
        className={styles.check}
        checked={enabled}
        aria-label={`Stop at: ${title}`}
        onChange={() => commands.toggleStop(id)}
      />
      <div className={styles.what}>
        <span className={`${title === text ? styles.text : styles.title} ${enabled ? '' : styles.off}`}>{title}</span>
        {title !== text && <span className={styles.text}>{text}</span>}
        {enabled && state?.note !== undefined && (
          <span className={styles.note}>{`${state.note.never ? 'Never: ' : ''}${state.note.text}`}</span>
        )}
      </div>
      {rests ? (
        <span className={styles.hits}>rests during the lesson</span>
      ) : (
        <Hits state={state} now={now} count={rule.count} />
      )}
      <span className={styles.buttons}>
        <IconButton small label={`Run to: ${title}`} onClick={() => commands.runTo(rule, title)}>
          <StepForward size={14} aria-hidden="true" />
        </IconButton>
        <IconButton small label={`Change: ${title}`} disabled={edited} onClick={() => onEdit(rule)}>
          <Pencil size={13} aria-hidden="true" />
        </IconButton>
        <IconButton small label={`Remove: ${title}`} disabled={edited} onClick={() => commands.removeStop(id)}>
          <X size={14} aria-hidden="true" />
        </IconButton>
      </span>
    </li>
  );
}

type HitsProps = { readonly state: StopState | undefined; readonly now: boolean; readonly count: number };
function Hits({ state, now, count }: HitsProps) {
  const select = useSession((s) => s.select);
  const reveal = useSession((s) => s.reveal);
  if (state === undefined || state.hits === 0)
    return <span className={styles.hits}>{state?.note?.never === true ? '' : 'not met yet'}</span>;
  const { hits, last, spent } = state;
  const seq = last?.seq;
  return (
    <span className={styles.hits}>
      {now ? 'stopped here, ' : ''}
      {timesText(hits, count)}
      {spent ? ', done' : ''}
      {last !== undefined && (
        <>
          {now ? ', ' : ', last '}
          {seq === undefined ? (
            `${secondsText(last.time)} s`
          ) : (
            <button
              type="button"
              className={styles.link}
              title={`at ${secondsText(last.time)} s`}
              onClick={() => {
                select({ kind: 'event', seq });
                reveal('events');
              }}
            >
              #{seq}
            </button>
          )}
        </>
      )}
    </span>
  );
}

/** "once", "3 times", "2 of 3 times". */
function timesText(hits: number, count: number): string {
  if (hits < count) return `${hits} of ${plural(count, 'time')}`;
  return hits === 1 ? 'once' : plural(hits, 'time');
}
