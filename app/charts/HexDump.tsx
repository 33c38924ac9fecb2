/** Bytes of a buffer with brackets under them that name the fields. */
import type { DumpByte, DumpRow } from '../derive/hexdump';
import type { Owner } from '../derive/words';
import styles from './hex-dump.module.css';
import { classes, ownerClass } from './owner-class';

type HexDumpProps = {
  readonly rows: readonly DumpRow[];
  readonly label: string;
  /** The characters at the right, for the wide form. */
  readonly text?: boolean;
  /** Draws a line in the hue of this owner under a byte. */
  readonly ownerAt?: (address: number) => Owner | undefined;
  /** The byte that is followed through the chain. */
  readonly followed?: number | undefined;
  /** A byte was chosen, by mouse or by arrow keys. */
  readonly onByte?: ((address: number) => void) | undefined;
};

export function HexDump({ rows, label, text = false, ownerAt, followed, onByte }: HexDumpProps) {
  const first = rows
    .flatMap((row) => row.bytes.map((byte, i) => (byte.payload ? addressIn(row, i) : undefined)))
    .find(Boolean);
  return (
    <section className={styles.dump} aria-label={label}>
      {rows.map((row) => (
        <div key={row.address} className={styles.row}>
          <span className={styles.address}>{row.address}</span>
          <div className={styles.grid} style={{ gridTemplateColumns: columnsOf(row.bytes.length) }}>
            {row.bytes.map((byte, i) => (
              <DumpCell
                // biome-ignore lint/suspicious/noArrayIndexKey: the index is the byte's place
                key={i}
                byte={byte}
                column={columnOf(i)}
                owner={ownerAt?.(addressIn(row, i))}
                address={addressIn(row, i)}
                followed={addressIn(row, i) === followed}
                reachable={addressIn(row, i) === (followed ?? first)}
                onByte={byte.payload ? onByte : undefined}
              />
            ))}
            {row.brackets.map((b) => (
              <span
                key={b.from}
                className={classes(styles.bracket, b.strong && styles.strongBracket)}
                style={{ gridColumn: `${columnOf(b.from)} / ${columnOf(b.to) + 1}` }}
              >
                {b.label !== '' && (
                  <span className={classes(styles.name, b.to - b.from < 3 && styles.narrow)}>{b.label}</span>
                )}
              </span>
            ))}
          </div>
          {text && row.text !== '' && <span className={styles.text}>{row.text}</span>}
        </div>
      ))}
    </section>
  );
}

const addressIn = (row: DumpRow, column: number): number => Number.parseInt(row.address, 16) + column;

type DumpCellProps = {
  readonly byte: DumpByte;
  readonly column: number;
  readonly owner: Owner | undefined;
  readonly address: number;
  readonly followed: boolean;
  readonly reachable: boolean;
  readonly onByte: ((address: number) => void) | undefined;
};
function DumpCell({ byte, column, owner, address, followed, reachable, onByte }: DumpCellProps) {
  const written = owner === undefined ? undefined : classes(styles.written, ownerClass(owner));
  if (onByte !== undefined) {
    return (
      <button
        type="button"
        className={classes(styles.byte, byte.strong && styles.strong, written, followed && styles.followed)}
        style={{ gridColumn: column }}
        tabIndex={reachable ? 0 : -1}
        aria-pressed={followed}
        aria-label={`Byte ${byte.text} at 0x${address.toString(16)}: follow it`}
        onClick={() => onByte(address)}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
          event.preventDefault();
          onByte(address + (event.key === 'ArrowLeft' ? -1 : 1));
        }}
      >
        {byte.text}
      </button>
    );
  }
  return (
    <span className={classes(styles.byte, byte.strong && styles.strong, written)} style={{ gridColumn: column }}>
      {byte.text}
    </span>
  );
}

/** A wider gap after every eighth byte, a small one after every fourth. */
const columnOf = (byte: number): number => byte + 1 + Math.floor(byte / 4);
function columnsOf(count: number): string {
  const parts: string[] = [];
  for (let i = 0; i < count; i++) {
    if (i > 0 && i % 4 === 0) parts.push(i % 8 === 0 ? '12px' : '6px');
    parts.push('minmax(0, 28px)');
  }
  return parts.join(' ');
}
