/** A window on memory: bytes, text, the region and the symbol; nothing is disturbed by looking. */
import { useState } from 'react';
import type { WrittenRange } from '../../../sim-worker/contract/memory-map';
import { ByteGrid } from '../../charts/ByteGrid';
import { useSay } from '../../charts/roles';
import { useSize } from '../../charts/use-size';
import { parseAddress, rowsOf, windowBytes } from '../../derive/byte-rows';
import { type Chain, chainAddress, marksAt } from '../../derive/chain';
import { addressText } from '../../derive/format';
import { byteMarks, writerAt, writerSentence, writerWords } from '../../derive/writers';
import { followedByte } from '../../stores/selection';
import { useChain, useChip, useSession, useView } from '../../stores/session-context';
import { Button } from '../../widgets/Button';
import { EmptyState } from '../../widgets/EmptyState';
import { Menu } from '../../widgets/Menu';
import { OwnerMark } from '../../widgets/OwnerMark';
import { Panel } from '../../widgets/Panel';
import { StepMark } from '../../widgets/StepMark';
import { WatchMenu } from '../WatchMenu';
import styles from './memory.module.css';

const nothing = {};
const firstAddress = 0x1004_0000;
/** Width in pixels that a row of sixteen bytes needs. */
const fitsSixteen = 480;

const rowOf = (address: number): number => (address & ~0xf) >>> 0;
/** The window stays while the byte is in it, and moves by a row where a key leaves it. */
function windowFor(start: number, address: number): number {
  if (address >= start && address < start + windowBytes) return start;
  if (address >= start + windowBytes && address < start + windowBytes + 16) return rowOf(address) - windowBytes + 16;
  return rowOf(address);
}

export function MemoryPanel() {
  const [ref, size] = useSize<HTMLElement>({ width: 424, height: 200 });
  const chain = useChain();
  const byte = useSession((state) => followedByte(state.selection, state.chain));
  const chosen = useSession((state) => (state.selection?.kind === 'address' ? state.selection.address : undefined));
  const selected = chosen ?? chainAddress(chain, byte);
  const [address, setAddress] = useState(selected ?? firstAddress);
  const [start, setStart] = useState(rowOf(address));
  const [asked, setAsked] = useState(selected);
  const goTo = (to: number): void => {
    setAddress(to);
    setStart(rowOf(to));
  };
  if (asked !== selected) {
    setAsked(selected);
    if (selected !== undefined) {
      setAddress(selected);
      setStart(windowFor(start, selected));
    }
  }
  const view = useView('memory', { address: start, length: windowBytes });
  const now = useView('status', nothing)?.time ?? 0;
  const ranges = useView('writers', { ranges: [{ address: start, length: windowBytes }] })?.ranges ?? [];
  const select = useSession((state) => state.select);
  const marks = byteMarks(ranges);
  const pick = (to: number): void => select({ kind: 'address', address: to });
  const where = view === undefined ? '' : `${view.region}${view.symbol === '' ? '' : `, ${view.symbol}`}`;
  return (
    <Panel title="Memory" actions={<Places onGo={goTo} />} body="flush" scrolls={false}>
      <GoTo address={address} where={where} onGo={goTo} />
      {view === undefined || view.bytes.every((byte) => byte === undefined) ? (
        <EmptyState
          why={
            view === undefined
              ? 'No firmware is open.'
              : 'Nothing is mapped at this address: an access would be a bus error.'
          }
          whatToDo="Type an address, or choose one of the memories of the chip from the list."
        />
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        <section ref={ref} className={styles.scroll} tabIndex={0} aria-label="Bytes">
          <ByteGrid
            rows={rowsOf(view, size.width < fitsSixteen ? 8 : 16)}
            label="Memory"
            selected={address}
            onSelect={pick}
            {...marks}
            {...(chain === undefined ? {} : { marksAt: (at: number) => marksAt(chain, at) })}
          />
        </section>
      )}
      {chain !== undefined && <ChainPlaces chain={chain} onGo={goTo} />}
      <LastWriter ranges={ranges} address={address} now={now} />
    </Panel>
  );
}

