/** The page with a firmware open: the bar over everything and the docked panels. Loaded with the first firmware. */
import type { Ref } from 'react';
import styles from './app.module.css';
import { Dock, type DockHandle } from './Dock';
import { TopBar } from './TopBar';

export type WorkbenchDialog = 'keys' | 'legend' | 'simulated' | 'fault';
type WorkbenchProps = {
  readonly dock: Ref<DockHandle>;
  readonly onShow: (dialog: WorkbenchDialog) => void;
  readonly onResetLayout: () => void;
  readonly onMaximize: () => void;
};

export function Workbench({ dock, onShow, onResetLayout, onMaximize }: WorkbenchProps) {
  return (
    <>
      <TopBar onShow={onShow} onResetLayout={onResetLayout} onMaximize={onMaximize} />
      <main className={styles.main} aria-label="Workbench">
        <Dock ref={dock} />
      </main>
    </>
  );
}
