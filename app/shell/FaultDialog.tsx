/** The fault that stopped the run: what happened, where, and what to do. */

import { useCommands, useEvents, useSession, useView } from '../stores/session-context';
import { Button } from '../widgets/Button';
import { copyText } from '../widgets/copy-text';
import { Dialog } from '../widgets/Dialog';
import styles from './dialogs.module.css';
import { FaultEvidence } from './FaultEvidence';
import { faultReport } from './fault-report';

export function FaultDialog({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  const fault = useView('status', {})?.fault;
  return open && fault !== undefined ? <OpenFaultDialog onClose={onClose} /> : null;
}

function OpenFaultDialog({ onClose }: { readonly onClose: () => void }) {
  const status = useView('status', {});
  const events = useEvents();
  const commands = useCommands();
  const notify = useSession((state) => state.notify);
  const select = useSession((state) => state.select);
  const reveal = useSession((state) => state.reveal);
  const fault = status?.fault;
  if (status === undefined || fault === undefined) return null;
  const copy = (): void => {
    void copyText(faultReport(status, events)).then((done) =>
      notify(done ? 'The report is in the clipboard.' : 'The browser did not allow copying.'),
    );
  };
  const go = (): void => {
    select({ kind: 'address', address: fault.pc });
    reveal('disassembly');
    onClose();
  };
  return (
    <Dialog
      open
      title={fault.title}
      onClose={onClose}
      actions={
        <>
          <Button onClick={copy}>Copy as Markdown</Button>
          <Button onClick={go}>Show the instruction</Button>
          <Button
            look="primary"
            onClick={() => {
              onClose();
              commands.restart();
            }}
          >
            Restart
          </Button>
        </>
      }
    >
      <p className={styles.lead}>{fault.sentence}</p>
      <p>{fault.whatToDo}</p>
      <FaultEvidence fault={fault} onGo={onClose} />
    </Dialog>
  );
}
