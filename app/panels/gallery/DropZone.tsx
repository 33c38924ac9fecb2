/** Where firmware is dropped or chosen: Linux waits on the left, the M4 is empty on the right. */
import { Download } from 'lucide-react';
import { useRef } from 'react';
import { pickFirmware } from '../../stores/firmware-file';
import { useCommands, useSession } from '../../stores/session-context';
import { Button } from '../../widgets/Button';
import { OwnerMark } from '../../widgets/OwnerMark';
import styles from './drop-zone.module.css';
import { LastFirmware } from './LastFirmware';

export function DropZone() {
  const input = useRef<HTMLInputElement>(null);
  const notify = useSession((state) => state.notify);
  const commands = useCommands();
  const chosen = (files: readonly File[]): void => {
    void pickFirmware(files).then((picked) => {
      if (picked.ok) void commands.openFile(picked.file);
      else notify(picked.why, 'fault');
    });
  };
  return (
    <div className={styles.zone}>
      <div className={styles.linux}>
        <span className={styles.linuxName}>
          <OwnerMark owner="a7" size={12} /> Linux
        </span>
        waits for firmware
      </div>
      <div className={styles.middle}>
        <div className={styles.target}>
          <span className={styles.wire} aria-hidden="true" />
          <div className={styles.choose}>
            <Download size={38} strokeWidth={1.4} aria-hidden="true" />
            <p className={styles.drop}>Drop your firmware ELF here</p>
            <Button look="primary" onClick={() => input.current?.click()}>
              Choose a file
            </Button>
          </div>
          <span className={styles.wire} aria-hidden="true" />
        </div>
        <p className={styles.remark}>checked first, then booted: you see what remoteproc will say before it says it</p>
        <LastFirmware />
      </div>
      <div className={styles.m4}>
        <span className={styles.m4Name}>
          <OwnerMark owner="m4" size={13} /> M4
        </span>
        empty
      </div>
      <input
        ref={input}
        type="file"
        hidden
        aria-label="Firmware ELF"
        onChange={(event) => {
          const files = [...(event.target.files ?? [])];
          event.target.value = '';
          chosen(files);
        }}
      />
    </div>
  );
}
