/** Which firmware is open, and the menu to open another, close it, or change the machine that it runs on. */
import { ChevronDown, Cpu } from 'lucide-react';
import { useRef } from 'react';
import { sizeText } from '../derive/format';
import { FirmwareInput } from '../panels/gallery/FirmwareInput';
import { useCommands, useSession, useViewPart } from '../stores/session-context';
import { Menu, type MenuItem } from '../widgets/Menu';
import { MiddleCut } from '../widgets/MiddleCut';
import { saveFile } from '../widgets/save-file';
import styles from './firmware-chip.module.css';
import type { WorkbenchDialog } from './Workbench';

export function FirmwareChip({ onShow }: { readonly onShow: (dialog: WorkbenchDialog) => void }) {
  const name = useViewPart('status', {}, (status) => status?.firmware?.name);
  const size = useViewPart('status', {}, (status) => status?.firmware?.size ?? 0);
  const dump = useViewPart('linux', {}, (linux) => linux?.coreDump);
  const notify = useSession((state) => state.notify);
  const commands = useCommands();
  const input = useRef<HTMLInputElement>(null);
  if (name === undefined) return null;

  const saveDump = (): void => {
    void commands.coreDump().then((found) => {
      if (found === undefined) notify('There is no core dump any more: somebody has written to its file.');
      else saveFile(found.name, found.bytes);
    });
  };
  const dumps: readonly MenuItem[] =
    dump === undefined
      ? []
      : [{ key: 'dump', label: 'Save the core dump', hint: 'an ELF file, from the last crash', onChoose: saveDump }];
  const items: readonly MenuItem[] = [
    ...dumps,
    { key: 'open', label: 'Open another ELF…', onChoose: () => input.current?.click() },
    { key: 'close', label: 'Close', hint: 'back to the demos', onChoose: commands.close },
    { kind: 'heading', key: 'machine', label: 'The machine that it runs on' },
    { key: 'board', label: 'Board and kernel…', onChoose: () => onShow('board') },
    { key: 'timing', label: 'Timing of Linux…', onChoose: () => onShow('timing') },
  ];
  return (
    <>
      <Menu label={`Firmware ${name}, ${sizeText(size)}`} items={items} buttonClass={styles.chip}>
        <Cpu size={14} aria-hidden="true" />
        <MiddleCut text={name} />
        <ChevronDown size={12} aria-hidden="true" />
      </Menu>
      <FirmwareInput input={input} />
    </>
  );
}
