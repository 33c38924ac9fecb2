/** The wide form: the wheel from near with its three distances, the descriptor's life, the ledger, the flags, the chase. */
import { useMemo } from 'react';
import type { VringsView } from '../../../sim-worker/contract/views';
import { ChaseChart } from '../../charts/ChaseChart';
import { classes, ownerClass } from '../../charts/owner-class';
import { RingCloseUp } from '../../charts/RingCloseUp';
import { chaseOf } from '../../derive/chase';
import { lifeOf } from '../../derive/descriptor-life';
import { addressText, spanText } from '../../derive/format';
import { elapsed } from '../../derive/ledger';
import { flagSentences, ringArcs } from '../../derive/ring';
import { ownerWords, slotWords } from '../../derive/words';
import { OwnerMark } from '../../widgets/OwnerMark';
import styles from './close-up.module.css';
import { BufferDump } from './DescriptorDetail';
import { Ledger } from './Ledger';
import type { RingProps } from './SideView';

type CloseUpProps = RingProps & { readonly view: VringsView };

export function CloseUp({ ring, view, now, width, height, selected, onSelect }: CloseUpProps) {
  const left = Math.round(Math.min(width * 0.44, Math.max(420, height * 0.86)));
  const wheelHeight = Math.max(300, Math.min(height - 130, left + 20));
  const chase = useMemo(() => chaseOf(view.chase, ring, now), [view.chase, ring, now]);
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
            onSelect={(slot) => slot.descriptor !== undefined && onSelect(slot.descriptor)}
          />
          <TrackWords ring={ring} />
        </div>
        <Distances ring={ring} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section className={styles.facts} tabIndex={0} aria-label={`Details of vring${ring.ring}`}>
        {ring.problems.map((p) => (
          <p key={p.text} className={styles.problem}>
            <OwnerMark owner="fault" size={11} /> {p.text}
          </p>
        ))}
        {selected !== undefined && <Descriptor ring={ring} index={selected} now={now} />}
        <Ledger ring={ring} now={now} selected={selected} onSelect={onSelect} />
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
  return (
    <ul className={styles.numbers}>
      {ringArcs(ring).map((a) => (
        <li key={a.title} className={ownerClass(a.owner)}>
          <strong>{a.count}</strong>
          <span className={styles.numberTitle}>{a.title}</span>
          <span>{a.detail}</span>
        </li>
      ))}
    </ul>
  );
}

function Flags({ ring }: RingOnly) {
  return (
    <p className={styles.flags}>
      {flagSentences(ring).map((f) => (
        <span key={f.word}>
          <code>{f.word}</code> {f.sentence}
        </span>
      ))}
    </p>
  );
}

function TrackWords({ ring }: RingOnly) {
  if (ring.num > 32) return null;
  return (
    <>
      <p className={classes(styles.track, styles.outer)}>
        <strong>avail.ring, outer track</strong>
        Linux writes, M4 reads
      </p>
      <p className={classes(styles.track, styles.inner)}>
        <strong>used.ring, inner track</strong>
        M4 writes, Linux reads
      </p>
    </>
  );
}

function Descriptor({
  ring,
  index,
  now,
}: {
  readonly ring: CloseUpProps['ring'];
  readonly index: number;
  readonly now: number;
}) {
  const d = ring.descriptors[index];
  if (d === undefined) return null;
  const words = slotWords[d.state];
  const held = elapsed(d, now);
  const spoken = words.owner === 'fault' ? words.spoken : words.spoken.replace(/^(full|empty), /, '');
  return (
    <>
      <div className={styles.descriptorHead}>
        <h2>Descriptor {index}</h2>
        <span className={classes(styles.owner, ownerClass(words.owner))}>
          <OwnerMark owner={words.owner} size={11} /> {words.held ? `${ownerWords[words.owner]} is reading it` : spoken}
          {held === undefined ? '' : `, for ${spanText(held)}`}
        </span>
      </div>
      <ol className={styles.life}>
        {lifeOf(d, ring).map((s) => (
          <li key={s.title} data-done={s.done || undefined}>
            <OwnerMark owner={s.owner} size={10} />
            <strong>{s.title}</strong>
            <span>{s.detail}</span>
            {s.done && s.address !== undefined && <span className={styles.address}>{addressText(s.address)}</span>}
          </li>
        ))}
      </ol>
      <div className={styles.card}>
        <BufferDump ring={ring} index={index} wide rows={4} />
      </div>
    </>
  );
}
