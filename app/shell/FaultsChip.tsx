/** Says in the top bar that something is or will be broken on purpose, so that nobody hunts a bug that is none. */
import { useSession, useViewPart } from '../stores/session-context';
import { OwnerMark } from '../widgets/OwnerMark';
import styles from './faults-chip.module.css';

export function FaultsChip() {
  const waiting = useViewPart('status', {}, (status) => status?.injections.waiting ?? 0);
  const active = useViewPart('status', {}, (status) => status?.injections.active ?? 0);
  const reveal = useSession((state) => state.reveal);
  const count = waiting + active;
  if (count === 0) return null;
  const words = [...(active > 0 ? [`${active} in force`] : []), ...(waiting > 0 ? [`${waiting} armed`] : [])].join(
    ', ',
  );
  return (
    <button
      type="button"
      className={styles.chip}
      aria-label={`Faults on purpose: ${words}`}
      title={`Faults on purpose: ${words}`}
      onClick={() => reveal('faults')}
    >
      <OwnerMark owner={active > 0 ? 'fault' : 'free'} size={11} />
      {count}
      <span className={styles.noun}>{count === 1 ? 'fault' : 'faults'}</span>
    </button>
  );
}
