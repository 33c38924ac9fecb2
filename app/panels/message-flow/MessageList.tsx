/** All kept messages, newest or slowest first: a search line, and rows that are fetched as they come into sight. */
import { ListFilter } from 'lucide-react';
import type { MessageRow } from '../../../sim-worker/contract/message-views';
import { countText, secondsText, spanText } from '../../derive/format';
import { filterKeys, toggled } from '../../derive/message-filter';
import { letterText } from '../../derive/words';
import { Menu } from '../../widgets/Menu';
import { OwnerMark } from '../../widgets/OwnerMark';
import { SegmentedControl } from '../../widgets/SegmentedControl';
import { TextField } from '../../widgets/TextField';
import { WindowedList } from '../../widgets/WindowedList';
import styles from './message-list.module.css';
import type { FlowState } from './use-messages';

export function MessageList({ flow }: { readonly flow: FlowState }) {
  const { view, row, line, parsed, setLine, order, setOrder, choose, setWindow } = flow;
  const matches = view?.matches ?? 0;
  const at = (index: number): MessageRow | undefined => view?.rows[index - view.from];
  const selected = view?.rows.findIndex(({ id }) => id === row?.id) ?? -1;
  return (
    <section className={styles.list} aria-label="Messages">
      <div className={styles.bar}>
        <TextField
          kind="search"
          label="Search messages"
          placeholder="Search, or tty:0"
          value={line}
          onChange={(event) => setLine(event.target.value)}
        />
        <FilterMenu line={line} onLine={setLine} />
      </div>
      <div className={styles.bar}>
        <span className={parsed.wrong === '' ? styles.count : styles.wrong} role="status">
          {parsed.wrong === '' ? countWords(flow) : parsed.wrong}
        </span>
        <SegmentedControl
          small
          label="Order of messages"
          segments={[
            { value: 'newest', label: 'newest' },
            { value: 'slowest', label: 'slowest' },
          ]}
          value={order}
          onChange={setOrder}
        />
      </div>
      {matches === 0 ? (
        <p className={styles.none}>{line === '' ? 'No message yet.' : 'No message passes.'}</p>
      ) : (
        <WindowedList
          label="Messages to choose from"
          count={matches}
          rowHeight={34}
          onWindow={setWindow}
          selected={view === undefined || selected < 0 ? undefined : view.from + selected}
          onMove={(index) => {
            const next = at(index);
            if (next !== undefined) choose(next);
          }}
          renderRow={(index) => {
            const message = at(index);
            return message === undefined ? <span className={styles.pending}>…</span> : <Row row={message} />;
          }}
        />
      )}
    </section>
  );
}

function countWords({ view, line }: FlowState): string {
  if (view === undefined) return '';
  if (line !== '') return `${countText(view.matches)} of ${countText(view.kept)}`;
  const lost = view.seen > view.kept || view.missedEvents > 0;
  return lost
    ? `the newest ${countText(view.kept)}`
    : `${countText(view.kept)} ${view.kept === 1 ? 'message' : 'messages'}`;
}

function Row({ row }: { readonly row: MessageRow }) {
  const from = row.out ? 'a7' : 'm4';
  const way = row.out ? (row.back ? 'Linux ⇄ M4' : 'Linux → M4') : 'M4 → Linux';
  const text = letterText(row.text, 24);
  const detail = row.port === undefined ? way : `${way}, ttyRPMSG${row.port}`;
  return (
    <div className={styles.row} title={`${detail}, at ${secondsText(row.start)} s, ${row.bytes} bytes`}>
      <span className={styles.who}>
        <OwnerMark owner={row.faulty ? 'fault' : from} size={10} />
      </span>
      <span className={styles.text}>{text === '' ? `${row.bytes} bytes` : text}</span>
      <span className={styles.took}>{row.progress === 'arrived' ? spanText(row.took) : '…'}</span>
      <span className={styles.detail}>{detail}</span>
      <span className={styles.at}>{row.progress === 'arrived' ? `${secondsText(row.start)} s` : row.progress}</span>
    </div>
  );
}

function FilterMenu({ line, onLine }: { readonly line: string; readonly onLine: (line: string) => void }) {
  return (
    <Menu
      label="Ways to filter messages"
      align="end"
      stays
      items={filterKeys.map(({ example, doc }) => ({
        key: example,
        label: doc,
        hint: example,
        checked: line.split(/\s+/).includes(example),
        onChoose: () => onLine(toggled(line, example)),
      }))}
      buttonClass={styles.filter}
    >
      <ListFilter size={13} aria-hidden="true" />
    </Menu>
  );
}
