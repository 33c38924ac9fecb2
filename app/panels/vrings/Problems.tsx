/** What is wrong with the rings, each with a way to its event and its bytes. */
import type { RingProblem } from '../../../sim-worker/contract/ring-views';
import { useSay } from '../../charts/roles';
import { addressText } from '../../derive/format';
import { OwnerMark } from '../../widgets/OwnerMark';
import { useLinks } from './links';
import styles from './problems.module.css';

type ProblemsProps = { readonly problems: readonly RingProblem[]; readonly ring: number };

export function Problems({ problems, ring }: ProblemsProps) {
  const say = useSay();
  const { toEvent, toMemory } = useLinks();
  if (problems.length === 0) return null;
  return (
    <ul className={styles.problems} aria-label={`What is wrong with vring${ring}`}>
      {problems.map(({ text, event, address }) => (
        <li key={text}>
          <OwnerMark owner="fault" size={11} />
          <span className={styles.text}>{say(text)}</span>
          {event !== undefined && (
            <button type="button" className={styles.link} onClick={() => toEvent(event)}>
              #{event}
            </button>
          )}
          {address !== undefined && (
            <button type="button" className={styles.link} title="Show in memory" onClick={() => toMemory(address)}>
              {addressText(address)}
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}
