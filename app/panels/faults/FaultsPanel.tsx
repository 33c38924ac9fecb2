/** Faults on purpose: choose what shall break, arm it, and see that it happened, or what it still waits for. */
import { useState } from 'react';
import type { InjectionKind } from '../../../sim-worker/contract/injections';
import { draftOf, type FaultDraft, type LookedAt, usualDraft } from '../../derive/faults';
import { useChip, useCommands, useSession, useView } from '../../stores/session-context';
import { EmptyState } from '../../widgets/EmptyState';
import { Panel } from '../../widgets/Panel';
import { ArmedFaults } from './ArmedFaults';
import { EarlierFaults } from './EarlierFaults';
import { FaultForm } from './FaultForm';
import styles from './faults.module.css';

const firstKind: InjectionKind = 'drop-kick';
const nothing = { armed: [], earlier: [] };

export function FaultsPanel() {
  const { armed, earlier } = useView('injections', {}) ?? nothing;
  const empty = useSession((state) => (state.views.status?.phase ?? 'empty') === 'empty');
  const commands = useCommands();
  const lookedAt = useLookedAt();
  const [draft, setDraft] = useState<FaultDraft>(() => usualDraft(firstKind, lookedAt));
  if (empty) {
    return (
      <Panel title="Faults">
        <EmptyState why="There is nothing to break." whatToDo="Open a demo or drop an ELF first." />
      </Panel>
    );
  }
  const fired = armed.filter((one) => one.fired > 0).length;
  return (
    <Panel title="Faults" subtitle={armed.length === 0 ? 'nothing is broken' : `${fired} of ${armed.length} fired`}>
      <div className={styles.columns}>
        <FaultForm draft={draft} lookedAt={lookedAt} onChange={setDraft} onArm={commands.inject} />
        <div>
          <ArmedFaults armed={armed} onEdit={(injection) => setDraft(draftOf(injection))} />
          {earlier.length > 0 && <EarlierFaults texts={earlier} />}
        </div>
      </div>
    </Panel>
  );
}

/** A bell, a ring or a peripheral that is selected somewhere in the page. */
function useLookedAt(): LookedAt {
  const selection = useSession((state) => state.selection);
  const chip = useChip();
  switch (selection?.kind) {
    case 'channel':
      return { bell: selection };
    case 'descriptor':
      return { ring: selection.ring };
    case 'etzpc':
      return { peripheral: chip?.etzpc[selection.id]?.name || undefined };
    default:
      return {};
  }
}
