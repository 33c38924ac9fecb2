/** The five lanes of the message flow: their heads, which stay in sight, and the lines under them. */
import type { Lane } from '../../sim-worker/contract/event-schema';
import { laneOwner, lanes } from '../derive/actor';
import type { LaneXs } from '../derive/flow-labels';
import styles from './flow-chart.module.css';
import { classes, ownerClass } from './owner-class';
import { Decor } from './svg';

const shortNames: Readonly<Record<Lane, string>> = {
  user: 'User',
  driver: 'Drivers',
  ipcc: 'IPCC',
  'm4-irq': 'M4 IRQ',
  m4: 'Firmware',
};
/** Where the lanes stand close together. */
const shortestNames: Readonly<Record<Lane, string>> = { ...shortNames, driver: 'Driver', 'm4-irq': 'IRQ', m4: 'M4' };
const closeLanes = 64;
const longNames: Readonly<Record<Lane, string>> = {
  user: 'User space',
  driver: 'rpmsg_tty, virtio_rpmsg_bus',
  ipcc: 'IPCC',
  'm4-irq': 'M4 interrupt',
  m4: 'M4 firmware',
};
type LaneHeadsProps = {
  readonly x: LaneXs;
  readonly width: number;
  readonly height: number;
  /** Long names. */
  readonly wide: boolean;
  /** Where the column of times ends, whose unit stands above it; px. */
  readonly unitEnd?: number;
};
export function LaneHeads({ x, width, height, wide, unitEnd }: LaneHeadsProps) {
  const names = wide ? longNames : x.driver - x.user < closeLanes ? shortestNames : shortNames;
  return (
    <svg className={styles.heads} width={width} height={height} aria-hidden="true">
      {unitEnd !== undefined && (
        <text className={styles.unit} x={unitEnd} y="17">
          µs
        </text>
      )}
      {lanes.map((lane) => (
        <LaneHead key={lane} lane={lane} x={x[lane]} name={names[lane]} />
      ))}
    </svg>
  );
}

function LaneHead({ lane, x, name }: { readonly lane: Lane; readonly x: number; readonly name: string }) {
  const owner = laneOwner[lane];
  const half = name.length * 3.3;
  return (
    <g className={owner === undefined ? undefined : ownerClass(owner)}>
      {owner === 'a7' && <rect className={styles.mark} x={x - half - 13} y="8.500" width="8" height="8" rx="1.5" />}
      {owner === 'm4' && <circle className={styles.mark} cx={x - half - 9} cy="12.500" r="4" />}
      <text className={classes(styles.laneName, owner === undefined && styles.plain)} x={x} y="17">
        {name}
      </text>
    </g>
  );
}

export function Lifelines({ x, nowY, height }: { readonly x: LaneXs; readonly nowY: number; readonly height: number }) {
  return (
    <Decor>
      {lanes.map((lane) => {
        const owner = laneOwner[lane];
        return (
          <g key={lane} className={owner === undefined ? styles.neutral : ownerClass(owner)}>
            <line className={styles.life} x1={x[lane]} x2={x[lane]} y1="0" y2={nowY} />
            {nowY < height && <line className={styles.future} x1={x[lane]} x2={x[lane]} y1={nowY + 6} y2={height} />}
          </g>
        );
      })}
    </Decor>
  );
}