type ChainPlacesProps = { readonly chain: Chain; readonly onGo: (address: number) => void };
/** Every place in memory that the chain has changed, in order. */
function ChainPlaces({ chain, onGo }: ChainPlacesProps) {
  if (chain.places.length === 0) return null;
  return (
    <ul className={styles.places} aria-label="Where the chain touched memory">
      {chain.places.map(({ address, what, marks }) => (
        <li key={address}>
          <button type="button" title={`Show ${addressText(address)}`} onClick={() => onGo(address)}>
            <StepMark label={marks.label} current={marks.current} /> {what}
          </button>
        </li>
      ))}
    </ul>
  );
}

type LastWriterProps = { readonly ranges: readonly WrittenRange[]; readonly address: number; readonly now: number };
/** "Who wrote this byte last?" for the byte that is chosen, with ways to the code and the event. */
function LastWriter({ ranges, address, now }: LastWriterProps) {
  const say = useSay();
  const select = useSession((state) => state.select);
  const reveal = useSession((state) => state.reveal);
  const run = writerAt(ranges, address);
  const sentence = writerSentence(ranges, address, now);
  if (sentence === '') return null;
  return (
    <p className={styles.writer} aria-live="polite">
      {run !== undefined && <OwnerMark owner={writerWords[run.by].owner} size={10} />}
      <span className={styles.sentence}>
        <span className={styles.asked}>{addressText(address)} was last written by</span> {say(sentence)}
      </span>
      {run?.pc !== undefined && (
        <Button
          small
          look="quiet"
          onClick={() => {
            select({ kind: 'address', address: run.pc ?? 0 });
            reveal('disassembly');
          }}
        >
          Code
        </Button>
      )}
      {run?.event !== undefined && (
        <Button
          small
          look="quiet"
          onClick={() => {
            select({ kind: 'event', seq: run.event ?? 0 });
            reveal('events');
          }}
        >
          #{run.event}
        </Button>
      )}
    </p>
  );
}

function Places({ onGo }: { readonly onGo: (address: number) => void }) {
  const chip = useChip();
  const items = (chip?.regions ?? []).map(({ name, base }) => ({
    key: name,
    label: name,
    hint: `0x${base.toString(16).padStart(8, '0')}`,
    onChoose: () => onGo(base),
  }));
  return (
    <Menu label="Memories of the chip" items={items} align="end">
      Go to…
    </Menu>
  );
}

type GoToProps = {
  readonly address: number;
  /** Region and symbol. */
  readonly where: string;
  readonly onGo: (address: number) => void;
};

function GoTo({ address, where, onGo }: GoToProps) {
  const [text, setText] = useState('');
  const [wrong, setWrong] = useState('');
  const submit = (event: { preventDefault(): void }): void => {
    event.preventDefault();
    const found = parseAddress(text);
    setWrong(found === undefined ? `“${text}” is no address: write hexadecimal digits, such as 0x10040000.` : '');
    if (found !== undefined) onGo(found);
  };
  const move = (by: number): void => onGo((address + by) >>> 0);
  return (
    <form className={styles.bar} onSubmit={submit}>
      <label className={styles.label}>
        Address
        <input
          className={styles.input}
          value={text}
          placeholder={`0x${address.toString(16).padStart(8, '0')}`}
          spellCheck={false}
          onChange={(event) => setText(event.target.value)}
        />
      </label>
      <Button small onClick={submit}>
        Show
      </Button>
      <Button small look="quiet" onClick={() => move(-windowBytes)}>
        Earlier
      </Button>
      <Button small look="quiet" onClick={() => move(windowBytes)}>
        Later
      </Button>
      <WatchMenu address={address} buttonClass={styles.watch} />
      {wrong === '' && <span className={styles.where}>{where}</span>}
      {wrong !== '' && (
        <span role="alert" className={styles.wrong}>
          {wrong}
        </span>
      )}
    </form>
  );
}
