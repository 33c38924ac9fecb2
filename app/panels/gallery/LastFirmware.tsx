/** The file that was open at the last visit; it is kept in this browser only. */
import { useEffect, useState } from 'react';
import { forgetFirmware, lastFirmware } from '../../stores/last-firmware';
import { useCommands } from '../../stores/session-context';
import type { FirmwareFile } from '../../stores/session-state';
import { Button } from '../../widgets/Button';
import styles from './last-firmware.module.css';

export function LastFirmware() {
  const [file, setFile] = useState<FirmwareFile | undefined>(undefined);
  const commands = useCommands();
  useEffect(() => {
    let gone = false;
    void lastFirmware().then((found) => {
      if (!gone) setFile(found);
    });
    return () => {
      gone = true;
    };
  }, []);
  if (file === undefined) return null;
  return (
    <p className={styles.last}>
      <Button small onClick={() => void commands.openFile(file)}>
        Open {file.name} again
      </Button>
      <Button
        small
        look="quiet"
        onClick={() => {
          setFile(undefined);
          void forgetFirmware();
        }}
      >
        Forget it
      </Button>
    </p>
  );
}
