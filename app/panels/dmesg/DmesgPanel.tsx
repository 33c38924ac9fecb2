/** The kernel log. */
import { Copy } from 'lucide-react';
import { useSession, useView } from '../../stores/session-context';
import { IconButton } from '../../widgets/Button';
import { copyText } from '../../widgets/copy-text';
import { EmptyState } from '../../widgets/EmptyState';
import { Panel } from '../../widgets/Panel';
import { VirtualList } from '../../widgets/VirtualList';
import styles from './dmesg.module.css';
import { kernelLine } from './kernel-line';

export function DmesgPanel() {
  const lines = useView('dmesg', {})?.lines ?? [];
  const notify = useSession((state) => state.notify);
  const copy = (): void => {
    const text = lines.map(({ time, text: line }) => `${kernelLine(time, '').stamp} ${line}`).join('\n');
    void copyText(`${text}\n`).then((done) =>
      notify(done ? `${lines.length} lines are in the clipboard.` : 'The browser did not allow copying.'),
    );
  };
  const actions = (
    <IconButton label="Copy the kernel log" small disabled={lines.length === 0} onClick={copy}>
      <Copy size={13} aria-hidden="true" />
    </IconButton>
  );
  return (
    <Panel title="dmesg" actions={actions} body={lines.length === 0 ? 'padded' : 'flush'} scrolls={lines.length === 0}>
      {lines.length === 0 ? (
        <EmptyState
          why="The kernel has not said anything yet."
          whatToDo="Press Run or Step: Linux loads the firmware and logs every step of it."
        />
      ) : (
        <VirtualList
          label="Kernel log"
          count={lines.length}
          rowHeight={18}
          rowKey={(index) => index}
          renderRow={(index) => {
            const { stamp, speaker, text } = kernelLine(lines[index]?.time ?? 0, lines[index]?.text ?? '');
            return (
              <div className={styles.line}>
                <span className={styles.stamp}>{stamp}</span>{' '}
                {speaker !== '' && <span className={styles.speaker}>{speaker} </span>}
                {text}
              </div>
            );
          }}
        />
      )}
    </Panel>
  );
}
