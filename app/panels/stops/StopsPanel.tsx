/** Where runs are to stop: breakpoints, watched memory, counts and events in one list. */
import { useRef, useState } from 'react';
import type { StopRule } from '../../../sim-worker/contract/stop-rules';
import { useSession, useView, useViewPart } from '../../stores/session-context';
import { EmptyState } from '../../widgets/EmptyState';
import { Panel } from '../../widgets/Panel';
import { AddStop } from './AddStop';
import { editing, emptyDraft } from './draft';
import { StopRow } from './StopRow';
import styles from './stops.module.css';

const nothing = {};

export function StopsPanel() {
  const rules = useSession((state) => state.stops);
  const resting = useSession((state) => state.resting);
  const states = useView('stops', nothing);
  const stoppedBy = useViewPart('status', nothing, (status) => status?.stop?.rule);
  const [draft, setDraft] = useState(emptyDraft);
  const field = useRef<HTMLInputElement>(null);
  const edit = (rule: StopRule): void => {
    setDraft(editing(rule));
    field.current?.focus();
  };
  const on = rules.filter(({ id, enabled }) => enabled && !resting.includes(id)).length;
  return (
    <Panel title="Stops" subtitle={rules.length === 0 ? undefined : `${on} of ${rules.length} on`} body="flush">
      <AddStop field={field} draft={draft} onDraft={setDraft} />
      {resting.length > 0 && (
        <p className={styles.resting}>
          A lesson is not to be stopped by rules from before it: they rest, and are back when you close it. One that you
          switch on here counts at once.
        </p>
      )}
      {rules.length === 0 ? (
        <div className={styles.empty}>
          <EmptyState
            why="Nothing stops a run but a fault."
            whatToDo="Choose a ready rule, or write one: an event with conditions on its fields, a count, a place in memory or in the code. In the list of events, “Stop here next time” makes a rule of an event."
          />
        </div>
      ) : (
        <ul className={styles.list} aria-label="Stop rules">
          {rules.map((rule) => (
            <StopRow
              key={rule.id}
              rule={rule}
              state={states?.find((each) => each.rule.id === rule.id)}
              now={rule.id === stoppedBy}
              edited={rule.id === draft.replaces?.id}
              onEdit={edit}
            />
          ))}
        </ul>
      )}
    </Panel>
  );
}
