/** The selected byte: what lies there, who wrote it last, and the bytes around it. */
import type { MemoryMapView } from '../../../sim-worker/contract/memory-map';
import { ByteGrid } from '../../charts/ByteGrid';
import { classes, ownerClass } from '../../charts/owner-class';
import { useSay } from '../../charts/roles';
import { WriterList } from '../../charts/WriterList';
import { rowsOf } from '../../derive/byte-rows';
import { addressText, sizeText } from '../../derive/format';
import { placeAt } from '../../derive/memory-map';
import { slotWords } from '../../derive/words';
import { byteMarks, writerSentence } from '../../derive/writers';
import { useSession, useView } from '../../stores/session-context';
import { Button } from '../../widgets/Button';
import { OwnerMark } from '../../widgets/OwnerMark';
import styles from './memory-map.module.css';

type PlaceDetailProps = {
  readonly view: MemoryMapView;
  readonly address: number | undefined;
  readonly now: number;
  readonly onSelect: (address: number) => void;
};

export function PlaceDetail({ view, address, now, onSelect }: PlaceDetailProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className={styles.detail} tabIndex={0} aria-label="Selected place">
      {address === undefined || view.bytes === undefined ? (
        <p className={styles.hint}>Choose a box: then its bytes stand here, each with who wrote it last.</p>
      ) : (
        <>
          <Place view={view} address={address} />
          <Bytes bytes={view.bytes} address={address} now={now} onSelect={onSelect} />
        </>
      )}
    </section>
  );
}

function Place({ view, address }: Pick<PlaceDetailProps, 'view'> & { readonly address: number }) {
  const say = useSay();
  const select = useSession((s) => s.select);
  const reveal = useSession((s) => s.reveal);
  const place = placeAt(view, address);
  const words = place?.state === undefined ? undefined : slotWords[place.state];
  const toRing = (): void => {
    if (place?.ring === undefined) return;
    select({ kind: 'descriptor', ring: place.ring, index: place.descriptor ?? 0 });
    reveal('vrings');
  };
  return (
    <header className={styles.place}>
      <h3>{place?.name ?? addressText(address)}</h3>
      {place !== undefined && (
        <p className={styles.facts}>
          <span className={styles.where}>
            {addressText(place.address)}, {sizeText(place.length)}
          </span>{' '}
          known from the {place.source}
        </p>
      )}
      {words !== undefined && (
        <p className={classes(styles.state, ownerClass(words.owner))}>
          <OwnerMark owner={words.owner} size={10} /> {say(words.spoken)}
        </p>
      )}
      <p className={styles.doc}>{say(place?.doc ?? 'Nothing that is known lies here.')}</p>
      <div className={styles.actions}>
        <Button small onClick={() => reveal('memory')}>
          Show in Memory
        </Button>
        {place?.ring !== undefined && (
          <Button small onClick={toRing}>
            Show in Vrings
          </Button>
        )}
      </div>
    </header>
  );
}

type BytesProps = {
  readonly bytes: NonNullable<MemoryMapView['bytes']>;
  readonly address: number;
  readonly now: number;
  readonly onSelect: (address: number) => void;
};
function Bytes({ bytes, address, now, onSelect }: BytesProps) {
  const say = useSay();
  const select = useSession((s) => s.select);
  const reveal = useSession((s) => s.reveal);
  const range = { address: bytes.address, length: bytes.bytes.length };
  const ranges = useView('writers', { ranges: [range] })?.ranges ?? [];
  const runs = ranges.find((r) => r.address === bytes.address)?.runs ?? [];
  const marks = byteMarks(ranges);
  return (
    <>
      <p className={styles.answer} aria-live="polite">
        <span>Who wrote {addressText(address)} last?</span> {say(capital(writerSentence(ranges, address, now)))}
      </p>
      <ByteGrid
        rows={rowsOf(bytes)}
        label="Bytes of the selected place"
        selected={address}
        onSelect={onSelect}
        {...marks}
      />
      {runs.length > 0 && (
        <WriterList
          runs={runs}
          now={now}
          label="Writers of these bytes"
          address={address}
          onEvent={(seq) => {
            select({ kind: 'event', seq });
            reveal('events');
          }}
          onCode={(pc) => {
            select({ kind: 'address', address: pc });
            reveal('disassembly');
          }}
        />
      )}
    </>
  );
}
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
