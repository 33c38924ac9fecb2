/** The wide form: the wheel from near with its three distances, the descriptor's life, the ledger, the flags, the chase. */
import { useMemo } from 'react';
import type { VringsView } from '../../../sim-worker/contract/ring-views';
import { ChaseChart } from '../../charts/ChaseChart';
import { classes, ownerClass } from '../../charts/owner-class';
import { RingCloseUp } from '../../charts/RingCloseUp';
import { RingLens } from '../../charts/RingLens';
import { useSay } from '../../charts/roles';
import { chaseOf } from '../../derive/chase';
import { addressText } from '../../derive/format';
import { flagSentences, ringArcs } from '../../derive/ring';
import { maxSingleSlots } from '../../derive/wheel-geometry';
import styles from './close-up.module.css';
import { DescriptorFacts } from './DescriptorFacts';
import { Ledger } from './Ledger';
import { Problems } from './Problems';
import type { RingProps } from './SideView';

type CloseUpProps = RingProps & { readonly view: VringsView };

export function CloseUp({ ring, view, now, width, height, selected, onSelect, marksOf }: CloseUpProps) {
  const left = Math.round(Math.min(width * 0.44, Math.max(420, height * 0.86)));
  const large = ring.num > maxSingleSlots;
  const wheelHeight = Math.max(260, Math.min(height - (large ? 270 : 130), left + 20));
  const chase = useMemo(() => chaseOf(view.chase, ring, now), [view.chase, ring, now]);
  const pick = (index: number | undefined): void => {
    if (index !== undefined) onSelect(ring.ring, index);
  };
  return (
    <div className={styles.closeUp}>
      <div className={styles.stage} style={{ width: left }}>
        <p className={styles.where}>
          {addressText(ring.address)}, {ring.num} descriptors, align {ring.align}
        </p>
        <div className={styles.wheel}>
          <RingCloseUp
            ring={ring}
            width={left - 16}
            height={wheelHeight}
            selected={selected}
            onSelect={(slot) => pick(slot.descriptor)}
            marksOf={marksOf}
          />
          <TrackWords ring={ring} />
        </div>
        {large && <RingLens ring={ring} selected={selected} onSelect={pick} />}
        <Distances ring={ring} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section className={styles.facts} tabIndex={0} aria-label={`Details of vring${ring.ring}`}>
        <Problems problems={[...view.tableProblems, ...ring.problems]} ring={ring.ring} />
        {selected !== undefined && <DescriptorFacts ring={ring} index={selected} now={now} />}
        <Ledger rings={view.rings} ring={ring.ring} now={now} selected={selected} onSelect={onSelect} />
        <Flags ring={ring} />
        {chase !== undefined && (
          <section className={styles.chase}>
            <h3 className={styles.title}>
              The chase <span>read never passes used, used never passes avail</span>
            </h3>
            <ChaseChart
              chase={chase}
              width={width - left - 44}
              height={Math.max(112, Math.min(240, height * 0.2))}
              toLinux={ring.direction === 'm4-to-linux'}
            />
          </section>
        )}
      </section>
    </div>
  );
}

type RingOnly = { readonly ring: CloseUpProps['ring'] };
/** The three distances between the hands, as large numbers. */
function Distances({ ring }: RingOnly) {
  const say = useSay();
  return (
    <ul className={styles.numbers}>
      {ringArcs(ring).map((a) => (
        <li key={a.title} className={ownerClass(a.owner)}>
          <strong>{a.count}</strong>
          <span className={styles.numberTitle}>{say(a.title)}</span>
          <span>{say(a.detail)}</span>
        </li>
      ))}
    </ul>
  );
}

function Flags({ ring }: RingOnly) {
  const say = useSay();
  return (
    <p className={styles.flags}>
      {flagSentences(ring).map((f) => (
        <span key={f.word}>
          <code>{f.word}</code> {say(f.sentence)}
        </span>
      ))}
    </p>
  );
}

function TrackWords({ ring }: RingOnly) {
  const say = useSay();
  if (ring.num === 0 || ring.num > maxSingleSlots) return null;
  return (
    <>
      <p className={classes(styles.track, styles.outer)}>
        <strong>avail.ring, outer track</strong>
        {say('Linux writes, M4 reads')}
      </p>
      <p className={classes(styles.track, styles.inner)}>
        <strong>used.ring, inner track</strong>
        {say('M4 writes, Linux reads')}
      </p>
    </>
  );
}
