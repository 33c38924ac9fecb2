/** Which firmware is open, and the menu to open another, choose the board, or close it. */
import { ChevronDown, Cpu } from 'lucide-react';
import { useRef } from 'react';
import { sizeText } from '../derive/format';
import { pickFirmware } from '../stores/firmware-file';
import { useCommands, useSession, useViewPart } from '../stores/session-context';
import { Menu, type MenuItem } from '../widgets/Menu';
import styles from './firmware-chip.module.css';

export function FirmwareChip() {
  const name = useViewPart('status', {}, (status) => status?.firmware?.name);
  const size = useViewPart('status', {}, (status) => status?.firmware?.size ?? 0);
  const board = useSession((state) => state.board);
  const boot = useSession((state) => state.boot);
  const file = useSession((state) => state.file);
  const setBoard = useSession((state) => state.setBoard);
  const notify = useSession((state) => state.notify);
  const commands = useCommands();
  const input = useRef<HTMLInputElement>(null);
  if (name === undefined) return null;

  const reopen = (nextBoard: typeof board, nextBoot: typeof boot): void => {
    setBoard(nextBoard, nextBoot);
    if (file !== undefined) void commands.openFile(file);
  };
  const items: readonly MenuItem[] = [
    { key: 'open', label: 'Open another ELF…', onChoose: () => input.current?.click() },
    { key: 'close', label: 'Close', hint: 'back to the demos', onChoose: commands.close },
    { kind: 'heading', key: 'board', label: 'Board: opens the firmware anew' },
    { key: 'dk2', label: 'STM32MP157C-DK2', checked: board === 'dk2', onChoose: () => reopen('dk2', boot) },
    { key: 'ev1', label: 'STM32MP157C-EV1', checked: board === 'ev1', onChoose: () => reopen('ev1', boot) },
    { kind: 'heading', key: 'boot', label: 'Who starts the M4' },
    { key: 'linux', label: 'Linux, by remoteproc', checked: boot === 'linux', onChoose: () => reopen(board, 'linux') },
    {
      key: 'engineering',
      label: 'A debugger (engineering boot)',
      checked: boot === 'engineering',
      onChoose: () => reopen(board, 'engineering'),
    },
  ];
  return (
    <>
      <Menu label={`Firmware ${name}, ${sizeText(size)}`} items={items} buttonClass={styles.chip}>
        <Cpu size={14} aria-hidden="true" />
        <span className={styles.name}>{name}</span>
        <ChevronDown size={12} aria-hidden="true" />
      </Menu>
      <input
        ref={input}
        type="file"
        hidden
        aria-label="Firmware ELF"
        onChange={(event) => {
          const files = [...(event.target.files ?? [])];
          event.target.value = '';
          void pickFirmware(files).then((picked) => {
            if (picked.ok) void commands.openFile(picked.file);
            else notify(picked.why, 'fault');
          });
        }}
      />
    </>
  );
}
