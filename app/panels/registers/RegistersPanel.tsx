/** The core's registers as they stand, changed ones in ink, with the call stack. */
import { useRef } from 'react';
import type { RegistersView } from '../../../sim-worker/contract/core-views';
import { useSession, useView } from '../../stores/session-context';
import { EmptyState } from '../../widgets/EmptyState';
import { Hex } from '../../widgets/Hex';
import { Panel } from '../../widgets/Panel';
import { flagsOf, floatOf, type NamedWord, namedWords } from './register-rows';
import styles from './registers.module.css';

export function RegistersPanel() {
  const view = useView('registers', {});
  if (view === undefined || view.held) {
    return (
      <Panel title="Registers">
        <EmptyState
          why="The M4 is held in reset: it has no state yet."
          whatToDo="Press Run, or step: Linux loads the firmware and lets the M4 go."
        />
      </Panel>
    );
  }
  return (
    <Panel title="Registers">
      <CoreRegisters view={view} />
      <p className={styles.flags}>
        {flagsOf(view.xpsr).map(({ name, set }) => (
          <span key={name} className={set ? styles.set : styles.clear} title={`${name} is ${set ? 1 : 0}`}>
            {name}
          </span>
        ))}
        <span className={styles.mode}>{modeText(view)}</span>
      </p>
      <CallStack view={view} />
      <details className={styles.more}>
        <summary>Floating point</summary>
        <div className={styles.floats}>
          {view.s.map((word, n) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a register is its number
            <span key={n} className={styles.float}>
              <span className={styles.name}>s{n}</span>
              <span>{floatOf(word)}</span>
            </span>
          ))}
        </div>
      </details>
    </Panel>
  );
}

function modeText({ mode, exception, cycles }: RegistersView): string {
  const where = exception === '' ? `${mode} mode` : `${mode} mode, ${exception}`;
  return `${where} · ${cycles.toLocaleString('en').replaceAll(',', ' ')} cycles`;
}

function CoreRegisters({ view }: { readonly view: RegistersView }) {
  const words = namedWords(view);
  const changed = useChanged(words, view.cycles);
  return (
    <dl className={styles.grid}>
      {words.map(({ name, value, doc }) => (
        <div key={name} className={styles.register} title={doc}>
          <dt className={styles.name}>{name}</dt>
          <dd className={changed.has(name) ? styles.changed : styles.value}>{value.toString(16).padStart(8, '0')}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Names whose value differs from the last moment at which the core had executed something else. */
function useChanged(words: readonly NamedWord[], cycles: number): ReadonlySet<string> {
  const seen = useRef<{ cycles: number; words: readonly NamedWord[]; changed: ReadonlySet<string> }>({
    cycles,
    words,
    changed: new Set(),
  });
  if (seen.current.cycles !== cycles) {
    const before = new Map(seen.current.words.map(({ name, value }) => [name, value]));
    const changed = new Set(words.filter(({ name, value }) => before.get(name) !== value).map(({ name }) => name));
    seen.current = { cycles, words, changed };
  }
  return seen.current.changed;
}

function CallStack({ view }: { readonly view: RegistersView }) {
  const select = useSession((state) => state.select);
  const reveal = useSession((state) => state.reveal);
  return (
    <>
      <h3 className={styles.heading}>
        Call stack <span className={styles.note}>return addresses found on the stack</span>
      </h3>
      <ol className={styles.stack}>
        {view.callStack.map((frame, depth) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a frame is its depth
          <li key={depth}>
            <Hex
              value={frame.pc}
              symbol={frame.offset === 0 ? frame.function : `${frame.function}+0x${frame.offset.toString(16)}`}
              onClick={() => {
                select({ kind: 'address', address: frame.pc });
                reveal('disassembly');
              }}
            />
          </li>
        ))}
      </ol>
    </>
  );
}
