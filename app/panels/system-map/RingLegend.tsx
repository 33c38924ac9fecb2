/** Beside a wheel: its name, where it lies, and the values of its three hands. */
import type { VringView } from '../../../sim-worker/contract/ring-views';
import { HandMark } from '../../charts/marks';
import { classes } from '../../charts/owner-class';
import { useSay } from '../../charts/roles';
import { addressText } from '../../derive/format';
import type { MapLayout } from '../../derive/map-layout';
import styles from './ring-legend.module.css';

type RingLegendProps = {
  readonly layout: MapLayout;
  readonly number: 0 | 1;
  readonly ring: VringView | undefined /** The letter stands between the name and the hands. */;
  readonly parted: boolean;
  readonly onOpen: () => void;
};

export function RingLegend({ layout, number, ring, parted, onOpen }: RingLegendProps) {
  const say = useSay();
  const left = layout.linux.x + layout.linux.width + 14;
  const wheel = layout.wheels[number];
  const width = wheel.x - layout.radius - 16 - left;
  if (width < 62) return null;
  return (
    <div className={classes(styles.legend, parted && styles.parted)} style={{ left, top: wheel.y, width }}>
      <div className={styles.above}>
        <button type="button" className={styles.name} onClick={onOpen}>
          vring{number}
        </button>
        {ring !== undefined && layout.roomForHands && (
          <span className={styles.address}>{addressText(ring.address)}</span>
        )}
      </div>
      {ring !== undefined && layout.roomForHands && (
        <dl className={styles.hands}>
          <dt>
            <HandMark name="avail" /> avail
          </dt>
          <dd>{ring.avail.idx}</dd>
          <dt>
            <HandMark name="used" /> used
          </dt>
          <dd>{ring.used.idx}</dd>
          <dt>
            <HandMark name="read" /> {say('Linux')} read
          </dt>
          <dd>{ring.read}</dd>
        </dl>
      )}
    </div>
  );
}
