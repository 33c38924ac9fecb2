/** The whole page: the first visit or the workbench, and what lies over both. */
import { lazy, type RefObject, Suspense, useEffect, useMemo, useRef, useState } from 'react';
import { RoleContext } from '../charts/roles';
import { useCommands, useSession, useViewPart } from '../stores/session-context';
import { Announcer } from '../widgets/Announcer';
import { Toast } from '../widgets/Toast';
import styles from './app.module.css';
import { CrashDialog } from './CrashDialog';
import type { DockHandle } from './Dock';
import { FaultDialog } from './FaultDialog';
import { FileDrop } from './FileDrop';
import { FirstVisit } from './FirstVisit';
import { KeysDialog } from './KeysDialog';
import { LegendDialog } from './LegendDialog';
import { RefusalDialog } from './RefusalDialog';
import { SimulatedDialog } from './SimulatedDialog';
import { type ShortcutActions, useShortcuts } from './use-shortcuts';
import type { WorkbenchDialog } from './Workbench';

type DialogName = WorkbenchDialog;

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
  useShortcuts(useActions(empty, dock, setDialog));
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
              dialog={dialog}
              onCloseDialog={close}
              onShow={setDialog}
              onResetLayout={() => dock.current?.reset()}
              onMaximize={() => dock.current?.toggleMaximized()}
            />
          </Suspense>
        )}
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
  const theme = useSession((state) => state.theme);
  const setTheme = useSession((state) => state.setTheme);
  const walkChain = useSession((state) => state.walkChain);
  return useMemo(() => {
    const page: ShortcutActions = {
      keys: () => show('keys'),
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
      why: commands.askWhy,
      'chain-next': () => walkChain(1),
      'chain-previous': () => walkChain(-1),
      maximize: () => dock.current?.toggleMaximized(),
    };
  }, [commands, dock, empty, setTheme, show, theme, walkChain]);
}

/** What just happened, aloud while stepping; silence while running. */
function Narration() {
  const text = useViewPart('status', {}, (status) => {
    const silent = status === undefined || status.phase === 'running' || status.phase === 'empty';
    return silent ? '' : (status.fault?.sentence ?? `${status.headline} ${status.detail}`);
  });
  return <Announcer text={text} />;
}

/** Milliseconds after which a remark goes by itself; what went wrong stays until it is closed. */
const remarkStays = 10_000;

function Notices() {
  const notice = useSession((state) => state.notice);
  const [closed, setClosed] = useState(0);
  const { serial, tone } = notice ?? { serial: 0, tone: 'plain' };
  useEffect(() => {
    if (serial === 0 || tone === 'fault') return;
    const timer = setTimeout(() => setClosed(serial), remarkStays);
    return () => clearTimeout(timer);
  }, [serial, tone]);
  const text = notice === undefined || notice.serial === closed ? undefined : notice.text;
  return <Toast text={text} tone={notice?.tone ?? 'plain'} onClose={() => setClosed(notice?.serial ?? 0)} />;
}
