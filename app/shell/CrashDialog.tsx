/** A defect of ours: says so, and hands over what is needed to report it. */
import { useState } from 'react';
import { useSession } from '../stores/session-context';
import { Button } from '../widgets/Button';
import { copyText } from '../widgets/copy-text';
import { Dialog } from '../widgets/Dialog';
import styles from './dialogs.module.css';

export function CrashDialog() {
  const crash = useSession((state) => state.crash);
  const notify = useSession((state) => state.notify);
  const [dismissed, setDismissed] = useState<object | undefined>(undefined);
  const text = crash === undefined ? '' : [crash.message, '', ...crash.lastEvents].join('\n');
  const close = (): void => setDismissed(crash);
  return (
    <Dialog
      open={crash !== undefined && crash !== dismissed}
      title="ampscope itself has failed"
      wide
      onClose={close}
      actions={
        <>
          <Button
            onClick={() =>
              void copyText(text).then((done) =>
                notify(done ? 'The report is in the clipboard.' : 'The browser did not allow copying.'),
              )
            }
          >
            Copy the report
          </Button>
          <Button onClick={close}>Look at what is there</Button>
          <Button look="primary" onClick={() => window.location.reload()}>
            Load the page anew
          </Button>
        </>
      }
    >
      <p className={styles.lead}>
        This is a defect of the simulator, not of your firmware. The message and the last events:
      </p>
      <pre className={styles.log}>{text}</pre>
    </Dialog>
  );
}
