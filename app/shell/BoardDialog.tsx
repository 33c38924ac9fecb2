/** Board, boot mode, kernel and device tree; a change opens the firmware anew. */
import { useState } from 'react';
import { useCommands, useSession } from '../stores/session-context';
import type { BoardChoice } from '../stores/session-state';
import { Button } from '../widgets/Button';
import { Dialog } from '../widgets/Dialog';
import { SegmentedControl } from '../widgets/SegmentedControl';
import { boardChoices } from './board-choices';
import styles from './dialogs.module.css';

export function BoardDialog({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  const board = useSession((state) => state.board);
  const boot = useSession((state) => state.boot);
  const tree = useSession((state) => state.tree);
  const kernel = useSession((state) => state.kernel);
  const deviceTree = useSession((state) => state.deviceTree);
  const etzpcAnswer = useSession((state) => state.etzpcAnswer);
  const setBoard = useSession((state) => state.setBoard);
  const file = useSession((state) => state.file);
  const commands = useCommands();
  const [asked, setAsked] = useState<Partial<BoardChoice>>({});
  const now: BoardChoice = { board, boot, tree, kernel, deviceTree, etzpcAnswer };
  const chosen = { ...now, ...asked };
  const changed = boardChoices.some(({ name }) => chosen[name] !== now[name]);
  const close = (): void => {
    setAsked({});
    onClose();
  };
  const apply = (): void => {
    setBoard(chosen);
    close();
    if (file !== undefined) void commands.openFile(file);
  };
  return (
    <Dialog
      open={open}
      title="Board and kernel"
      onClose={close}
      actions={
        <>
          <Button onClick={close}>Keep it as it is</Button>
          <Button look="primary" disabled={!changed} onClick={apply}>
            Restart with this
          </Button>
        </>
      }
    >
      <p className={styles.lead}>
        A choice takes effect with a restart: the firmware is opened anew on a fresh board. Protection, device tree and
        timing are then as that board has them.
      </p>
      {boardChoices.map(({ name, label, values }) => (
        <section key={name} className={styles.choice}>
          <h3 className={styles.heading}>{label}</h3>
          <SegmentedControl
            label={label}
            segments={values.map(({ value, label }) => ({ value: value as string, label }))}
            value={chosen[name] as string}
            onChange={(value) => setAsked((old) => ({ ...old, [name]: value }))}
          />
          <p className={styles.consequence}>{values.find(({ value }) => value === chosen[name])?.sentence}</p>
        </section>
      ))}
    </Dialog>
  );
}
