/** The buffer of a descriptor, each byte marked with who wrote it last, and the writes one by one. */
import type { VringView } from '../../../sim-worker/contract/ring-views';
import { HexDump } from '../../charts/HexDump';
import { useSay } from '../../charts/roles';
import { WriterList } from '../../charts/WriterList';
import { dumpRows, roomOf } from '../../derive/hexdump';
import { slotWords } from '../../derive/words';
import { writerAt, writerWords } from '../../derive/writers';
import { useView } from '../../stores/session-context';
import styles from './descriptor-detail.module.css';
import { useLinks } from './links';

type WhoWroteProps = { readonly ring: VringView; readonly index: number; readonly now: number };
/** Bytes that are shown and asked about. */
const shown = 64;

export function WhoWrote({ ring, index, now }: WhoWroteProps) {
  const say = useSay();
  const { toEvent, toCode } = useLinks();
  const d = ring.descriptors[index];
  const address = d?.address ?? 0;
  const descriptorAt = ring.address + 16 * index;
  const view = useView('writers', {
    ranges: [
      { address, length: address === 0 ? 0 : shown },
      { address: descriptorAt, length: 16 },
    ],
  });
  if (d === undefined || address === 0)
    return <p className={styles.remark}>{say('Linux has never put a buffer into this descriptor.')}</p>;
  const ranges = view?.ranges ?? [];
  const runs = ranges.find((r) => r.address === address)?.runs ?? [];
  const own = ranges.find((r) => r.address === descriptorAt)?.runs ?? [];
  const message = slotWords[d.state].filled ? d.message : undefined;
  const rows = dumpRows(address, d.bytes, message ?? d.message, { columns: 16, rows: 4, room: roomOf(ring, d) });
  return (
    <>
      <HexDump
        rows={rows}
        label={`Buffer of descriptor ${index}, by writer`}
        text
        ownerAt={(at) => {
          const run = writerAt(ranges, at);
          return run === undefined ? undefined : writerWords[run.by].owner;
        }}
      />
      {runs.length === 0 ? (
        <p className={styles.remark}>Nobody has written into this buffer since the board came up.</p>
      ) : (
        <WriterList runs={runs} now={now} label="Writers of the buffer" onEvent={toEvent} onCode={toCode} />
      )}
      {own.length > 0 && (
        <>
          <p className={styles.remark}>The descriptor itself:</p>
          <WriterList runs={own} now={now} label="Writers of the descriptor" onEvent={toEvent} onCode={toCode} />
        </>
      )}
    </>
  );
}
