/** The serial console of Linux: the user drives the board from here. */
import '@xterm/xterm/css/xterm.css';
import { useEffect, useRef } from 'react';
import { useCommands, useConsole, useSession } from '../../stores/session-context';
import { Menu } from '../../widgets/Menu';
import { Panel } from '../../widgets/Panel';
import { ConsoleTerminal } from './console-terminal';
import styles from './linux-console.module.css';

export function LinuxConsolePanel() {
  const host = useRef<HTMLDivElement>(null);
  const terminal = useRef<ConsoleTerminal | undefined>(undefined);
  const printed = useConsole();
  const theme = useSession((state) => state.theme);
  const { shellInput, shellComplete } = useCommands();
  const newest = useRef(printed);

  useEffect(() => {
    newest.current = printed;
    terminal.current?.show(printed);
  }, [printed]);
  useEffect(() => {
    if (theme !== undefined) terminal.current?.recolour();
  }, [theme]);
  useEffect(() => {
    let gone = false;
    const open = (): void => {
      if (gone || host.current === null) return;
      terminal.current = new ConsoleTerminal(host.current, { send: shellInput, complete: shellComplete });
      terminal.current.show(newest.current);
    };
    // A terminal measures its font once: the font has to be there.
    document.fonts.load('11px "JetBrains Mono"').then(open, open);
    return () => {
      gone = true;
      terminal.current?.dispose();
      terminal.current = undefined;
    };
  }, [shellInput, shellComplete]);

  return (
    <Panel title="Linux console" body="flush" scrolls={false} actions={<Suggestions />}>
      <div className={styles.frame}>
        <div ref={host} className={styles.terminal} />
      </div>
    </Panel>
  );
}

/** Lines that are worth typing with this firmware; choosing one types it. */
function Suggestions() {
  const lines = useSession((state) => state.suggestions);
  const { shellInput } = useCommands();
  if (lines.length === 0) return null;
  const items = lines.map((line) => ({ key: line, label: line, onChoose: () => shellInput(`${line}\n`) }));
  return (
    <Menu label="Lines to try" items={items} align="end">
      Try…
    </Menu>
  );
}
