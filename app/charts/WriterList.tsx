/** The writers of a stretch of memory, one row per run: where, who, from which function, how long ago, and why. */
import type { WrittenRun } from '../../sim-worker/contract/memory-map';
import { addressText, spanText } from '../derive/format';
import { plural } from '../derive/words';
import { acts, writerWords } from '../derive/writers';
import { OwnerMark } from '../widgets/OwnerMark';
import { classes, ownerClass } from './owner-class';
import { useSay } from './roles';
import styles from './writer-list.module.css';

type WriterListProps = {
  readonly runs: readonly WrittenRun[];
  /** Virtual time. */
  readonly now: number;
  readonly label: string;
  /** The byte that is asked about. */
  readonly address?: number | undefined;
  readonly onEvent: (seq: number) => void;
  readonly onCode: (pc: number) => void;
};

export function WriterList({ runs, now, label, address, onEvent, onCode }: WriterListProps) {
  const say = useSay();
  return (
    <ul className={styles.list} aria-label={label}>
      {acts(runs).map((run) => {
        const { owner, name } = writerWords[run.by];
        const { pc, event } = run;
        const asked = address !== undefined && address >= run.address && address < run.address + run.length;
        return (
          <li key={run.address} className={styles.row} aria-current={asked || undefined}>
            <span className={styles.where}>{addressText(run.address)}</span>
            <span className={styles.size}>{plural(run.length, 'byte')}</span>
            <span className={classes(styles.who, ownerClass(owner))}>
              <OwnerMark owner={owner} size={10} /> {say(name)}
            </span>
            {pc === undefined ? (
              <span />
            ) : (
              <button
                type="button"
                className={styles.link}
                title={`Show ${addressText(pc)} in the disassembly`}
                onClick={() => onCode(pc)}
              >
                {run.symbol === '' ? addressText(pc) : run.symbol}
              </button>
            )}
            <span className={styles.age}>{spanText(Math.max(0, now - run.time))} ago</span>
            {event === undefined ? (
              <span />
            ) : (
              <button
                type="button"
                className={styles.link}
                title="Show the event it followed from"
                onClick={() => onEvent(event)}
              >
                after #{event}
              </button>
            )}
          </li>
        );
      })}
    </ul>
  );
}
