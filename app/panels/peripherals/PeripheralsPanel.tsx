/** Any block's registers, field by field, with how faithful the block is. The maps come with the chip's description. */
import { memo, useMemo, useState } from 'react';
import type { BlockDescription, WatchdogView } from '../../../sim-worker/contract/chip';
import type { RegisterMap } from '../../../sim-worker/contract/registers';
import { watchdogFacts, watchdogSentence } from '../../derive/watchdog';
import { useChip, useSession, useView } from '../../stores/session-context';
import { EmptyState } from '../../widgets/EmptyState';
import { Panel } from '../../widgets/Panel';
import { fieldRows } from './field-rows';
import styles from './peripherals.module.css';

export function PeripheralsPanel() {
  const chip = useChip();
  const wanted = useSession((state) => (state.selection?.kind === 'register' ? state.selection : undefined));
  const [chosen, setChosen] = useState(wanted?.block ?? 'RCC');
  const [asked, setAsked] = useState(wanted);
  if (asked !== wanted) {
    setAsked(wanted);
    if (wanted !== undefined) setChosen(wanted.block);
  }
  const view = useView('peripheral', { block: chosen });
  const block = chip?.blocks.find(({ name }) => name === chosen);
  if (chip === undefined || block === undefined) {
    return (
      <Panel title="Peripherals">
        <EmptyState why="The chip has not been described yet." whatToDo="Open a firmware or a demo first." />
      </Panel>
    );
  }
  const choice = (
    <label className={styles.choice}>
      Block
      <select className={styles.select} value={chosen} onChange={(event) => setChosen(event.target.value)}>
        {groups(chip.blocks).map(({ title, blocks }) => (
          <optgroup key={title} label={title}>
            {blocks.map(({ name }) => (
              <option key={name}>{name}</option>
            ))}
          </optgroup>
        ))}
      </select>
    </label>
  );
  return (
    <Panel title="Peripherals">
      <div className={styles.bar}>
        {choice}
        <span className={styles.base}>0x{block.base.toString(16).padStart(8, '0')}</span>
        <span className={styles.fidelity}>{block.fidelity}</span>
      </div>
      {view?.block === chosen && view.watchdog !== undefined && <Watchdog watchdog={view.watchdog} />}
      {block.leavesOut !== '' && <p className={styles.note}>Left out: {block.leavesOut}</p>}
      {block.map === undefined ? (
        <EmptyState
          why={`${block.name} is not modelled: its registers read 0 and ignore writes.`}
          whatToDo="Each touch is an event with the program counter; see the Events panel, group honesty."
        />
      ) : (
        <Registers
          map={block.map}
          words={view?.block === chosen ? view.words : {}}
          shown={wanted?.block === chosen ? wanted.register : undefined}
        />
      )}
    </Panel>
  );
}

function Watchdog({ watchdog }: { readonly watchdog: WatchdogView }) {
  return (
    <section aria-label="Watchdog">
      <p className={styles.lead}>{watchdogSentence(watchdog)}</p>
      <dl className={styles.facts}>
        {watchdogFacts(watchdog).map(({ name, text }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

const groups = (blocks: readonly BlockDescription[]) =>
  [
    { title: 'modelled or simplified', blocks: blocks.filter(({ map }) => map !== undefined) },
    { title: 'not modelled', blocks: blocks.filter(({ map }) => map === undefined) },
  ] as const;

const byOffset = (map: RegisterMap) => Object.entries(map.registers).sort(([, a], [, b]) => a.offset - b.offset);

type RegistersProps = {
  readonly map: RegisterMap;
  readonly words: Readonly<Record<string, number>>;
  /** The register that somebody was sent to. */
  readonly shown: string | undefined;
};
const bringIntoView = (element: HTMLElement | null): void => element?.scrollIntoView({ block: 'nearest' });

function Registers({ map, words, shown }: RegistersProps) {
  const registers = useMemo(() => byOffset(map), [map]);
  return (
    <div className={styles.list}>
      <p className={styles.heads} aria-hidden="true">
        <span className={styles.name}>Register</span>
        <span>Offset</span>
        <span className={styles.value}>Value, bold: not as after reset</span>
      </p>
      {registers.map(([name, register]) => (
        <Register key={name} name={name} register={register} word={words[name] ?? 0} shown={name === shown} />
      ))}
    </div>
  );
}

type RegisterProps = {
  readonly name: string;
  readonly register: RegisterMap['registers'][string];
  readonly word: number;
  readonly shown: boolean;
};
/** A block has up to two hundred, of which few change in a frame. */
const Register = memo(function Register({ name, register, word, shown }: RegisterProps) {
  return (
    <details
      ref={shown ? bringIntoView : undefined}
      className={shown ? `${styles.register} ${styles.shown}` : styles.register}
      open={shown}
    >
      <summary className={styles.summary} title={register.doc}>
        <span className={styles.name}>{name}</span>
        <span className={styles.offset}>+0x{register.offset.toString(16).padStart(3, '0')}</span>
        <span className={word === register.reset ? styles.reset : styles.word}>
          0x{word.toString(16).padStart(8, '0')}
        </span>
      </summary>
      <p className={styles.note}>{register.doc}.</p>
      <dl className={styles.fields}>
        {fieldRows(register, word).map((row) => (
          <div key={row.name} className={styles.field} title={row.doc}>
            <dt>
              {row.name} <span className={styles.offset}>{row.place}</span>
            </dt>
            <dd>{row.text}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
});
