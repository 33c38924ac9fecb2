/** The event log as a table: everything that happened, with what caused it. */
import { Copy, ListFilter } from 'lucide-react';
import { useMemo, useState } from 'react';
import { eventKinds, type Group, groupOf, type SocEvent } from '../../../sim-worker/contract/event-schema';
import { asText, labelOf } from '../../../sim-worker/contract/event-text';
import { countText } from '../../derive/format';
import { useChain, useEvents, useSession } from '../../stores/session-context';
import { Button, IconButton } from '../../widgets/Button';
import { copyText } from '../../widgets/copy-text';
import { EmptyState } from '../../widgets/EmptyState';
import { Menu } from '../../widgets/Menu';
import { Panel } from '../../widgets/Panel';
import { TextField } from '../../widgets/TextField';
import { VirtualTable } from '../../widgets/VirtualTable';
import { EventCells, eventHeads } from './EventCells';
import styles from './events.module.css';
import { type EventFilter, everything, filterEvents, positionOf } from './filter-events';

const groups: readonly Group[] = [...new Set(eventKinds.map(groupOf))];

/** From here on numbers of events need more room in a narrow panel: a number that is cut off is another number. */
const largeNumbers = 100_000;

export function EventsPanel() {
  const events = useEvents();
  const total = useSession((state) => state.log.total);
  const selected = useSession((state) => (state.selection?.kind === 'event' ? state.selection.seq : undefined));
  const running = useSession((state) => state.views.status?.phase === 'running');
  const select = useSession((state) => state.select);
  const reveal = useSession((state) => state.reveal);
  const chain = useChain();
  const [filter, setFilter] = useState<EventFilter>(everything);
  const [words] = useState(createLabels);
  const shown = useMemo(() => filterEvents(events, filter, words), [events, filter, words]);
  const filtered = shown !== events;
  const subtitle = filtered
    ? `${countText(shown.length)} of ${countText(events.length)}`
    : `${countText(total)} events`;
  return (
    <Panel
      title="Events"
      subtitle={events.length === 0 ? undefined : subtitle}
      actions={<EventActions filter={filter} onFilter={setFilter} shown={shown} />}
      body={shown.length === 0 ? 'padded' : 'flush'}
      scrolls={shown.length === 0}
    >
      {shown.length === 0 ? (
        <NoEvents filtered={filtered} onShowAll={() => setFilter(everything)} />
      ) : (
        <VirtualTable
          label="Events"
          heads={eventHeads}
          rowClass={total < largeNumbers ? styles.cells : `${styles.cells} ${styles.large}`}
          count={shown.length}
          rowHeight={20}
          // While all rows change with each frame, their elements stay and take new words.
          rowKey={(index) => (running ? index : (shown[index]?.seq ?? index))}
          shown={selected === undefined ? undefined : { key: selected, index: positionOf(shown, selected) }}
          current={(index) => shown[index]?.seq === selected}
          renderRow={(index) => {
            const event = shown[index];
            return event === undefined ? null : (
              <EventCells
                event={event}
                label={words(event)}
                marks={chain?.events.get(event.seq)}
                select={select}
                reveal={reveal}
              />
            );
          }}
        />
      )}
    </Panel>
  );
}

/** The sentence of an event, made once. */
function createLabels(): (event: SocEvent) => string {
  const made = new WeakMap<SocEvent, string>();
  return (event) => {
    const known = made.get(event) ?? labelOf(event);
    made.set(event, known);
    return known;
  };
}

function NoEvents({ filtered, onShowAll }: { readonly filtered: boolean; readonly onShowAll: () => void }) {
  if (!filtered)
    return (
      <EmptyState
        why="Nothing has happened yet."
        whatToDo="Press Run or Step: every fact of the board is recorded here."
      />
    );
  const all = (
    <Button small onClick={onShowAll}>
      Show all
    </Button>
  );
  return <EmptyState why="No event passes the filter." whatToDo="Other words, or more groups, may." action={all} />;
}

type EventActionsProps = {
  readonly filter: EventFilter;
  readonly onFilter: (filter: EventFilter) => void;
  readonly shown: readonly SocEvent[];
};

function EventActions({ filter, onFilter, shown }: EventActionsProps) {
  const notify = useSession((state) => state.notify);
  const toggle = (group: Group): void => {
    const without = new Set(filter.without);
    if (!without.delete(group)) without.add(group);
    onFilter({ ...filter, without });
  };
  const copy = (): void => {
    void copyText(`${shown.map(asText).join('\n')}\n`).then((done) =>
      notify(done ? `${countText(shown.length)} events are in the clipboard.` : 'The browser did not allow copying.'),
    );
  };
  const hidden = filter.without.size;
  return (
    <>
      <TextField
        kind="search"
        label="Filter events by words"
        placeholder="Filter"
        size={8}
        value={filter.text}
        onChange={(event) => onFilter({ ...filter, text: event.target.value })}
      />
      <Menu
        label="Groups of events"
        align="end"
        stays
        items={[
          {
            key: 'all',
            label: 'All groups',
            checked: hidden === 0,
            onChoose: () => onFilter({ ...filter, without: new Set() }),
          },
          {
            key: 'none',
            label: 'None',
            checked: hidden === groups.length,
            onChoose: () => onFilter({ ...filter, without: new Set(groups) }),
          },
          { kind: 'heading', key: 'groups', label: 'Groups' },
          ...groups.map((group) => ({
            key: group,
            label: group,
            checked: !filter.without.has(group),
            onChoose: () => toggle(group),
          })),
        ]}
        buttonClass={styles.filter}
      >
        <ListFilter size={13} aria-hidden="true" />
        {hidden > 0 && <span>{groups.length - hidden}</span>}
      </Menu>
      <IconButton small label="Copy these events as text" disabled={shown.length === 0} onClick={copy}>
        <Copy size={13} aria-hidden="true" />
      </IconButton>
    </>
  );
}
