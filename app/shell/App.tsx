/** The whole page: the first visit or the workbench, and what lies over both. */
import { lazy, type RefObject, Suspense, useEffect, useMemo, useRef, useState } from 'react';
import { RoleContext } from '../charts/roles';
import { useCommands, useSession, useSessionStore, useViewPart } from '../stores/session-context';
import { Toast } from '../widgets/Toast';
import styles from './app.module.css';
import { breakpointPlace } from './breakpoint-place';
import { CommandPalette } from './CommandPalette';
import { CrashDialog } from './CrashDialog';
import type { DockHandle } from './Dock';
import { FaultDialog } from './FaultDialog';
import { FileDrop } from './FileDrop';
import { FirstVisit } from './FirstVisit';
import { KeysDialog } from './KeysDialog';
import { LegendDialog } from './LegendDialog';
import { Narration } from './Narration';
import { RefusalDialog } from './RefusalDialog';
import { SimulatedDialog } from './SimulatedDialog';
import { type ShortcutActions, useShortcuts } from './use-shortcuts';
import type { WorkbenchDialog } from './Workbench';

type DialogName = WorkbenchDialog | 'palette' | 'go-to';

const loadWorkbench = () => import('./Workbench');
const Workbench = lazy(() => loadWorkbench().then((module) => ({ default: module.Workbench })));

export function App() {
  const phase = useViewPart('status', {}, (status) => status?.phase);
  const [dialog, setDialog] = useState<DialogName | undefined>(undefined);
  const dock = useRef<DockHandle>(null);
  const close = (): void => setDialog(undefined);
  const empty = phase === undefined || phase === 'empty';
  const opening = useSession((state) => state.opening !== undefined);
  useEffect(() => {
    // While the model checks the file, the rest of the page comes.
    if (opening) void loadWorkbench();
  }, [opening]);
  const actions = useActions(empty, dock, setDialog);
  useShortcuts(actions);
  const roles = useSession((state) => state.roles);
  return (
    <RoleContext value={roles}>
      <div className={styles.app}>
        {empty ? (
          <FirstVisit onShow={setDialog} />
        ) : (
          <Suspense fallback={null}>
            <Workbench
              dock={dock}
              dialog={dialog === 'palette' || dialog === 'go-to' ? undefined : dialog}
              onCloseDialog={close}
              onShow={setDialog}
              onPalette={(mode) => setDialog(mode === 'places' ? 'go-to' : 'palette')}
              onResetLayout={() => dock.current?.reset()}
              onMaximize={() => dock.current?.toggleMaximized()}
            />
          </Suspense>
        )}
        <CommandPalette
          mode={dialog === 'palette' ? 'commands' : dialog === 'go-to' ? 'places' : undefined}
          empty={empty}
          actions={actions}
          onShow={setDialog}
          onResetLayout={() => dock.current?.reset()}
          onClose={close}
        />
        <KeysDialog open={dialog === 'keys'} onClose={close} />
        <LegendDialog open={dialog === 'legend'} onClose={close} />
        <SimulatedDialog open={dialog === 'simulated'} onClose={close} />
        <FaultDialog open={dialog === 'fault'} onClose={close} />
        <RefusalDialog />
        <CrashDialog />
        <FileDrop />
        <Narration />
        <Notices />
      </div>
    </RoleContext>
  );
}

function useActions(
  empty: boolean,
  dock: RefObject<DockHandle | null>,
  show: (dialog: DialogName | undefined) => void,
): ShortcutActions {
  const commands = useCommands();
  const store = useSessionStore();
  const theme = useSession((state) => state.theme);
  const setTheme = useSession((state) => state.setTheme);
  const walkChain = useSession((state) => state.walkChain);
  return useMemo(() => {
    const page: ShortcutActions = {
      keys: () => show('keys'),
      palette: () => show('palette'),
      theme: () => setTheme(theme === 'light' ? 'dark' : 'light'),
    };
    if (empty) return page;
    return {
      ...page,
      run: commands.toggleRun,
      step: () => commands.step(),
      'step-over': () => commands.step('over'),
      'step-instruction': () => commands.step('instruction'),
      'step-out': () => commands.step('out'),
      'run-to': commands.runToAgain,
      restart: commands.restart,
      stop: commands.close,
      'go-to': () => show('go-to'),
      breakpoint: () => {
        const place = breakpointPlace(document.activeElement, store.state.getState());
        if (place !== undefined) commands.toggleBreakpoint(place);
      },
      why: commands.askWhy,
      'chain-next': () => walkChain(1),
      'chain-previous': () => walkChain(-1),
      maximize: () => dock.current?.toggleMaximized(),
    };
  }, [commands, dock, empty, setTheme, show, store, theme, walkChain]);
}

/** Milliseconds after which a remark goes by itself; what went wrong stays until it is closed. */
const remarkStays = 10_000;

function Notices() {
  const notice = useSession((state) => state.notice);
  const learning = useSession((state) => state.lesson !== undefined);
  const [closed, setClosed] = useState(0);
  const { serial, tone } = notice ?? { serial: 0, tone: 'plain' };
  useEffect(() => {
    if (serial === 0 || tone === 'fault') return;
    const timer = setTimeout(() => setClosed(serial), remarkStays);
    return () => clearTimeout(timer);
  }, [serial, tone]);
  const text = notice === undefined || notice.serial === closed ? undefined : notice.text;
  return (
    <Toast
      text={text}
      tone={notice?.tone ?? 'plain'}
      beside={learning}
      onClose={() => setClosed(notice?.serial ?? 0)}
    />
  );
}
