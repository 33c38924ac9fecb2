/** The bar over everything: the firmware left, the run in the middle, time right. */
import { CircleQuestionMark, LayoutPanelLeft } from 'lucide-react';
import { useSession } from '../stores/session-context';
import { Menu, type MenuItem } from '../widgets/Menu';
import type { PaletteMode } from './CommandPalette';
import { FaultsChip } from './FaultsChip';
import { FindingsChip } from './FindingsChip';
import { FirmwareChip } from './FirmwareChip';
import { Logo } from './Logo';
import { panelGroups, panelPurposes, panelTitles } from './panel-registry';
import { RunControls } from './RunControls';
import { SpeedSlider } from './SpeedSlider';
import { ThemeSwitch } from './ThemeSwitch';
import styles from './top-bar.module.css';
import { useShownKeys } from './use-shortcuts';
import { VirtualClock } from './VirtualClock';
import type { WorkbenchDialog } from './Workbench';

type TopBarProps = {
  readonly onShow: (dialog: WorkbenchDialog) => void;
  readonly onPalette: (mode: PaletteMode) => void;
  readonly onResetLayout: () => void;
  readonly onMaximize: () => void;
};

export function TopBar({ onShow, onPalette, onResetLayout, onMaximize }: TopBarProps) {
  const reveal = useSession((state) => state.reveal);
  const aloud = useSession((state) => state.aloud);
  const setAloud = useSession((state) => state.setAloud);
  const shownKeys = useShownKeys();
  const panels: readonly MenuItem[] = [
    ...panelGroups.flatMap(({ title, panels: ids }): readonly MenuItem[] => [
      { kind: 'heading', key: title, label: title },
      ...ids.map((id) => ({ key: id, label: panelTitles[id], remark: panelPurposes[id], onChoose: () => reveal(id) })),
    ]),
    { kind: 'heading', key: 'layout', label: 'Layout' },
    { key: 'maximize', label: 'Maximise the panel with the focus', hint: shownKeys('maximize'), onChoose: onMaximize },
    { key: 'reset', label: 'Reset layout', onChoose: onResetLayout },
  ];
  const help: readonly MenuItem[] = [
    { key: 'palette', label: 'All commands', hint: shownKeys('palette'), onChoose: () => onPalette('commands') },
    { key: 'go-to', label: 'Go to…', hint: shownKeys('go-to'), onChoose: () => onPalette('places') },
    { key: 'lessons', label: 'Lessons', onChoose: () => onShow('lessons') },
    { key: 'keys', label: 'Keys', hint: shownKeys('keys'), onChoose: () => onShow('keys') },
    { key: 'legend', label: 'How to read the pictures', onChoose: () => onShow('legend') },
    { key: 'simulated', label: 'What is simulated', onChoose: () => onShow('simulated') },
    {
      key: 'aloud',
      label: 'Tell screen readers of each event',
      checked: aloud === 'on',
      onChoose: () => setAloud(aloud === 'on' ? 'off' : 'on'),
    },
  ];
  return (
    <header className={styles.bar}>
      <div className={styles.left}>
        <Logo />
        <span className={styles.firmware}>
          <FirmwareChip onShow={onShow} />
        </span>
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
