/** What went over one ttyRPMSG, each piece with the way it went. */
import { printable } from '../../../sim-worker/contract/event-text';
import { secondsText } from '../../derive/format';
import { useSession } from '../../stores/session-context';
import { EmptyState } from '../../widgets/EmptyState';
import { VirtualList } from '../../widgets/VirtualList';
import type { TtyPort } from './TtyPanel';
import styles from './tty.module.css';

type Piece = TtyPort['traffic'][number];

export function TtyTraffic({ port }: { readonly port: TtyPort }) {
  const { traffic } = port;
  if (traffic.length === 0) {
    return (
      <div className={styles.empty}>
        <EmptyState
          why={port.open ? 'Nothing has been sent yet.' : `Nobody has opened /dev/ttyRPMSG${port.port} yet.`}
          whatToDo="Type a line below; it goes to the M4 as one message."
        />
      </div>
    );
  }
  return (
    <VirtualList
      label={`Traffic of ttyRPMSG${port.port}`}
      count={traffic.length}
      rowHeight={20}
      rowKey={(index) => index}
      renderRow={(index) => {
        const piece = traffic[index];
        return piece === undefined ? null : <Row piece={piece} />;
      }}
    />
  );
}

function Row({ piece }: { readonly piece: Piece }) {
  const selected = useSession((state) => state.selection?.kind === 'event' && state.selection.seq === piece.seq);
  const select = useSession((state) => state.select);
  const content = (
    <>
      <span className={piece.toM4 ? styles.toM4 : styles.fromM4}>{piece.toM4 ? '→ M4' : '← M4'}</span>
      <span className={styles.text}>{printable(piece.text)}</span>
    </>
  );
  const title = `${piece.toM4 ? 'to the M4' : 'from the M4'} at ${secondsText(piece.time)} s`;
  const { seq } = piece;
  if (seq === undefined) {
    return (
      <div className={styles.row} title={title}>
        {content}
      </div>
    );
  }
  return (
    <button
      type="button"
      className={styles.row}
      title={`${title}; shows its event`}
      aria-current={selected}
      onClick={() => select({ kind: 'event', seq })}
    >
      {content}
    </button>
  );
}
