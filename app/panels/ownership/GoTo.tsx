/** The ways from a fact to where it happened: the event, and the code. */
import type { ReactNode } from 'react';
import { useSession } from '../../stores/session-context';
import { Button } from '../../widgets/Button';
import styles from './cell-detail.module.css';

type GoToProps = {
  readonly seq: number | undefined;
  readonly pc: number | undefined;
  /** More that can be done from here. */
  readonly children?: ReactNode;
};
export function GoTo({ seq, pc, children }: GoToProps) {
  const select = useSession((s) => s.select);
  const reveal = useSession((s) => s.reveal);
  if (seq === undefined && pc === undefined && children === undefined) return null;
  return (
    <div className={styles.buttons}>
      {seq !== undefined && (
        <Button
          small
          onClick={() => {
            select({ kind: 'event', seq });
            reveal('events');
          }}
        >
          Show the event
        </Button>
      )}
      {pc !== undefined && (
        <Button
          small
          onClick={() => {
            select({ kind: 'address', address: pc });
            reveal('disassembly');
          }}
        >
          Show the code
        </Button>
      )}
      {children}
    </div>
  );
}
