/** What remoteproc would say to the file, before anything was replaced. */
import { TriangleAlert } from 'lucide-react';
import { sizeText } from '../derive/format';
import { useCommands, useSession } from '../stores/session-context';
import { Button } from '../widgets/Button';
import { Dialog } from '../widgets/Dialog';
import styles from './dialogs.module.css';
import { errnoText } from './errno-text';

export function RefusalDialog() {
  const refusal = useSession((state) => state.refusal);
  const dismiss = useSession((state) => state.dismissRefusal);
  const kept = useSession((state) => state.file?.name);
  const commands = useCommands();
  const preflight = refusal?.preflight;
  return (
    <Dialog
      open={refusal !== undefined}
      title={preflight?.title ?? ''}
      wide
      onClose={dismiss}
      actions={
        <>
          {preflight !== undefined && preflight.predictedLog.length > 0 && refusal !== undefined && (
            <Button onClick={() => void commands.openFile(refusal.file, { force: true })}>
              Open it anyway and watch it fail
            </Button>
          )}
          <Button look="primary" onClick={dismiss}>
            {kept === undefined ? 'Choose another file' : `Keep ${kept}`}
          </Button>
        </>
      }
    >
      {preflight !== undefined && (
        <>
          <p className={styles.refusedFile}>
            <TriangleAlert size={14} aria-hidden="true" />
            <code>{preflight.name}</code>
            <span className={styles.quiet}>{sizeText(preflight.size)}</span>
          </p>
          <p className={styles.lead}>{preflight.sentence}</p>
          <h3 className={styles.heading}>What to do</h3>
          <p>{preflight.whatToDo}</p>
          {preflight.predictedLog.length > 0 && (
            <>
              <h3 className={styles.heading}>What Linux will say</h3>
              <pre className={styles.log}>{predictedLog(preflight.predictedLog, preflight.errno)}</pre>
            </>
          )}
          {preflight.notes.length > 0 && (
            <ul className={styles.notes}>
              {preflight.notes.map((note) => (
                <li key={note}>{note}</li>
              ))}
            </ul>
          )}
          <p className={styles.remark}>
            {kept === undefined ? 'Nothing was opened.' : `Nothing was replaced: ${kept} is still open, as it was.`}
          </p>
        </>
      )}
    </Dialog>
  );
}

function predictedLog(lines: readonly string[], errno: number): string {
  const shell = errno === 0 ? [] : [`sh: write error: ${errnoText(errno)}`];
  return ['# echo start > /sys/class/remoteproc/remoteproc0/state', ...lines, ...shell].join('\n');
}
