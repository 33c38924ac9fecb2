/** The firmware's own log: the trace buffer of the resource table, as debugfs shows it. */
import { useSession, useView } from '../../stores/session-context';
import { EmptyState } from '../../widgets/EmptyState';
import { Hex } from '../../widgets/Hex';
import { Panel } from '../../widgets/Panel';
import styles from './trace.module.css';

export function TracePanel() {
  const trace = useView('trace', {});
  const select = useSession((state) => state.select);
  const reveal = useSession((state) => state.reveal);
  if (trace === undefined || trace.absent !== '') {
    return (
      <Panel title="trace0">
        <EmptyState
          why={trace?.absent ?? 'Nothing is traced yet.'}
          whatToDo={
            <>
              A trace entry (<code>RSC_TRACE</code>) in the firmware’s resource table points to a text buffer; Linux
              shows it as <code>/sys/kernel/debug/remoteproc/remoteproc0/trace0</code>, and this panel too.
            </>
          }
        />
      </Panel>
    );
  }
  const subtitle = (
    <>
      {trace.name} ·{' '}
      <Hex
        value={trace.address}
        onClick={() => {
          select({ kind: 'address', address: trace.address });
          reveal('memory');
        }}
      />{' '}
      · {trace.length} B
    </>
  );
  return (
    <Panel title="trace0" subtitle={subtitle}>
      {trace.text === '' && (
        <EmptyState why="The buffer is empty." whatToDo="The firmware has not written to its trace buffer yet." />
      )}
      {trace.text !== '' && <pre className={styles.text}>{trace.text}</pre>}
      {trace.hidden !== '' && (
        <>
          <p className={styles.why}>
            Linux stops at the first zero byte. This is also in the buffer, but <code>cat trace0</code> does not show
            it:
          </p>
          <pre className={styles.hidden}>{trace.hidden}</pre>
        </>
      )}
    </Panel>
  );
}
