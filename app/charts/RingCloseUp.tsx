/** The wheel from near: the two arrays as tracks, the owner band between, three hands with their values, three distances outside. */

import { arc } from 'd3';
import { useId } from 'react';
import type { VringView } from '../../sim-worker/contract/ring-views';
import type { StepMarks } from '../derive/chain';
import { indicesOf, type RingArc, type RingSlot, ringArcs, ringCounts, ringFace, ringSlots } from '../derive/ring';
import { bandPieces, borderAngle, type Hand, hands, maxSingleSlots, onCircle } from '../derive/wheel-geometry';
import { slotWords } from '../derive/words';
import { HatchDefs, hatchUrl } from './Hatch';
import { Envelope, FaultTriangle, HandShape } from './marks';
import { classes, ownerClass } from './owner-class';
import styles from './ring-close-up.module.css';
import { useSay } from './roles';
import { StepTag } from './StepTag';
import { Decor, Drawing, Labelled } from './svg';
import { useWheelKeys, type WheelKeys } from './use-wheel-keys';

type RingCloseUpProps = {
  readonly ring: VringView;
  readonly width: number;
  readonly height: number;
  readonly selected: number | undefined;
  readonly onSelect: (slot: RingSlot) => void;
  /** Steps of the chain, by descriptor. */
  readonly marksOf?: (descriptor: number) => StepMarks | undefined;
};
/** Radii as shares of the outermost arc. */
const shares = {
  arcs: 1,
  availOut: 0.906,
  availIn: 0.795,
  bandOut: 0.768,
  bandIn: 0.527,
  usedOut: 0.504,
  usedIn: 0.393,
} as const;
type Radii = Readonly<Record<keyof typeof shares, number>>;

export function RingCloseUp(props: RingCloseUpProps) {
  return props.ring.num === 0 ? <NoSlots {...props} /> : <Slots {...props} />;
}

/** The table names a ring that cannot be drawn. */
function NoSlots({ ring, width, height }: RingCloseUpProps) {
  const outer = Math.max(90, Math.min((width - 116) / 2, (height - 24) / 2));
  return (
    <Drawing className={styles.drawing} width={width} height={height} label={`vring${ring.ring} cannot be drawn`}>
      <g transform={`translate(${width / 2} ${height / 2})`}>
        <circle className={styles.ghost} r={outer * shares.bandOut} />
        <circle className={styles.ghost} r={outer * shares.bandIn} />
        <FaultTriangle x={0} y={0} size={outer * 0.27} exclaimed />
      </g>
    </Drawing>
  );
}

function Slots({ ring, width, height, selected, onSelect, marksOf }: RingCloseUpProps) {
  const id = useId();
  const outer = Math.max(90, Math.min((width - 116) / 2, (height - 24) / 2));
  const radii = Object.fromEntries(Object.entries(shares).map(([k, s]) => [k, s * outer])) as Radii;
  const slots = ringSlots(ring);
  const keys = useWheelKeys(slots.length, (at) => {
    const slot = slots[at];
    if (slot !== undefined) onSelect(slot);
  });
  const small = ring.num <= maxSingleSlots;
  return (
    <Drawing className={styles.drawing} width={width} height={height} label={`vring${ring.ring} from near`}>
      <HatchDefs id={id} hues={['a7', 'm4']} />
      <g transform={`translate(${width / 2} ${height / 2})`}>
        {small && <Track ring={ring} which="avail" radii={radii} />}
        {small && <Track ring={ring} which="used" radii={radii} />}
        <Band
          ring={ring}
          slots={slots}
          radii={radii}
          selected={selected}
          hatch={(owner) => hatchUrl(id, owner)}
          onSelect={onSelect}
          keys={keys}
        />
        <OuterArcs ring={ring} radii={radii} />
        <Steps slots={slots} radii={radii} marksOf={marksOf} />
        {small && <Cut slots={slots} radii={radii} selected={selected} />}
        <CloseHands ring={ring} radii={radii} />
        <Middle ring={ring} radii={radii} />
      </g>
    </Drawing>
  );
}

