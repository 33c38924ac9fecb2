/** The narrow form: the strip, its legend, one descriptor decoded, and as much of the ledger as there is room for. */
import type { ReactNode } from 'react';
import type { VringView } from '../../../sim-worker/contract/ring-views';
import { DescriptorStrip, StateMark } from '../../charts/DescriptorStrip';
import { useSay } from '../../charts/roles';
import type { StepMarks } from '../../derive/chain';
import { stateCounts } from '../../derive/ring';
import { directionWords } from '../../derive/words';
import { DescriptorDetail } from './DescriptorDetail';
import { BriefLedger } from './Ledger';
import { Problems } from './Problems';
import styles from './side-view.module.css';

/** Pixels: strip, legend and head of the descriptor, and a row of bytes with its brackets. */
const aboveBytes = 118;
const rowHeight = 36;

export type RingProps = {
  readonly ring: VringView;
  readonly now: number;
  readonly width: number;
  readonly height: number;
  readonly selected: number | undefined;
  readonly onSelect: (ring: number, index: number) => void;
  /** Steps of the chain, by descriptor. */
  readonly marksOf: (descriptor: number) => StepMarks | undefined;
};

type SideViewProps = RingProps & {
  readonly rings: readonly VringView[];
  /** The switch between the rings, when the panel's head has no room for it. */
  readonly chooser?: ReactNode;
};

export function SideView({ ring, rings, now, width, height, selected, onSelect, marksOf, chooser }: SideViewProps) {
  const say = useSay();
  const wide = width >= 600;
  const rows = Math.max(2, Math.min(wide ? 4 : 6, Math.floor((height - aboveBytes) / rowHeight)));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className={styles.side} tabIndex={0} aria-label={`vring${ring.ring}`}>
      <Problems problems={ring.problems.slice(0, 1)} ring={ring.ring} />
      {chooser !== undefined && (
        <div className={styles.line}>
          {chooser}
          <span className={styles.direction}>{say(directionWords(ring.direction))}</span>
          <Legend ring={ring} brief />
        </div>
      )}
      <DescriptorStrip
        ring={ring}
        now={now}
        selected={selected}
        onSelect={(index) => onSelect(ring.ring, index)}
        marksOf={marksOf}
      />
      {chooser === undefined && <Legend ring={ring} />}
      {selected !== undefined && <DescriptorDetail ring={ring} index={selected} now={now} wide={wide} rows={rows} />}
      {height > 280 && <BriefLedger rings={rings} ring={ring.ring} now={now} selected={selected} onSelect={onSelect} />}
    </section>
  );
}

function Legend({ ring, brief = false }: { readonly ring: VringView; readonly brief?: boolean }) {
  const say = useSay();
  return (
    <ul className={brief ? styles.briefLegend : styles.legend} aria-label="Descriptors by state">
      {stateCounts(ring).map((c) => (
        <li key={c.state} title={say(c.text)}>
          <StateMark state={c.state} /> {say(brief ? c.brief : c.text)}
        </li>
      ))}
    </ul>
  );
}
