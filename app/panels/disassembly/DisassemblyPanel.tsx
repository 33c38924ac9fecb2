/** The firmware's code around the program counter, with symbols and breakpoints. */
import { useState } from 'react';
import type { DisassemblyLine, DisassemblyView } from '../../../sim-worker/contract/core-views';
import type { StepMarks } from '../../derive/chain';
import { useChain, useCommands, useSession, useView } from '../../stores/session-context';
import { Button } from '../../widgets/Button';
import { EmptyState } from '../../widgets/EmptyState';
import { Panel } from '../../widgets/Panel';
import { StepMark } from '../../widgets/StepMark';
import styles from './disassembly.module.css';

const around = { before: 12, after: 40 };

export function DisassemblyPanel() {
  const chain = useChain();
  const selected = useSession((state) => (state.selection?.kind === 'address' ? state.selection.address : undefined));
  // An address is code when somebody asks for it here; a byte that is chosen in Memory is not.
  const call = useSession(({ revealed }) => (revealed?.panel === 'disassembly' ? revealed.serial : undefined));
  const [answered, setAnswered] = useState<number | undefined>(undefined);
  const [at, setAt] = useState<number | undefined>(undefined);
  if (answered !== call) {
    setAnswered(call);
    if (call !== undefined) setAt(selected);
  }
  // The instruction of the chain's present step, or of the last one that the M4 did; without a chain back to the PC.
  const code = chain?.codeAddress;
  const [walked, setWalked] = useState<number | undefined>(undefined);
  if (walked !== code) {
    setWalked(code);
    setAt(code);
  }
  const following = at === undefined;
  const follow = (): void => setAt(undefined);
  const view = useView('disassembly', { at, ...around });
  const commands = useCommands();
  if (view === undefined || view.lines.length === 0) {
    return (
      <Panel title="Disassembly">
        <EmptyState
          why={
            view?.held === false
              ? 'There is no code at this address.'
              : 'The M4 is held in reset: it executes nothing yet.'
          }
          whatToDo="Press Run, or step: the code appears where the M4 stands. Addresses clicked elsewhere are shown here too."
          {...(following
            ? {}
            : {
                action: (
                  <Button small onClick={follow}>
                    Follow the program counter
                  </Button>
                ),
              })}
        />
      </Panel>
    );
  }
  const here = view.lines.find((line) => line.address === view.pc) ?? view.lines[0];
  const actions = following ? undefined : (
    <Button small look="quiet" onClick={follow}>
      Follow the program counter
    </Button>
  );
  return (
    <Panel title="Disassembly" subtitle={here?.symbol ?? ''} actions={actions} body="flush">
      <table className={styles.code} aria-label="Instructions">
        <tbody>
          {view.lines.map((line) => (
            <Line
              key={line.address}
              line={line}
              now={line.address === view.pc}
              marks={chain?.code.get(line.address)}
              stop={view.breakpoints.find(({ address }) => address === line.address)}
              onToggle={(stop) =>
                stop === undefined ? commands.toggleBreakpoint(line.address) : commands.removeStop(stop.rule)
              }
            />
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

type Breakpoint = DisassemblyView['breakpoints'][number];
type LineProps = {
  readonly line: DisassemblyLine;
  readonly now: boolean;
  readonly marks: StepMarks | undefined;
  readonly stop: Breakpoint | undefined;
  readonly onToggle: (stop: Breakpoint | undefined) => void;
};

function Line({ line, now, marks, stop, onToggle }: LineProps) {
  const address = `0x${line.address.toString(16).padStart(8, '0')}`;
  return (
    <>
      {line.startsFunction && (
        <tr>
          <th colSpan={4} scope="rowgroup" className={styles.function}>
            {line.symbol}
          </th>
        </tr>
      )}
      <tr
        data-address={line.address}
        className={now ? styles.now : marks?.current === true ? styles.step : undefined}
        {...(now ? { 'aria-current': 'location' as const } : {})}
      >
        <td className={styles.gutter}>
          {!line.data && (
            <button
              type="button"
              className={stop === undefined ? styles.free : stop.enabled ? styles.stop : styles.resting}
              aria-pressed={stop !== undefined}
              aria-label={`Breakpoint at ${address}${stop?.enabled === false ? ', switched off' : ''}`}
              onClick={() => onToggle(stop)}
            />
          )}
        </td>
        <td className={styles.address}>{address.slice(2)}</td>
        <td className={styles.bytes}>{line.bytes}</td>
        <td className={line.data ? styles.data : styles.text}>
          {line.text} {marks !== undefined && <StepMark label={marks.label} current={marks.current} />}
        </td>
      </tr>
    </>
  );
}