const sector = arc();
const gap = 0.012;
function ringPath(inner: number, outer: number, start: number, end: number, pad = gap): string {
  return sector({ innerRadius: inner, outerRadius: outer, startAngle: start + pad / 2, endAngle: end - pad / 2 }) ?? '';
}
const within = (slot: number, from: number, count: number, num: number): boolean =>
  ((slot - from) & 0xffff) % num < count;

function Track({
  ring,
  which,
  radii,
}: {
  readonly ring: VringView;
  readonly which: 'avail' | 'used';
  readonly radii: Radii;
}) {
  const { num } = ring;
  const counts = ringCounts(indicesOf(ring));
  const [inner, outer] = which === 'avail' ? [radii.availIn, radii.availOut] : [radii.usedIn, radii.usedOut];
  const written = which === 'avail' ? ring.avail.idx : ring.used.idx;
  const size = num > 16 ? 10 : Math.max(10, Math.min(12, outer * 0.055));
  return (
    <Decor className={ownerClass(which === 'avail' ? 'a7' : 'm4')}>
      {Array.from({ length: num }, (_, slot) => {
        const live =
          which === 'avail'
            ? within(slot, ring.used.idx, counts.withM4, num)
            : within(slot, ring.read, counts.returned, num);
        const at = onCircle(borderAngle(slot + 0.5, num), (inner + outer) / 2);
        const value = which === 'avail' ? ring.avail.ring[slot] : ring.used.ring[slot]?.id;
        const never = written < num && slot >= written;
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: the index is the slot's number
          <g key={slot} className={classes(styles.entry, live && styles.live)}>
            <path d={ringPath(inner, outer, borderAngle(slot, num), borderAngle(slot, num) + (2 * Math.PI) / num)} />
            <text x={at.x} y={at.y + size * 0.36} style={{ fontSize: size }}>
              {never ? '·' : value}
            </text>
          </g>
        );
      })}
    </Decor>
  );
}

type BandProps = {
  readonly ring: VringView;
  readonly slots: readonly RingSlot[];
  readonly radii: Radii;
  readonly selected: number | undefined;
  readonly hatch: (owner: 'a7' | 'm4') => string;
  readonly onSelect: (slot: RingSlot) => void;
  readonly keys: WheelKeys;
};
function Band({ ring, slots, radii, selected, hatch, onSelect, keys }: BandProps) {
  const say = useSay();
  const pieces = bandPieces(slots);
  const current = Math.max(
    0,
    slots.findIndex((s) => selected !== undefined && s.descriptor === selected),
  );
  return (
    <g role="listbox" aria-label={`Slots of vring${ring.ring}`} ref={keys.list}>
      {pieces.map((piece, at) => {
        const words = slotWords[piece.state];
        const slot = piece.slots[0];
        const mid = onCircle((piece.start + piece.end) / 2, (radii.bandIn + radii.bandOut) / 2);
        const named = slot?.descriptor === undefined ? '' : `, descriptor ${slot.descriptor}`;
        const label = say(
          piece.count > 1
            ? `Slots ${piece.first} to ${piece.first + piece.count - 1}: ${words.spoken}`
            : `Slot ${piece.first}${named}: ${words.spoken}`,
        );
        return (
          <g
            key={piece.key}
            role="option"
            aria-selected={slot?.descriptor !== undefined && slot.descriptor === selected}
            aria-label={label}
            tabIndex={at === current ? 0 : -1}
            className={classes(styles.cell, ownerClass(words.owner), words.filled && !words.held && styles.filled)}
            onClick={() => slot !== undefined && onSelect(slot)}
            onKeyDown={(event) => keys.press(event, at)}
          >
            <title>{label}</title>
            <path
              className={styles.shape}
              d={ringPath(radii.bandIn, radii.bandOut, piece.start, piece.end, 0.022)}
              style={words.held ? { fill: hatch(words.owner === 'm4' ? 'm4' : 'a7') } : undefined}
            />
            {piece.count === 1 && <CellContent slot={slot} mid={mid} radius={radii.bandOut} num={ring.num} />}
          </g>
        );
      })}
    </g>
  );
}

