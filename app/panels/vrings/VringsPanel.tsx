/** The rings as they stand in memory: a strip and one decoded buffer beside the stage, the close-up with its ledger on it. */
import { useMemo } from 'react';
import type { VringsView } from '../../../sim-worker/contract/ring-views';
import { useSay } from '../../charts/roles';
import { useSize } from '../../charts/use-size';
import { roleLabels, roleNames, roleSentences } from '../../derive/roles';
import { directionWords } from '../../derive/words';
import { useChain, useSession, useView } from '../../stores/session-context';
import { EmptyState } from '../../widgets/EmptyState';
import { Panel } from '../../widgets/Panel';
import { SegmentedControl } from '../../widgets/SegmentedControl';
import { CloseUp } from './CloseUp';
import { chosenDescriptor } from './chosen';
import { SideView } from './SideView';
import { lookedAt, useRingChoice } from './use-ring-choice';
import styles from './vrings.module.css';

const nothing = {};
const wideFrom = 900;
/** Beside the tabs of a narrow dock there is no room for a switch: it moves into the panel. */
const narrowBelow = 500;

export function VringsPanel() {
  const [ref, size] = useSize<HTMLDivElement>({ width: 424, height: 264 });
  const view = useView('vrings', nothing);
  const status = useView('status', nothing);
  const chain = useChain();
  const selection = lookedAt(
    useSession((s) => s.selection),
    chain,
  );
  const marksIn = (of: number) => (descriptor: number) => chain?.descriptors.get(`${of}.${descriptor}`);
  const select = useSession((s) => s.select);
  const [number, choose] = useRingChoice(selection);
  const ring = view?.rings.find((r) => r.ring === number) ?? view?.rings[0];
  const now = status?.time ?? 0;
  const index = useMemo(
    () => (ring === undefined ? undefined : chosenDescriptor(ring, selection, now)),
    [ring, selection, now],
  );
  const pick = (of: number, descriptor: number): void => select({ kind: 'descriptor', ring: of, index: descriptor });
  const say = useSay();
  const wide = size.width >= wideFrom;
  const narrow = size.width < narrowBelow;
  const chooser = <RingSwitch key="rings" rings={view?.rings ?? []} current={ring?.ring} onChoose={choose} />;
  const words = ring === undefined ? undefined : say(directionWords(ring.direction));
  return (
    <Panel
      title="Vrings"
      body="flush"
      scrolls={false}
      {...(words === undefined || narrow ? {} : { subtitle: wide ? `carries messages ${words}` : words })}
      {...(narrow ? {} : { actions: wide ? [chooser, <RoleSwitch key="roles" />] : chooser })}
    >
      <div ref={ref} className={styles.body}>
        {ring === undefined || view === undefined ? (
          <div className={styles.empty}>
            <EmptyState
              why={view?.absent || 'There are no rings yet.'}
              whatToDo="A vring is a ring of buffers in shared memory: vring0 carries messages to Linux, vring1 to the M4. It needs a firmware with a resource table."
            />
          </div>
        ) : wide ? (
          <CloseUp
            ring={ring}
            view={view}
            now={now}
            width={size.width}
            height={size.height}
            selected={index}
            onSelect={pick}
            marksOf={marksIn(ring.ring)}
          />
        ) : (
          <SideView
            ring={ring}
            rings={view.rings}
            now={now}
            width={size.width}
            height={size.height}
            selected={index}
            onSelect={pick}
            marksOf={marksIn(ring.ring)}
            chooser={narrow ? chooser : undefined}
          />
        )}
      </div>
    </Panel>
  );
}

/** One switch for every label of the page. */
function RoleSwitch() {
  const roles = useSession((s) => s.roles);
  const setRoles = useSession((s) => s.setRoles);
  return (
    <SegmentedControl
      label="Names of the two sides"
      small
      segments={roleNames.map((value) => ({ value, label: roleLabels[value], title: roleSentences[value] }))}
      value={roles}
      onChange={setRoles}
    />
  );
}

type RingSwitchProps = {
  readonly rings: VringsView['rings'];
  readonly current: number | undefined;
  readonly onChoose: (ring: number) => void;
};
function RingSwitch({ rings, current, onChoose }: RingSwitchProps) {
  const say = useSay();
  if (current === undefined) return null;
  const segments = rings.map((r) => ({
    value: String(r.ring),
    label: `vring${r.ring}`,
    title: say(directionWords(r.direction)),
  }));
  return (
    <SegmentedControl
      label="Ring"
      small
      segments={segments}
      value={String(current)}
      onChange={(value) => onChoose(Number(value))}
    />
  );
}
