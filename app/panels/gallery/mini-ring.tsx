/** A vring as a small wheel, for drawings: which of its sixteen slots are what, and where the hands stand. */
import styles from './drawings.module.css';

type MiniRingProps = {
  readonly x: number;
  readonly y: number;
  /** Slots that hold a message for Linux. */
  readonly full: readonly number[];
  /** Slots that Linux is reading. */
  readonly held?: readonly number[];
  readonly avail: number;
  readonly used: number;
  readonly read: number;
};
const slots = 16;
const outer = 30;
const inner = 19;

const polar = (turn: number, radius: number): string => {
  const angle = turn * 2 * Math.PI;
  return `${(Math.sin(angle) * radius).toFixed(2)} ${(-Math.cos(angle) * radius).toFixed(2)}`;
};
const cell = (slot: number): string => {
  const [from, to] = [(slot + 0.06) / slots, (slot + 0.94) / slots];
  return `M${polar(from, inner)}L${polar(from, outer)}A${outer} ${outer} 0 0 1 ${polar(to, outer)}L${polar(to, inner)}A${inner} ${inner} 0 0 0 ${polar(from, inner)}Z`;
};
const hand = (index: number, radius: number): string =>
  `translate(${polar(index / slots, radius)}) rotate(${(index / slots) * 360})`;

export function MiniRing({ x, y, full, held = [], avail, used, read }: MiniRingProps) {
  return (
    <g transform={`translate(${x} ${y})`}>
      {Array.from({ length: slots }, (_, slot) => (
        <path
          key={cell(slot)}
          d={cell(slot)}
          className={held.includes(slot) ? styles.held : full.includes(slot) ? styles.full : styles.empty}
        />
      ))}
      <path d="M0 0-4-7h8Z" transform={hand(avail, outer + 1)} className={styles.avail} />
      <path d="M0 0-4 7h8Z" transform={hand(used, inner - 1)} className={styles.used} />
      <path d="M0 0-3.5 6.5h7Z" transform={hand(read, inner - 1)} className={styles.read} />
    </g>
  );
}
