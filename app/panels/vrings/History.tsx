/** How a descriptor went from hand to hand, the newest change first. */
import type { VringView } from '../../../sim-worker/contract/ring-views';
import { classes, ownerClass } from '../../charts/owner-class';
import { useSay } from '../../charts/roles';
import { secondsText, spanText } from '../../derive/format';
import { historyRows } from '../../derive/history';
import { useView } from '../../stores/session-context';
import { OwnerMark } from '../../widgets/OwnerMark';
import styles from './history.module.css';
import { useLinks } from './links';

type HistoryProps = { readonly ring: VringView; readonly index: number; readonly now: number };

export function History({ ring, index, now }: HistoryProps) {
  const say = useSay();
  const { toEvent } = useLinks();
  const view = useView('descriptor', { ring: ring.ring, index });
  const mine = view?.ring === ring.ring && view.index === index ? view.changes : [];
  const rows = historyRows(mine, now, ring);
  if (rows.length === 0) return <p className={styles.none}>{say('It has never left Linux’s hands.')}</p>;
  return (
    <ol className={styles.rows} aria-label={`History of descriptor ${index}`}>
      {rows.map((row) => (
        <li key={row.key} className={classes(styles.row, row.wrong && styles.wrong)}>
          <span className={styles.time}>{secondsText(row.time)} s</span>
          <span className={classes(styles.text, ownerClass(row.owner))}>
            <OwnerMark owner={row.owner} size={10} /> <span>{say(row.text)}</span>
          </span>
          <span className={styles.index}>{row.index}</span>
          <span className={styles.message}>{row.message}</span>
          <span className={styles.lasted}>
            {row === rows[0] ? `for ${spanText(row.lasted)}` : spanText(row.lasted)}
          </span>
          {row.event === undefined ? (
            <span />
          ) : (
            <button type="button" className={styles.link} onClick={() => toEvent(row.event ?? 0)}>
              #{row.event}
            </button>
          )}
        </li>
      ))}
    </ol>
  );
}
