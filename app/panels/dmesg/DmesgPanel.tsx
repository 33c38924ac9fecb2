/** The kernel log. */
import { Copy } from 'lucide-react';
import { useChain, useSession, useView } from '../../stores/session-context';
import { IconButton } from '../../widgets/Button';
import { copyText } from '../../widgets/copy-text';
import { EmptyState } from '../../widgets/EmptyState';
import { Panel } from '../../widgets/Panel';
import { StepMark } from '../../widgets/StepMark';
import { VirtualList } from '../../widgets/VirtualList';
import styles from './dmesg.module.css';
import { kernelLine } from './kernel-line';

export function DmesgPanel() {
  const lines = useView('dmesg', {})?.lines ?? [];
  const chain = useChain();
  const select = useSession((state) => state.select);
  const shown = lines.findLastIndex(({ seq }) => chain?.events.has(seq) === true);
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
          shown={shown < 0 ? undefined : { key: lines[shown]?.seq ?? shown, index: shown }}
          renderRow={(index) => {
            const { stamp, speaker, text } = kernelLine(lines[index]?.time ?? 0, lines[index]?.text ?? '');
            const seq = lines[index]?.seq ?? -1;
            const marks = chain?.events.get(seq);
            return (
              <button
                type="button"
                className={styles.line}
                aria-current={marks?.current === true}
                title="Shows what led to this line"
                onClick={() => select({ kind: 'event', seq })}
              >
                <span className={styles.stamp}>{stamp}</span>{' '}
                {speaker !== '' && <span className={styles.speaker}>{speaker} </span>}
                {text}
                {marks !== undefined && <StepMark label={marks.label} current={marks.current} />}
              </button>
            );
          }}
        />
      )}
    </Panel>
  );
}
