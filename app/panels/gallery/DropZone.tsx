/** Where firmware is dropped or chosen: Linux waits on the left, the M4 is empty on the right. */
import { Download } from 'lucide-react';
import { useRef } from 'react';
import { Button } from '../../widgets/Button';
import { OwnerMark } from '../../widgets/OwnerMark';
import styles from './drop-zone.module.css';
import { FirmwareInput } from './FirmwareInput';
import { LastFirmware } from './LastFirmware';

export function DropZone() {
  const input = useRef<HTMLInputElement>(null);
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
      <FirmwareInput input={input} />
    </div>
  );
}
