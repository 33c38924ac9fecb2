/** What went over one ttyRPMSG, each piece with the way it went; a click on a byte of it follows that byte. */
import type { KeyboardEvent, MouseEvent } from 'react';
import { printable } from '../../../sim-worker/contract/event-text';
import { byteAtOffset, nextByte, textAround } from '../../derive/byte-in-text';
import { byteAtEvent, type Chain } from '../../derive/chain';
import { secondsText } from '../../derive/format';
import { followedByte, type Selection } from '../../stores/selection';
import { useChain, useSession } from '../../stores/session-context';
import { EmptyState } from '../../widgets/EmptyState';
import { StepMark } from '../../widgets/StepMark';
import { VirtualList } from '../../widgets/VirtualList';
import type { TtyPort } from './TtyPanel';
import styles from './tty.module.css';

type Piece = TtyPort['traffic'][number];

export function TtyTraffic({ port }: { readonly port: TtyPort }) {
  const chain = useChain();
  const chosen = useSession(({ selection }) => (selection?.kind === 'event' ? selection.seq : undefined));
  const letter = useSession(({ selection, chain: of }) => followedByte(selection, of));
  const select = useSession((state) => state.select);
  const { traffic, forgotten } = port;
  if (traffic.length === 0) {
    return (
      <div className={styles.empty}>
        <EmptyState
          why={port.open ? 'Nothing has been sent yet.' : `Nobody has opened /dev/ttyRPMSG${port.port} yet.`}
          whatToDo="Type a line below; it goes to the M4 as one message."
        />
      </div>
    );
  }
  return (
    <VirtualList
      label={`Traffic of ttyRPMSG${port.port}`}
      count={traffic.length}
      rowHeight={20}
      rowKey={(index) => forgotten + index}
      shown={shownRow(traffic, chain)}
      renderRow={(index) => {
        const piece = traffic[index];
        if (piece === undefined) return null;
        const selected = chosen !== undefined && piece.seq === chosen;
        return <Row piece={piece} chain={chain} selected={selected} letter={letter} onSelect={select} />;
      }}
    />
  );
}

/** The piece of the present step, else the first of the chain, is brought into view. */
function shownRow(traffic: readonly Piece[], chain: Chain | undefined) {
  if (chain === undefined) return undefined;
  const marked = (piece: Piece) => (piece.seq === undefined ? undefined : chain.events.get(piece.seq));
  const present = traffic.findLastIndex((piece) => marked(piece)?.current === true);
  const index = present >= 0 ? present : traffic.findLastIndex((piece) => marked(piece) !== undefined);
  return index < 0 ? undefined : { key: `${chain.view.key} ${index}`, index };
}

type RowProps = {
  readonly piece: Piece;
  readonly chain: Chain | undefined;
  readonly selected: boolean;
  /** The byte of the chain's message that is followed. */
  readonly letter: number | undefined;
  readonly onSelect: (selection: Selection) => void;
};
/** Has no hooks: in a flood dozens come and go with each frame. */
function Row({ piece, chain, selected, letter, onSelect }: RowProps) {
  const { seq, text } = piece;
  const marks = seq === undefined ? undefined : chain?.events.get(seq);
  const byte = seq === undefined || letter === undefined ? undefined : byteAtEvent(chain, seq, letter);
  const followed = marks === undefined || byte === undefined ? undefined : textAround(text, byte);
  const title = `${piece.toM4 ? 'to the M4' : 'from the M4'} at ${secondsText(piece.time)} s`;
  const content = (
    <>
      <span className={piece.toM4 ? styles.toM4 : styles.fromM4}>{piece.toM4 ? '→ M4' : '← M4'}</span>
      <span className={styles.text} data-text>
        {followed === undefined ? (
          printable(text)
        ) : (
          <>
            {followed.before}
            <mark className={styles.byte}>{followed.letter}</mark>
            {followed.after}
          </>
        )}
      </span>
      {marks !== undefined && <StepMark label={marks.label} current={marks.current} />}
    </>
  );
  if (seq === undefined) {
    return (
      <div className={styles.row} title={title}>
        {content}
      </div>
    );
  }
  const follow = (to: number): void => onSelect({ kind: 'event', seq, byte: to });
  const press = (event: KeyboardEvent): void => {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
    event.preventDefault();
    follow(byte === undefined ? 0 : nextByte(text, byte, event.key === 'ArrowLeft' ? -1 : 1));
  };
  return (
    <button
      type="button"
      className={styles.row}
      title={`${title}; follows the byte under the mouse, arrow keys go to the next`}
      aria-current={selected}
      onClick={(event) => follow(byteAtOffset(text, offsetAt(event)))}
      onKeyDown={press}
    >
      {content}
    </button>
  );
}

/** How many characters of the row's text lie left of the mouse; 0 for a click by key. */
function offsetAt({ clientX, clientY, currentTarget, detail }: MouseEvent<HTMLElement>): number {
  const shown = currentTarget.querySelector('[data-text]');
  if (detail === 0 || shown === null) return 0;
  const range = document.createRange();
  range.selectNodeContents(shown);
  let length = 0;
  for (const node of textNodesOf(shown)) {
    for (let i = 0; i < node.data.length; i++) {
      range.setStart(node, i);
      range.setEnd(node, i + 1);
      const box = range.getBoundingClientRect();
      if (clientY <= box.bottom && clientX <= box.right) return length + i;
    }
    length += node.data.length;
  }
  return length;
}

function textNodesOf(element: Element): readonly Text[] {
  return [...element.childNodes].flatMap((node) =>
    node instanceof Text ? [node] : node instanceof Element ? textNodesOf(node) : [],
  );
}
