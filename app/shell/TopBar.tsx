/** The bar over everything: the firmware left, the run in the middle, time right. */
import { CircleQuestionMark, LayoutPanelLeft } from 'lucide-react';
import { panelIds } from '../stores/panel-ids';
import { useSession } from '../stores/session-context';
import { Menu, type MenuItem } from '../widgets/Menu';
import { FaultsChip } from './FaultsChip';
import { FindingsChip } from './FindingsChip';
import { FirmwareChip } from './FirmwareChip';
import { Logo } from './Logo';
import { panelTitles } from './panel-registry';
import { RunControls } from './RunControls';
import { SpeedSlider } from './SpeedSlider';
import { shownKeys } from './shortcut-table';
import { ThemeSwitch } from './ThemeSwitch';
import styles from './top-bar.module.css';
import { VirtualClock } from './VirtualClock';
import type { WorkbenchDialog } from './Workbench';

type TopBarProps = {
  readonly onShow: (dialog: WorkbenchDialog) => void;
  readonly onResetLayout: () => void;
  readonly onMaximize: () => void;
};

export function TopBar({ onShow, onResetLayout, onMaximize }: TopBarProps) {
  const reveal = useSession((state) => state.reveal);
  const panels: readonly MenuItem[] = [
    { kind: 'heading', key: 'open', label: 'Bring to the front' },
    ...panelIds.map((id) => ({ key: id, label: panelTitles[id], onChoose: () => reveal(id) })),
    { kind: 'heading', key: 'layout', label: 'Layout' },
    { key: 'maximize', label: 'Maximise the panel with the focus', hint: shownKeys('maximize'), onChoose: onMaximize },
    { key: 'reset', label: 'Reset layout', onChoose: onResetLayout },
  ];
  const help: readonly MenuItem[] = [
    { key: 'lessons', label: 'Lessons', onChoose: () => onShow('lessons') },
    { key: 'keys', label: 'Keys', hint: shownKeys('keys'), onChoose: () => onShow('keys') },
    { key: 'legend', label: 'How to read the pictures', onChoose: () => onShow('legend') },
    { key: 'simulated', label: 'What is simulated', onChoose: () => onShow('simulated') },
  ];
  return (
    <header className={styles.bar}>
      <div className={styles.left}>
        <Logo />
        <FirmwareChip onShow={onShow} />
        <FaultsChip />
        <FindingsChip />
      </div>
      <div className={styles.middle}>
        <RunControls />
        <SpeedSlider />
      </div>
      <div className={styles.right}>
        <VirtualClock onShowFault={() => onShow('fault')} />
        <Menu label="Panels and layout" items={panels} align="end">
          <LayoutPanelLeft size={16} aria-hidden="true" />
        </Menu>
        <Menu label="Help" items={help} align="end">
          <CircleQuestionMark size={16} aria-hidden="true" />
        </Menu>
        <ThemeSwitch />
      </div>
    </header>
  );
}