type CellContentProps = {
  readonly slot: RingSlot | undefined;
  readonly mid: { readonly x: number; readonly y: number };
  readonly radius: number;
  readonly num: number;
};
function CellContent({ slot, mid, radius, num }: CellContentProps) {
  if (slot === undefined) return null;
  const words = slotWords[slot.state];
  const size = Math.max(10, Math.min(15, (radius / Math.max(16, num)) * 1.28));
  return (
    <g className={styles.content}>
      {words.held && (
        <rect className={styles.plate} x={mid.x - 12} y={mid.y - size - 3} width="24" height={size + 17} rx="1.5" />
      )}
      <text
        className={words.held ? styles.heldNumber : styles.number}
        x={mid.x}
        y={words.filled ? mid.y - 1 : mid.y + size * 0.36}
        style={{ fontSize: size }}
      >
        {slot.descriptor ?? slot.slot}
      </text>
      {words.filled && (
        <g className={words.held ? styles.heldLetter : undefined}>
          <Envelope x={mid.x} y={mid.y + 8} width={13} />
        </g>
      )}
    </g>
  );
}

function OuterArcs({ ring, radii }: { readonly ring: VringView; readonly radii: Radii }) {
  return (
    <Decor>
      {ringArcs(ring).map((piece) => (
        <OuterArc key={piece.title} piece={piece} num={ring.num} radius={radii.arcs} />
      ))}
    </Decor>
  );
}
function OuterArc({ piece, num, radius }: { readonly piece: RingArc; readonly num: number; readonly radius: number }) {
  if (piece.count === 0) return null;
  const start = borderAngle(piece.from, num);
  const end = start + (piece.count / num) * 2 * Math.PI;
  const middle = (start + end) / 2;
  const margin = Math.min(0.05, (end - start) * 0.12);
  const clear = Math.min((12 + 4 * String(piece.count).length) / radius, (end - start) / 2 - margin);
  const label = onCircle(middle, radius);
  const d = linePath(radius, start + margin, middle - clear) + linePath(radius, middle + clear, end - margin);
  return (
    <g className={ownerClass(piece.owner)}>
      <path className={piece.dashed ? styles.arcDashed : styles.arc} d={d} />
      <text className={styles.arcCount} x={label.x} y={label.y + 6}>
        {piece.count}
      </text>
    </g>
  );
}
function linePath(radius: number, from: number, to: number): string {
  if (to <= from) return '';
  const a = onCircle(from, radius);
  const b = onCircle(to, radius);
  return `M${a.x} ${a.y}A${radius} ${radius} 0 ${to - from > Math.PI ? 1 : 0} 1 ${b.x} ${b.y}`;
}

type StepsProps = {
  readonly slots: readonly RingSlot[];
  readonly radii: Radii;
  readonly marksOf: ((descriptor: number) => StepMarks | undefined) | undefined;
};
function Steps({ slots, radii, marksOf }: StepsProps) {
  if (marksOf === undefined) return null;
  return slots.map((slot) => {
    const marks = slot.descriptor === undefined ? undefined : marksOf(slot.descriptor);
    if (marks === undefined) return null;
    const at = onCircle(borderAngle(slot.slot + 0.5, slots.length), radii.availOut + 4);
    return <StepTag key={slot.slot} x={at.x} y={at.y} marks={marks} />;
  });
}

function Cut({
  slots,
  radii,
  selected,
}: {
  readonly slots: readonly RingSlot[];
  readonly radii: Radii;
  readonly selected: number | undefined;
}) {
  if (selected === undefined) return null;
  const at = slots.find((s) => s.descriptor === selected);
  if (at === undefined) return null;
  const start = borderAngle(at.slot, slots.length);
  return (
    <path
      className={styles.cut}
      d={ringPath(radii.usedIn, radii.availOut, start, start + (2 * Math.PI) / slots.length, 0)}
    />
  );
}

