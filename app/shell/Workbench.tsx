/** The page with a firmware open: the bar over everything and the docked panels. Loaded with the first firmware. */
import { lazy, type Ref, Suspense } from 'react';
import { useSession } from '../stores/session-context';
import styles from './app.module.css';
import { BoardDialog } from './BoardDialog';
import { ChainBar } from './ChainBar';
import type { PaletteMode } from './CommandPalette';
import { Dock, type DockHandle } from './Dock';
import { Guide } from './Guide';
import { LessonsDialog } from './LessonsDialog';
import { TimingDialog } from './TimingDialog';
import { TopBar } from './TopBar';
import { WhyCover } from './WhyCover';

const LessonPlayer = lazy(() =>
  import('../lessons/player/LessonPlayer').then((module) => ({ default: module.LessonPlayer })),
);

export type WorkbenchDialog = 'lessons' | 'keys' | 'legend' | 'simulated' | 'fault' | 'board' | 'timing';
type WorkbenchProps = {
  readonly dock: Ref<DockHandle>;
  /** The dialog that is open. */
  readonly dialog: WorkbenchDialog | undefined;
  readonly onCloseDialog: () => void;
  readonly onShow: (dialog: WorkbenchDialog) => void;
  readonly onPalette: (mode: PaletteMode) => void;
  readonly onResetLayout: () => void;
  readonly onMaximize: () => void;
};

export function Workbench(props: WorkbenchProps) {
  const { dock, dialog, onCloseDialog, onShow, onPalette, onResetLayout, onMaximize } = props;
  const learning = useSession((state) => state.lesson !== undefined);
  return (
    <>
      <TopBar onShow={onShow} onPalette={onPalette} onResetLayout={onResetLayout} onMaximize={onMaximize} />
      <Guide onShow={onShow} />
      <div className={styles.beside}>
        {learning && (
          <Suspense fallback={null}>
            <LessonPlayer />
          </Suspense>
        )}
        <main className={styles.main} aria-label="Workbench">
          <WhyCover>
            <Dock key={learning ? 'lesson' : 'own'} ref={dock} lesson={learning} />
          </WhyCover>
        </main>
      </div>
      <ChainBar />
      <BoardDialog open={dialog === 'board'} onClose={onCloseDialog} />
      <LessonsDialog open={dialog === 'lessons'} onClose={onCloseDialog} />
      <TimingDialog open={dialog === 'timing'} onClose={onCloseDialog} />
    </>
  );
}
