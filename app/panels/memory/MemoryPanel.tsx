/** A window on memory: bytes, text, the region and the symbol; nothing is disturbed by looking. */
import { useState } from 'react';
import { useSize } from '../../charts/use-size';
import { useChip, useSession, useView } from '../../stores/session-context';
import { Button } from '../../widgets/Button';
import { EmptyState } from '../../widgets/EmptyState';
import { Menu } from '../../widgets/Menu';
import { Panel } from '../../widgets/Panel';
import styles from './memory.module.css';
import { parseAddress, rowsOf, windowBytes } from './memory-rows';

const firstAddress = 0x1004_0000;
/** Width in pixels that a row of sixteen bytes needs. */
const fitsSixteen = 480;

export function MemoryPanel() {
  const [ref, size] = useSize<HTMLElement>({ width: 424, height: 200 });
  const selected = useSession((state) => (state.selection?.kind === 'address' ? state.selection.address : undefined));
  const [address, setAddress] = useState(selected ?? firstAddress);
  const [asked, setAsked] = useState(selected);
  if (asked !== selected) {
    setAsked(selected);
    if (selected !== undefined) setAddress(selected);
  }
  const start = (address & ~0xf) >>> 0;
  const view = useView('memory', { address: start, length: windowBytes });
  const where = view === undefined ? '' : `${view.region}${view.symbol === '' ? '' : `, ${view.symbol}`}`;
  return (
    <Panel title="Memory" actions={<Places onGo={setAddress} />} body="flush" scrolls={false}>
      <GoTo address={address} where={where} onGo={setAddress} />
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
          <table className={styles.bytes}>
            <tbody>
              {rowsOf(view, size.width < fitsSixteen ? 8 : 16).map((row) => (
                <tr key={row.address}>
                  <th scope="row" className={styles.address}>
                    {row.address.toString(16).padStart(8, '0')}
                  </th>
                  {row.cells.map((cell) => (
                    <td
                      key={cell.address}
                      className={cell.address === address ? styles.chosen : cell.zero ? styles.zero : undefined}
                    >
                      {cell.text}
                    </td>
                  ))}
                  <td className={styles.text}>{row.text}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </Panel>
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
      {wrong === '' && <span className={styles.where}>{where}</span>}
      {wrong !== '' && (
        <span role="alert" className={styles.wrong}>
          {wrong}
        </span>
      )}
    </form>
  );
}
