/** "Why is nothing happening?" on the whole stage: the answer, the chain of who waits, its proofs, the fix, and when it stopped. */
import type { Evidence, EvidenceLink, WhyAnswer } from '../../../sim-worker/contract/diagnosis';
import { useSay } from '../../charts/roles';
import { useSize } from '../../charts/use-size';
import { WhenStoppedChart } from '../../charts/WhenStopped';
import { secondsText } from '../../derive/format';
import { whenStopped } from '../../derive/when-stopped';
import { useCommands, useEvents, useSession, useView, useViewPart } from '../../stores/session-context';
import { Button } from '../../widgets/Button';
import { CodeText } from '../../widgets/CodeText';
import { copyText } from '../../widgets/copy-text';
import { EvidenceChips, useGoTo } from '../EvidenceChips';
import { WaitChain } from './WaitChain';
import styles from './why.module.css';
import { whyReport } from './why-report';

/** Takes the focus, and gives it back when the stage goes. */
function borrowFocus(element: HTMLElement): () => void {
  const before = document.activeElement;
  element.focus({ preventScroll: true });
  return () => queueMicrotask(() => before instanceof HTMLElement && before.focus({ preventScroll: true }));
}

export function WhyStage() {
  const why = useSession((state) => state.why);
  const close = useSession((state) => state.closeWhy);
  const say = useSay();
  if (why === undefined) return null;
  const { answer, time } = why;
  return (
    <section
      ref={borrowFocus}
      className={styles.stage}
      aria-label="Why is nothing happening?"
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        close();
      }}
    >
      <header className={styles.head}>
        <p className={styles.question}>Why is nothing happening?</p>
        <Asked time={time} />
        <Button small look="quiet" keys="Esc" onClick={close}>
          Back
        </Button>
      </header>
      <h2 className={styles.answer} aria-live="polite">
        {say(answer.answer)}
      </h2>
      {answer.chain.length > 0 && <WaitChain chain={answer.chain} />}
      <div className={styles.columns}>
        <div>
          <HowWeKnow evidence={answer.evidence} />
          <NotTheCause ruledOut={answer.ruledOut} />
        </div>
        <div>
          <Fix answer={answer} time={time} />
          <When time={time} title={answer.rule === undefined ? 'The last moments' : 'When it stopped'} />
        </div>
      </div>
    </section>
  );
}

/** Of which moment the answer is, and the way to a new one when the run has gone on. */
function Asked({ time }: { readonly time: number }) {
  const commands = useCommands();
  const stale = useViewPart('status', {}, (status) => status !== undefined && status.time !== time);
  return (
    <span className={styles.asked}>
      at {secondsText(time)} s{stale && '; the run has gone on'}
      {stale && (
        <Button small onClick={commands.askWhy}>
          Ask again
        </Button>
      )}
    </span>
  );
}

function HowWeKnow({ evidence }: { readonly evidence: readonly Evidence[] }) {
  const say = useSay();
  if (evidence.length === 0) return null;
  return (
    <section aria-labelledby="how-we-know">
      <h3 id="how-we-know" className={styles.heading}>
        How we know
      </h3>
      <ul className={styles.evidence}>
        {evidence.map(({ sentence, links }) => (
          <li key={sentence}>
            <p className={styles.sentence}>
              <CodeText text={say(sentence)} />
            </p>
            <EvidenceChips links={links} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function NotTheCause({ ruledOut }: { readonly ruledOut: WhyAnswer['ruledOut'] }) {
  const say = useSay();
  if (ruledOut.length === 0) return null;
  return (
    <section aria-labelledby="not-the-cause">
      <h3 id="not-the-cause" className={styles.heading}>
        Not the cause
      </h3>
      <ul className={styles.innocent}>
        {ruledOut.map(({ fact, means }) => (
          <li key={fact}>
            <span className={styles.fact}>{fact}</span> {say(means)}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The last event that proves it is where it stopped. */
const lastEvent = (evidence: readonly Evidence[]): EvidenceLink | undefined =>
  evidence
    .flatMap(({ links }) => links)
    .filter((link) => link.kind === 'event')
    .toSorted((a, b) => a.seq - b.seq)
    .at(-1);

function Fix({ answer, time }: { readonly answer: WhyAnswer; readonly time: number }) {
  const say = useSay();
  const go = useGoTo();
  const commands = useCommands();
  const status = useView('status', {});
  const notify = useSession((state) => state.notify);
  const { mend, remedy, evidence } = answer;
  const stopped = lastEvent(evidence);
  const copy = (): void => {
    if (status === undefined) return;
    void copyText(whyReport(answer, time, status, navigator.userAgent)).then((done) =>
      notify(done ? 'The report is in the clipboard.' : 'The browser did not allow copying.'),
    );
  };
  return (
    <section aria-labelledby="the-fix">
      <h3 id="the-fix" className={styles.heading}>
        {answer.rule === undefined ? 'What to do' : 'The fix'}
      </h3>
      <p className={styles.fix}>
        <CodeText text={say(mend)} />
      </p>
      {remedy !== undefined && <p className={styles.effect}>{say(remedy.effect)}</p>}
      <div className={styles.actions}>
        {remedy !== undefined && (
          <Button look="primary" onClick={() => commands.tryRemedy(remedy)}>
            Try it: {say(remedy.label)}
          </Button>
        )}
        {stopped !== undefined && (
          <Button onClick={() => go(stopped)}>
            {answer.rule === undefined ? 'Go to the event' : 'Go to where it stopped'}
          </Button>
        )}
        <Button onClick={copy}>Copy report</Button>
      </div>
    </section>
  );
}

function When({ time, title }: { readonly time: number; readonly title: string }) {
  const [ref, { width }] = useSize<HTMLDivElement>({ width: 480, height: 104 });
  const when = whenStopped(useEvents(), time);
  if (when === undefined) return null;
  return (
    <section aria-labelledby="when-it-stopped">
      <h3 id="when-it-stopped" className={styles.heading}>
        {title}
      </h3>
      <div ref={ref}>
        <WhenStoppedChart when={when} width={width} />
      </div>
    </section>
  );
}
