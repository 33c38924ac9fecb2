/** The page with a firmware open: the bar over everything and the docked panels. Loaded with the first firmware. */
import type { Ref } from 'react';
import styles from './app.module.css';
import { BoardDialog } from './BoardDialog';
import { ChainBar } from './ChainBar';
import { Dock, type DockHandle } from './Dock';
import { TimingDialog } from './TimingDialog';
import { TopBar } from './TopBar';
import { WhyCover } from './WhyCover';

export type WorkbenchDialog = 'keys' | 'legend' | 'simulated' | 'fault' | 'board' | 'timing';
type WorkbenchProps = {
  readonly dock: Ref<DockHandle>;
  /** The dialog that is open. */
  readonly dialog: WorkbenchDialog | undefined;
  readonly onCloseDialog: () => void;
  readonly onShow: (dialog: WorkbenchDialog) => void;
  readonly onResetLayout: () => void;
  readonly onMaximize: () => void;
};

export function Workbench(props: WorkbenchProps) {
  const { dock, dialog, onCloseDialog, onShow, onResetLayout, onMaximize } = props;
  return (
    <>
      <TopBar onShow={onShow} onResetLayout={onResetLayout} onMaximize={onMaximize} />
      <main className={styles.main} aria-label="Workbench">
        <WhyCover>
          <Dock ref={dock} />
        </WhyCover>
      </main>
      <ChainBar />
      <BoardDialog open={dialog === 'board'} onClose={onCloseDialog} />
      <TimingDialog open={dialog === 'timing'} onClose={onCloseDialog} />
    </>
  );
}
