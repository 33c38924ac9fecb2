/** The faults of this board: each with what it did, or what it waits for. */
import { Pencil, RotateCcw, X } from 'lucide-react';
import { printInjection } from '../../../sim-worker/contract/injection-text';
import type { InjectionView } from '../../../sim-worker/contract/injection-views';
import { type Injection, injectionSentence } from '../../../sim-worker/contract/injections';
import { faultStanding } from '../../derive/faults';
import { useCommands, useSession } from '../../stores/session-context';
import { IconButton } from '../../widgets/Button';
import { OwnerMark } from '../../widgets/OwnerMark';
import styles from './fault-list.module.css';

type ArmedFaultsProps = {
  readonly armed: readonly InjectionView[];
  readonly onEdit: (injection: Injection) => void;
};

export function ArmedFaults({ armed, onEdit }: ArmedFaultsProps) {
  return (
    <section aria-label="Faults of this board">
      <h3 className={styles.title}>On this board</h3>
      {armed.length === 0 ? (
        <p className={styles.none}>
          Nothing is broken. Arm a fault, now or while it runs, and press Run: here you see that it fired, or what it
          still waits for.
        </p>
      ) : (
        <ol className={styles.list}>
          {armed.toReversed().map((one) => (
            <ArmedFault key={one.id} view={one} onEdit={() => onEdit(one.injection)} />
          ))}
        </ol>
      )}
    </section>
  );
}

const markWords = { waiting: 'armed', active: 'holds now', fired: 'has fired', impossible: 'cannot happen' } as const;

function ArmedFault({ view, onEdit }: { readonly view: InjectionView; readonly onEdit: () => void }) {
  const commands = useCommands();
  const select = useSession((state) => state.select);
  const reveal = useSession((state) => state.reveal);
  const { mark, words, event, eventWords } = faultStanding(view);
  const sentence = injectionSentence(view.injection);
  return (
    <li className={styles.item} data-mark={mark}>
      <span className={styles.mark}>
        {mark === 'active' ? <OwnerMark owner="fault" size={12} label={markWords.active} /> : <Dot mark={mark} />}
      </span>
      <div className={styles.words}>
        <p className={styles.sentence}>{sentence}</p>
        {words !== '' && <p className={styles.state}>{words}</p>}
        {event !== undefined && (
          <button
            type="button"
            className={styles.event}
            onClick={() => {
              select({ kind: 'event', seq: event });
              reveal('events');
            }}
          >
            {eventWords}
          </button>
        )}
        <code className={styles.written}>{printInjection(view.injection)}</code>
      </div>
      <div className={styles.actions}>
        <IconButton small label="Arm it once more" onClick={() => commands.inject(view.injection)}>
          <RotateCcw size={13} aria-hidden="true" />
        </IconButton>
        <IconButton small label="Take it over into the form" onClick={onEdit}>
          <Pencil size={13} aria-hidden="true" />
        </IconButton>
        <IconButton small label={`Remove: ${sentence}`} onClick={() => commands.removeInjection(view.id)}>
          <X size={14} aria-hidden="true" />
        </IconButton>
      </div>
    </li>
  );
}

/** Dotted while it has not happened, filled when it has. */
function Dot({ mark }: { readonly mark: keyof typeof markWords }) {
  return (
    <svg width="12" height="12" viewBox="0 0 12 12" role="img" aria-label={markWords[mark]} className={styles[mark]}>
      <circle cx="6" cy="6" r="4.5" />
      {mark === 'impossible' && <path d="M3 3 9 9M9 3 3 9" />}
    </svg>
  );
}
