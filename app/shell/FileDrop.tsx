/** A file dropped anywhere on the page is firmware. */
import { useEffect, useState } from 'react';
import { pickDropped } from '../stores/firmware-file';
import { useCommands, useSession } from '../stores/session-context';
import styles from './file-drop.module.css';

const carriesFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') === true;

export function FileDrop() {
  const [over, setOver] = useState(false);
  const opening = useSession((state) => state.opening);
  const notify = useSession((state) => state.notify);
  const commands = useCommands();

  useEffect(() => {
    const drag = (event: DragEvent): void => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      setOver(true);
    };
    const leave = (event: DragEvent): void => {
      if (event.relatedTarget === null) setOver(false);
    };
    const drop = (event: DragEvent): void => {
      setOver(false);
      if (!carriesFiles(event) || event.dataTransfer === null) return;
      event.preventDefault();
      void pickDropped(event.dataTransfer).then((picked) => {
        if (!picked.ok) return notify(picked.why, 'fault');
        if (picked.remark !== '') notify(picked.remark);
        return void commands.openFile(picked.file);
      });
    };
    window.addEventListener('dragover', drag);
    window.addEventListener('dragleave', leave);
    window.addEventListener('drop', drop);
    return () => {
      window.removeEventListener('dragover', drag);
      window.removeEventListener('dragleave', leave);
      window.removeEventListener('drop', drop);
    };
  }, [commands, notify]);

  return (
    <>
      {over && (
        <div className={styles.over} aria-hidden="true">
          <div className={styles.frame}>Drop the firmware ELF: it is checked first, then booted on a fresh board</div>
        </div>
      )}
      <div className={styles.progress} role="status" aria-live="polite">
        {opening !== undefined && (
          <span className={styles.sheet}>
            <span className={styles.bar} aria-hidden="true" />
            <strong>{opening.name}</strong> {opening.doing}…
          </span>
        )}
      </div>
    </>
  );
}