/** Angle in radians between the labels of the two inner hands below which they would touch. */
const labelRoom = 0.95;
/** How far a label moves away from its hand, so that the labels of `used` and `read` never touch. */
function asideOf(hand: Hand, all: readonly Hand[]): number {
  const other = all.find((each) => !each.outside && each.name !== hand.name);
  if (hand.outside || other === undefined) return 0;
  const apart = angleBetween(other.angle, hand.angle);
  const missing = Math.max(0, labelRoom - Math.abs(apart)) / 2;
  return apart === 0 ? (hand.name === 'read' ? -missing : missing) : Math.sign(apart) * missing;
}
/** From one angle to another, the short way round. */
const angleBetween = (from: number, to: number): number => Math.atan2(Math.sin(to - from), Math.cos(to - from));

function CloseHands({ ring, radii }: { readonly ring: VringView; readonly radii: Radii }) {
  const all = hands(indicesOf(ring), ring.num);
  return (
    <Decor>
      {all.map((hand) => (
        <CloseHand key={hand.name} hand={hand} radii={radii} aside={asideOf(hand, all)} />
      ))}
    </Decor>
  );
}
type CloseHandProps = { readonly hand: Hand; readonly radii: Radii; readonly aside: number };
function CloseHand({ hand, radii, aside }: CloseHandProps) {
  const from = hand.outside ? radii.availOut + 2 : radii.usedIn - 2;
  const to = hand.outside ? radii.bandIn : radii.bandOut;
  const tip = hand.outside ? from + 1 : from - 1 - hand.stagger * 13;
  // A label stands beyond the triangle.
  const away = hand.outside ? radii.arcs + 34 : tip - 30;
  const spot = onCircle(hand.angle + aside, away);
  const turn = (hand.angle * 180) / Math.PI;
  return (
    <g className={ownerClass(hand.name === 'used' ? 'm4' : 'a7')}>
      <g className={styles.hand} style={{ transform: `rotate(${turn}deg)` }}>
        <line className={hand.name === 'read' ? styles.needleThin : styles.needle} y1={-from} y2={-to} />
        <g transform={`translate(0 ${-tip})`}>
          <HandShape name={hand.name} size={14} />
        </g>
      </g>
      <text className={styles.handName} x={spot.x} y={spot.y - 3}>
        {hand.name}
      </text>
      <text className={styles.handValue} x={spot.x} y={spot.y + 12}>
        {hand.index}
      </text>
    </g>
  );
}

const laps = ['first', 'second', 'third', 'fourth', 'fifth'] as const;
function Middle({ ring, radii }: { readonly ring: VringView; readonly radii: Radii }) {
  const say = useSay();
  if (ringFace(ring) === 'broken') {
    return (
      <Labelled label={say(`Broken: ${ring.problems[0]?.text ?? 'one index has overtaken another'}`)}>
        <FaultTriangle x={0} y={0} size={radii.usedIn * 0.7} exclaimed />
      </Labelled>
    );
  }
  // Opposite the inner hands, whose labels need the room beside them.
  const inner = hands(indicesOf(ring), ring.num).filter((hand) => !hand.outside);
  const busy = onCircle(0, 0);
  const sum = inner.map((hand) => onCircle(hand.angle, 1)).reduce((a, b) => ({ x: a.x + b.x, y: a.y + b.y }), busy);
  const far = radii.usedIn * 0.42;
  const length = Math.hypot(sum.x, sum.y);
  const middle = length < 0.3 ? { x: 0, y: 0 } : { x: (-sum.x / length) * far, y: (-sum.y / length) * far };
  const lap = Math.floor(Math.max(0, ring.avail.idx - 1) / ring.num);
  return (
    <Decor transform={`translate(${middle.x} ${middle.y})`}>
      <path className={styles.turn} d="M-36 -18Q0 -38 34 -21" />
      <path className={styles.turnHead} d="M38 -19.500l-8.500 -1.200 3 -5z" />
      <text className={styles.lap} y="6">
        {laps[lap] === undefined ? `lap ${lap + 1}` : `${laps[lap]} lap`}
      </text>
    </Decor>
  );
}
