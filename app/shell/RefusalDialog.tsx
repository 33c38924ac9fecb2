/** What remoteproc would say to the file, before anything was replaced. */
import { TriangleAlert } from 'lucide-react';
import { type Finding, isTrouble } from '../../sim-worker/contract/diagnosis';
import { sizeText } from '../derive/format';
import { placeOf } from '../panels/evidence-words';
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
  const finding = preflight?.findings.find(({ certainty }) => isTrouble(certainty));
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
          <p className={styles.lead}>{finding?.title ?? preflight.sentence}</p>
          {finding !== undefined && <FileEvidence finding={finding} />}
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

/** Places in a file that is not open lead nowhere: they are told, not linked. */
function FileEvidence({ finding }: { readonly finding: Finding }) {
  return (
    <>
      <ul className={styles.notes}>
        {finding.evidence.map(({ sentence, links }) => (
          <li key={sentence}>
            {sentence}{' '}
            {links.map((link) => (
              <code key={placeOf(link).text}>{placeOf(link).text} </code>
            ))}
          </li>
        ))}
      </ul>
      <h3 className={styles.heading}>Why</h3>
      <p>{finding.why}</p>
    </>
  );
}

function predictedLog(lines: readonly string[], errno: number): string {
  const shell = errno === 0 ? [] : [`sh: write error: ${errnoText(errno)}`];
  return ['# echo start > /sys/class/remoteproc/remoteproc0/state', ...lines, ...shell].join('\n');
}
