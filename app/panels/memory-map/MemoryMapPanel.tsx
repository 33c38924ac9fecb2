/** The shared memory as a map: what lies where, whose it is now, how lately it was written, and by whom. */
import { useCallback, useState } from 'react';
import type { MemoryPlace } from '../../../sim-worker/contract/memory-map';
import { MemoryLane } from '../../charts/MemoryLane';
import { MemoryOverview } from '../../charts/MemoryOverview';
import { useSay } from '../../charts/roles';
import { useSize } from '../../charts/use-size';
import { chainAddress, marksWithin } from '../../derive/chain';
import { addressText, sizeText } from '../../derive/format';
import { type Lane, lanesOf, placeAt } from '../../derive/memory-map';
import { followedByte } from '../../stores/selection';
import { useChain, useSession, useView } from '../../stores/session-context';
import { EmptyState } from '../../widgets/EmptyState';
import { OwnerMark } from '../../widgets/OwnerMark';
import { Panel } from '../../widgets/Panel';
import { StepMark } from '../../widgets/StepMark';
import styles from './memory-map.module.css';
import { PlaceDetail } from './PlaceDetail';
import { PlaceTable } from './PlaceTable';

const nothing = {};
const wideFrom = 860;
/** Bytes that the detail shows. */
const shown = 128;

const rowOf = (address: number): number => (address & ~0xf) >>> 0;

export function MemoryMapPanel() {
  const [ref, size] = useSize<HTMLDivElement>({ width: 424, height: 264 });
  const selection = useSession((s) => s.selection);
  const select = useSession((s) => s.select);
  const vrings = useView('vrings', nothing);
  const chain = useChain();
  const byte = followedByte(selection, chain);
  const chosen =
    selection?.kind === 'address'
      ? selection.address
      : selection?.kind === 'descriptor'
        ? vrings?.rings.find(({ ring }) => ring === selection.ring)?.descriptors[selection.index]?.address
        : chainAddress(chain, byte);
  const [anchor, setAnchor] = useState(chosen);
  // The bytes stand still while one of them is chosen after another.
  if (chosen !== undefined && (anchor === undefined || chosen < rowOf(anchor) || chosen >= rowOf(anchor) + shown))
    setAnchor(chosen);
  const view = useView('memoryMap', { at: anchor });
  const now = useView('status', nothing)?.time ?? 0;
  const phase = useView('status', nothing)?.phase;
  const lanes = view === undefined ? [] : lanesOf(view, now);
  const pick = useCallback((address: number): void => select({ kind: 'address', address }), [select]);
  if (view === undefined || phase === 'empty')
    return (
      <Panel title="Memory map">
        <EmptyState
          why="No firmware is open."
          whatToDo="Open one: then the memories of the M4 stand here, with what Linux and the M4 share of them."
        />
      </Panel>
    );
  const wide = size.width >= wideFrom;
  const place = chosen === undefined ? undefined : placeAt(view, chosen);
  return (
    <Panel title="Memory map" subtitle="shared by both sides" body="flush" scrolls={false}>
      <div ref={ref} className={wide ? styles.wide : styles.narrow}>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
        <section className={styles.map} tabIndex={0} aria-label="Map">
          <MemoryOverview view={view} selected={chosen} onSelect={pick} />
          <Problems problems={view.problems} />
          {lanes.length === 0 ? (
            <EmptyState
              why="Nothing is shared yet."
              whatToDo="Linux lays out rings and buffers when it starts the remote processor: press Run."
            />
          ) : (
            <>
              <Lanes lanes={lanes} place={place} chosen={chosen} onSelect={pick} />
              {wide && <PlaceTable view={view} selected={place} onSelect={pick} />}
            </>
          )}
        </section>
        <PlaceDetail view={view} address={chosen} now={now} onSelect={pick} />
      </div>
    </Panel>
  );
}

type LanesProps = {
  readonly lanes: readonly Lane[];
  readonly place: MemoryPlace | undefined;
  readonly chosen: number | undefined;
  readonly onSelect: (address: number) => void;
};
function Lanes({ lanes, place, chosen, onSelect }: LanesProps) {
  const chain = useChain();
  return (
    <>
      <ul className={styles.lanes} aria-label="Shared memory">
        {lanes.map((lane) => (
          <li key={lane.key} className={styles.row}>
            <div className={styles.head}>
              <strong className={styles.name}>{lane.name}</strong>
              <span className={styles.where}>{addressText(lane.address)}</span>
              <span className={styles.size}>
                {lane.length < lane.whole ? `${lane.length} of ${sizeText(lane.whole)}` : sizeText(lane.whole)}
              </span>
              {chain !== undefined &&
                marksWithin(chain, lane.address, lane.whole).map(({ label, current }) => (
                  <StepMark key={label} label={label} current={current} />
                ))}
              <span className={styles.source}>{lane.source}</span>
            </div>
            <MemoryLane lane={lane} selected={place?.address ?? chosen} onSelect={onSelect} />
          </li>
        ))}
      </ul>
      <HeatLegend />
    </>
  );
}

function HeatLegend() {
  const say = useSay();
  return (
    <p className={styles.legend}>
      Boxes: whose it is now, filled when a message is inside. Line below: who wrote last,{' '}
      <OwnerMark owner="a7" size={9} /> {say('Linux')} or <OwnerMark owner="m4" size={9} /> {say('M4')}, paler the
      longer ago; underlined: within the last 100 µs.
    </p>
  );
}

function Problems({ problems }: { readonly problems: readonly string[] }) {
  if (problems.length === 0) return null;
  return (
    <ul className={styles.problems} aria-label="What is wrong">
      {problems.map((text) => (
        <li key={text}>
          <OwnerMark owner="fault" size={11} /> {text}
        </li>
      ))}
    </ul>
  );
}
