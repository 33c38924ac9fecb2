/** A vring as a wheel: one cell per slot, three hands on the borders, the count that matters in the middle. */

import { arc } from 'd3';
import { type KeyboardEvent, useId } from 'react';
import type { VringView } from '../../sim-worker/contract/ring-views';
import type { StepMarks } from '../derive/chain';
import { indicesOf, type RingFace, type RingSlot, ringFace, ringHeadline, ringSlots } from '../derive/ring';
import { type BandPiece, bandPieces, hands, onCircle } from '../derive/wheel-geometry';
import { plural, slotWords } from '../derive/words';
import { HatchDefs, hatchUrl } from './Hatch';
import { Envelope, FaultTriangle, HandShape } from './marks';
import { classes, ownerClass } from './owner-class';
import styles from './ring-wheel.module.css';
import { useSay } from './roles';
import { StepTag, stepWords } from './StepTag';
import { Decor, Labelled } from './svg';
import { useWheelKeys } from './use-wheel-keys';

type RingWheelProps = {
  /** undefined: Linux has not built the ring yet. */
  readonly ring: VringView | undefined;
  /** There is no ring, and none will come with this firmware. */
  readonly never?: boolean;
  readonly name: string;
  readonly x: number;
  readonly y: number;
  /** Outer radius of the band; the avail hand needs 14 px more. */
  readonly radius: number;
  /** The descriptor that is selected. */
  readonly selected?: number | undefined;
  /** The descriptor that something happens to at this instant. */
  readonly now?: number | undefined;
  readonly onSelect?: (slot: RingSlot) => void;
  /** Steps of the chain, by descriptor. */
  readonly marksOf?: ((descriptor: number) => StepMarks | undefined) | undefined;
};
/** Inner by outer radius of the band: a small wheel has a thin band, so that its hands leave room for the count. */
const bandShare = (radius: number): number => 0.67 + 0.07 * Math.min(1, Math.max(0, (64 - radius) / 16));
/** From this radius on nothing stands in the way of the count. */
const roomy = 60;
/** Between two lines of words in an empty wheel. */
const noneLeading = 14;

export function RingWheel(props: RingWheelProps) {
  const { ring, x, y, radius } = props;
  if (ring === undefined || ring.num === 0) return <NoRing {...props} />;
  const face = ringFace(ring);
  return (
    <g transform={`translate(${x} ${y})`}>
      <Band {...props} ring={ring} />
      <Hands ring={ring} radius={radius} />
      <Steps {...props} ring={ring} />
      <Centre ring={ring} radius={radius} face={face} />
    </g>
  );
}

function NoRing({ name, x, y, radius, never = false }: RingWheelProps) {
  const label = never ? 'this firmware has no rings' : 'no ring yet, Linux has not built it';
  const lines = never ? ['no rings', 'in this', 'firmware'] : ['no ring', 'yet'];
  return (
    <Labelled transform={`translate(${x} ${y})`} label={`${name}: ${label}`}>
      <circle r={radius} className={styles.dotted} />
      <circle r={radius * bandShare(radius)} className={styles.dotted} />
      <text className={styles.none}>
        {lines.map((line, at) => (
          <tspan key={line} x="0" y={4 + (at - (lines.length - 1) / 2) * noneLeading}>
            {line}
          </tspan>
        ))}
      </text>
    </Labelled>
  );
}

type WithRing = RingWheelProps & { readonly ring: VringView };
const stepsOf = (piece: BandPiece, marksOf: RingWheelProps['marksOf']): StepMarks | undefined =>
  piece.slots.map((slot) => (slot.descriptor === undefined ? undefined : marksOf?.(slot.descriptor))).find(Boolean);

/** The chain's numbers, above the hands: a hand must not cross out a number. */
function Steps({ ring, radius, marksOf }: WithRing) {
  if (marksOf === undefined) return null;
  return bandPieces(ringSlots(ring)).map((piece) => {
    const marks = stepsOf(piece, marksOf);
    const at = onCircle((piece.start + piece.end) / 2, radius + 4);
    return marks === undefined ? null : <StepTag key={piece.key} x={at.x} y={at.y} marks={marks} />;
  });
}

function Band({ ring, name, radius, selected, now, onSelect, marksOf }: WithRing) {
  const id = useId();
  const pieces = bandPieces(ringSlots(ring));
  const shape = cellShape(radius);
  const holds = (piece: BandPiece, descriptor: number | undefined): boolean =>
    descriptor !== undefined && piece.slots.some((s) => s.descriptor === descriptor);
  const current = Math.max(
    0,
    pieces.findIndex((p) => holds(p, selected)),
  );
  const keys = useWheelKeys(pieces.length, (at) => {
    const slot = pieces[at]?.slots[0];
    if (slot !== undefined) onSelect?.(slot);
  });
  return (
    <g ref={keys.list} role="listbox" aria-label={`${name}, ${plural(ring.num, 'slot')}`}>
      <HatchDefs id={id} hues={['a7', 'm4']} />
      {pieces.map((piece, at) => (
        <Cell
          key={piece.key}
          piece={piece}
          d={shape(piece.start, piece.end)}
          hatch={hatchUrl(id, slotWords[piece.state].owner === 'm4' ? 'm4' : 'a7')}
          radius={radius}
          selected={holds(piece, selected)}
          reachable={at === current}
          sentence={`${pieceSentence(piece, ring)}${stepWords(stepsOf(piece, marksOf))}`}
          onSelect={onSelect}
          onKeyDown={(event) => keys.press(event, at)}
        />
      ))}
      {pieces
        .filter((p) => holds(p, now))
        .map((p) => (
          <path key={p.key} className={styles.nowOutline} d={shape(p.start, p.end)} />
        ))}
    </g>
  );
}

