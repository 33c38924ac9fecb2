/** Small marks that several drawings share: the letter, the triangle of a fault, a hand, an arrow head. */
import type { HandName } from '../derive/wheel-geometry';
import styles from './marks.module.css';

/** The letter icon, centred; it takes the colour of what it stands on. */
export function Envelope({
  x = 0,
  y = 0,
  width = 13,
}: {
  readonly x?: number;
  readonly y?: number;
  readonly width?: number;
}) {
  const height = width * 0.7;
  return (
    <g className={styles.envelope} transform={`translate(${x - width / 2} ${y - height / 2})`}>
      <rect width={width} height={height} rx="1" />
      <path d={`M.5 .8 ${width / 2} ${height * 0.58} ${width - 0.5} .8`} />
    </g>
  );
}

/** A crimson triangle; with `exclaimed` large enough to hold its mark. */
export function FaultTriangle({
  x,
  y,
  size,
  exclaimed = false,
  foreseen = false,
}: {
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly exclaimed?: boolean;
  /** It has not happened yet: hollow. */
  readonly foreseen?: boolean;
}) {
  const h = size * 0.88;
  return (
    <g transform={`translate(${x} ${y})`}>
      <path
        className={foreseen ? styles.foreseen : styles.fault}
        d={`M0 ${-h * 0.6} ${size / 2} ${h * 0.4} ${-size / 2} ${h * 0.4}Z`}
      />
      {exclaimed && <path className={styles.exclamation} d={`M0 ${-h * 0.22}V${h * 0.12}M0 ${h * 0.27}v.01`} />}
    </g>
  );
}

const handClass: Readonly<Record<HandName, string | undefined>> = {
  avail: styles.avail,
  used: styles.used,
  read: styles.read,
};
/** A hand's triangle with its tip at the origin, pointing down for avail and up for the two inside. */
export function HandShape({ name, size = 10 }: { readonly name: HandName; readonly size?: number }) {
  const half = size / 2;
  const d =
    name === 'avail'
      ? `M0 0 ${half} ${-size * 0.9} ${-half} ${-size * 0.9}Z`
      : `M0 0 ${half} ${size * 0.9} ${-half} ${size * 0.9}Z`;
  return <path className={handClass[name]} d={d} />;
}
/** The same mark for a legend, in a box of 12 × 12. */
export function HandMark({ name }: { readonly name: HandName }) {
  return (
    <svg className={styles.mark} width="12" height="12" viewBox="-6 -6 12 12" aria-hidden="true" focusable="false">
      <g transform={name === 'avail' ? 'translate(0 4.5)' : 'translate(0 -4.5)'}>
        <HandShape name={name} />
      </g>
    </svg>
  );
}

/** An arrow head with its tip at x, y. */
export function ArrowHead({
  x,
  y,
  to,
  className,
  size = 8,
}: {
  readonly x: number;
  readonly y: number;
  readonly to: 'left' | 'right' | 'down' | 'up';
  readonly className?: string | undefined;
  readonly size?: number;
}) {
  const turn = { right: 0, down: 90, left: 180, up: 270 }[to];
  return (
    <path
      className={className}
      transform={`translate(${x} ${y}) rotate(${turn})`}
      d={`M0 0 ${-size} ${-size * 0.36}V${size * 0.36}Z`}
    />
  );
}

/** The cross on a path that should have happened. */
export function Cross({ x, y, size = 10 }: { readonly x: number; readonly y: number; readonly size?: number }) {
  const h = size / 2;
  return (
    <path className={styles.cross} d={`M${x - h} ${y - h} ${x + h} ${y + h}M${x + h} ${y - h} ${x - h} ${y + h}`} />
  );
}
