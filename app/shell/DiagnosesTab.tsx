/** The words on the tab of the diagnoses, with how many there are; they are asked for even while the panel is covered. */
import { troubles } from '../derive/findings';
import { useSession, useViewPart } from '../stores/session-context';
import styles from './findings-chip.module.css';

export function DiagnosesTab({ name }: { readonly name: string }) {
  useViewPart('diagnoses', {}, () => undefined);
  const count = useSession((state) => troubles(state.findings).length);
  return (
    <>
      {name}
      {count > 0 && (
        <span className={styles.badge} aria-hidden="true">
          {count}
        </span>
      )}
    </>
  );
}