type CellProps = {
  readonly piece: BandPiece;
  readonly d: string;
  readonly hatch: string;
  readonly radius: number;
  readonly selected: boolean;
  readonly reachable: boolean;
  readonly sentence: string;
  readonly onSelect: ((slot: RingSlot) => void) | undefined;
  readonly onKeyDown: (event: KeyboardEvent) => void;
};
function Cell({ piece, d, hatch, radius, selected, reachable, sentence, onSelect, onKeyDown }: CellProps) {
  const say = useSay();
  const words = slotWords[piece.state];
  const middle = onCircle((piece.start + piece.end) / 2, radius * (1 + bandShare(radius)) * 0.5);
  const first = piece.slots[0];
  return (
    <g
      role="option"
      aria-selected={selected}
      aria-label={say(sentence)}
      tabIndex={reachable ? 0 : -1}
      className={classes(
        styles.cell,
        ownerClass(words.owner),
        words.filled && styles.filled,
        selected && styles.selected,
        piece.state === 'broken' && styles.broken,
      )}
      onClick={() => first !== undefined && onSelect?.(first)}
      onKeyDown={onKeyDown}
    >
      <title>{say(sentence)}</title>
      <path className={styles.shape} d={d} style={words.held ? { fill: hatch } : undefined} />
      {words.filled && !words.held && (
        <Envelope
          x={middle.x}
          y={middle.y}
          width={Math.min(13, radius * 0.2, (radius * 4.4) / Math.max(16, piece.slots.length))}
        />
      )}
    </g>
  );
}

function cellShape(radius: number): (start: number, end: number) => string {
  const path = arc()
    .padAngle(1.6 / radius)
    .padRadius(radius);
  return (startAngle, endAngle) =>
    path({ innerRadius: radius * bandShare(radius), outerRadius: radius, startAngle, endAngle }) ?? '';
}

function pieceSentence(piece: BandPiece, ring: VringView): string {
  const words = slotWords[piece.state];
  if (piece.count > 1) return `Slots ${piece.first} to ${piece.first + piece.count - 1}: ${words.spoken}`;
  const named = piece.slots[0]?.descriptor;
  const letter = named === undefined || !words.filled ? undefined : ring.descriptors[named]?.message;
  const size = letter === undefined ? '' : `, ${letter.length} bytes`;
  return `Slot ${piece.first}${named === undefined ? '' : `, descriptor ${named}`}: ${words.spoken}${size}`;
}

function Hands({ ring, radius }: { readonly ring: VringView; readonly radius: number }) {
  const size = Math.max(7, Math.min(11, radius * 0.16));
  const apart = size * (radius < roomy ? 0.5 : 0.85);
  return (
    <Decor className={styles.hands}>
      {hands(indicesOf(ring), ring.num).map((hand) => (
        <g key={hand.name} className={styles.hand} style={{ transform: `rotate(${hand.turns * 360}deg)` }}>
          <g
            transform={`translate(0 ${hand.outside ? -radius - 2 : -radius * bandShare(radius) + 2 + hand.stagger * apart})`}
          >
            <HandShape name={hand.name} size={size} />
          </g>
        </g>
      ))}
    </Decor>
  );
}

function Centre({
  ring,
  radius,
  face,
}: {
  readonly ring: VringView;
  readonly radius: number;
  readonly face: RingFace;
}) {
  const say = useSay();
  if (face === 'broken') {
    const problem = ring.problems[0]?.text ?? 'one index has overtaken another';
    return (
      <Labelled label={say(`Broken: ${problem}`)}>
        <FaultTriangle x={0} y={2} size={radius * 0.62} exclaimed />
      </Labelled>
    );
  }
  const { count, word, owner } = ringHeadline(ring);
  const big = Math.max(16, Math.round(radius * 0.36));
  // In a small wheel the hands need what is below.
  const middle = big * 0.26 - (radius < roomy ? 3 : 0);
  const small = Math.max(10, Math.min(13, Math.round(radius * 0.2)));
  return (
    <Decor className={ownerClass(owner)}>
      <text className={styles.count} style={{ fontSize: big }} y={middle}>
        {count}
      </text>
      <text className={styles.word} style={{ fontSize: small }} y={middle + small + (radius < roomy ? 1 : 3)}>
        {say(word)}
      </text>
    </Decor>
  );
}
