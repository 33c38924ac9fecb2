/** The kernel log. */
import { Copy } from 'lucide-react';
import { kernelLineMeaning } from '../../../sim-worker/contract/kernel-lines';
import type { LogView } from '../../../sim-worker/contract/text-views';
import { useChain, useSession, useView } from '../../stores/session-context';
import { IconButton } from '../../widgets/Button';
import { copyText } from '../../widgets/copy-text';
import { EmptyState } from '../../widgets/EmptyState';
import { Panel } from '../../widgets/Panel';
import { StepMark } from '../../widgets/StepMark';
import { VirtualList } from '../../widgets/VirtualList';
import styles from './dmesg.module.css';
import { kernelLine } from './kernel-line';
import { LineMeaning } from './LineMeaning';

type LogLine = LogView['lines'][number];
type StepMarks = { readonly label: string; readonly current: boolean };

export function DmesgPanel() {
  const lines = useView('dmesg', {})?.lines ?? [];
  const chain = useChain();
  const selection = useSession((state) => state.selection);
  const asked = selection?.kind === 'log' ? selection.text : undefined;
  const isChosen = ({ seq, text }: LogLine): boolean =>
    selection?.kind === 'event' ? seq === selection.seq : asked !== undefined && text.endsWith(asked);
  const chosen = lines.findLast(isChosen);
  const shown = lines.findLastIndex((line) => line === chosen || chain?.events.has(line.seq) === true);
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
          rowKey={(index) => lines[index]?.seq ?? index}
          shown={shown < 0 ? undefined : { key: lines[shown]?.seq ?? shown, index: shown }}
          renderRow={(index) => {
            const line = lines[index];
            return line === undefined ? null : (
              <Line line={line} chosen={line === chosen} marks={chain?.events.get(line.seq)} />
            );
          }}
        />
      )}
    </Panel>
  );
}

type LineProps = { readonly line: LogLine; readonly chosen: boolean; readonly marks: StepMarks | undefined };

function Line({ line, chosen, marks }: LineProps) {
  const select = useSession((state) => state.select);
  const { stamp, speaker, text } = kernelLine(line.time, line.text);
  const trouble = kernelLineMeaning(line.text)?.trouble === true;
  // What was said before the log of events began has no event.
  const choose = (): void => select(line.seq < 0 ? { kind: 'log', text: line.text } : { kind: 'event', seq: line.seq });
  return (
    <>
      <button
        type="button"
        className={styles.line}
        aria-current={chosen}
        title="Shows what this line means, and what led to it"
        onClick={choose}
      >
        <span className={styles.stamp}>{stamp}</span>{' '}
        {speaker !== '' && <span className={styles.speaker}>{speaker} </span>}
        {trouble ? <strong className={styles.trouble}>{text}</strong> : text}
        {marks !== undefined && <StepMark label={marks.label} current={marks.current} />}
      </button>
      {chosen && <LineMeaning line={line} />}
    </>
  );
}
