/** One descriptor: whose it is and for how long, and the bytes of its buffer with their fields. */
import type { VringView } from '../../../sim-worker/contract/ring-views';
import { HexDump } from '../../charts/HexDump';
import { classes, ownerClass } from '../../charts/owner-class';
import { useSay } from '../../charts/roles';
import { addressText, endpointText, spanText } from '../../derive/format';
import { dumpRows, headerSize, roomOf } from '../../derive/hexdump';
import { elapsed } from '../../derive/ledger';
import { ownerWords, slotWords } from '../../derive/words';
import { followedByte } from '../../stores/selection';
import { useChain, useSession } from '../../stores/session-context';
import { OwnerMark } from '../../widgets/OwnerMark';
import styles from './descriptor-detail.module.css';
import { useLinks } from './links';

type DescriptorDetailProps = {
  readonly ring: VringView;
  readonly index: number;
  readonly now: number;
  readonly wide: boolean;
  /** How many rows of bytes there is room for. */
  readonly rows: number;
};

export function DescriptorDetail({ ring, index, now, wide, rows }: DescriptorDetailProps) {
  const say = useSay();
  const { toMemory } = useLinks();
  const d = ring.descriptors[index];
  if (d === undefined) return null;
  const words = slotWords[d.state];
  const held = elapsed(d, now);
  return (
    <div className={styles.detail}>
      <div className={styles.head}>
        <h3 className={styles.title}>Descriptor {index}</h3>
        {d.address === 0 ? (
          <span className={styles.where}>not used yet</span>
        ) : (
          <button type="button" className={styles.where} title="Show in memory" onClick={() => toMemory(d.address)}>
            {addressText(d.address)}, {d.length} B
          </button>
        )}
        <span className={classes(styles.owner, ownerClass(words.owner))}>
          <OwnerMark owner={words.owner} size={10} /> {say(ownerWords[words.owner])}
          {held === undefined ? '' : `, ${spanText(held)}`}
        </span>
      </div>
      <BufferDump ring={ring} index={index} wide={wide} rows={rows} />
    </div>
  );
}

type BufferDumpProps = {
  readonly ring: VringView;
  readonly index: number;
  readonly wide: boolean;
  readonly rows: number;
};
/** A full buffer with brackets; a stale one without, since what stands in it is history. */
export function BufferDump({ ring, index, wide, rows }: BufferDumpProps) {
  const say = useSay();
  const select = useSession((s) => s.select);
  const inChain = useChain()?.descriptors.has(`${ring.ring}.${index}`) === true;
  const chosen = useSession((s) => followedByte(s.selection, s.chain));
  const byte = inChain ? chosen : undefined;
  const d = ring.descriptors[index];
  if (d === undefined || d.address === 0)
    return <p className={styles.remark}>{say('Linux has never put a buffer into this descriptor.')}</p>;
  const words = slotWords[d.state];
  const message = words.filled ? d.message : undefined;
  const stale = !words.filled;
  if (d.message === undefined)
    return (
      <p className={styles.remark}>{addressText(d.address)} is not in shared RAM: nothing can be decoded there.</p>
    );
  const payload = d.address + headerSize;
  const last = (d.message.length || 1) - 1;
  const follow = (to: number): void =>
    select({ kind: 'descriptor', ring: ring.ring, index, byte: Math.max(0, Math.min(last, to)) });
  const shown = dumpRows(d.address, d.bytes, message ?? d.message, {
    columns: wide ? 16 : 8,
    rows,
    room: roomOf(ring, d),
  });
  const blank = stale && d.bytes.every((b) => b === 0);
  return (
    <>
      {stale && (
        <p className={blank ? styles.remark : styles.leftOver}>
          {blank ? 'Empty: nothing has ever been written into it.' : 'Empty; left over from an earlier message:'}
        </p>
      )}
      {!blank && (
        <div className={stale ? styles.stale : undefined}>
          <HexDump
            rows={shown}
            label={`Buffer of descriptor ${index}`}
            text={wide}
            followed={byte === undefined ? undefined : payload + byte}
            onByte={(address) => follow(address - payload)}
          />
        </div>
      )}
      {message?.announcement !== undefined && (
        <p className={styles.remark}>
          Name service: “{message.announcement.name}” is {message.announcement.destroyed ? 'gone from' : 'at'}{' '}
          {endpointText(message.announcement.address)}.
        </p>
      )}
    </>
  );
}
