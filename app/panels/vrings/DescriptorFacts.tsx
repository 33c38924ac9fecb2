/** The selected descriptor from near: whose it is, the stations of its life, and its bytes, its history or its writers. */
import { useState } from 'react';
import type { VringView } from '../../../sim-worker/contract/ring-views';
import { classes, ownerClass } from '../../charts/owner-class';
import { useSay } from '../../charts/roles';
import { lifeOf } from '../../derive/descriptor-life';
import { addressText, spanText } from '../../derive/format';
import { elapsed } from '../../derive/ledger';
import { ownerWords, slotWords } from '../../derive/words';
import { OwnerMark } from '../../widgets/OwnerMark';
import { SegmentedControl } from '../../widgets/SegmentedControl';
import styles from './close-up.module.css';
import { BufferDump } from './DescriptorDetail';
import { History } from './History';
import { WhoWrote } from './WhoWrote';

const looks = ['bytes', 'history', 'writers'] as const;
type Look = (typeof looks)[number];
const lookWords: Readonly<Record<Look, string>> = {
  bytes: 'Bytes',
  history: 'History',
  writers: 'Who wrote this?',
};

type DescriptorFactsProps = { readonly ring: VringView; readonly index: number; readonly now: number };

export function DescriptorFacts({ ring, index, now }: DescriptorFactsProps) {
  const say = useSay();
  const [look, setLook] = useState<Look>('bytes');
  const d = ring.descriptors[index];
  if (d === undefined) return null;
  const words = slotWords[d.state];
  const held = elapsed(d, now);
  const spoken = words.owner === 'fault' ? words.spoken : words.spoken.replace(/^(full|empty), /, '');
  const doing = d.state === 'held-linux' ? `${ownerWords[words.owner]} is reading it` : spoken;
  return (
    <>
      <div className={styles.descriptorHead}>
        <h2>Descriptor {index}</h2>
        <span className={classes(styles.owner, ownerClass(words.owner))}>
          <OwnerMark owner={words.owner} size={11} /> {say(doing)}
          {held === undefined ? '' : `, for ${spanText(held)}`}
        </span>
        <span className={styles.looks}>
          <SegmentedControl
            label="What to show of the descriptor"
            small
            segments={looks.map((value) => ({ value, label: lookWords[value] }))}
            value={look}
            onChange={setLook}
          />
        </span>
      </div>
      <ol className={styles.life}>
        {lifeOf(d, ring).map((s) => (
          <li key={s.title} data-done={s.done || undefined}>
            <OwnerMark owner={s.owner} size={10} />
            <strong>{say(s.title)}</strong>
            <span>{s.detail}</span>
            {s.done && s.address !== undefined && <span className={styles.address}>{addressText(s.address)}</span>}
          </li>
        ))}
      </ol>
      <div className={styles.card}>
        {look === 'bytes' && <BufferDump ring={ring} index={index} wide rows={4} />}
        {look === 'history' && <History ring={ring} index={index} now={now} />}
        {look === 'writers' && <WhoWrote ring={ring} index={index} now={now} />}
      </div>
    </>
  );
}
