/** The line at the foot of the page: which step of the chain is looked at, in one sentence, and the way to the others. */
import { ChevronLeft, ChevronRight, X } from 'lucide-react';
import { useEffect } from 'react';
import { type Chain, stepDetail, stepOwner, stepSentence } from '../derive/chain';
import { microsText, spanText } from '../derive/format';
import { letterText } from '../derive/words';
import { StopHere } from '../panels/StopHere';
import { useChain, useSession } from '../stores/session-context';
import { IconButton } from '../widgets/Button';
import { OwnerMark } from '../widgets/OwnerMark';
import { StepMark } from '../widgets/StepMark';
import styles from './chain-bar.module.css';

export function ChainBar() {
  const chain = useChain();
  const selected = useSession((state) => state.selection !== undefined);
  const select = useSession((state) => state.select);
  useEscape(selected, () => select(undefined));
  return (
    <section className={styles.bar} aria-label="Chain">
      {chain?.current === undefined ? (
        <p className={styles.hint}>
          {chain === undefined
            ? 'Choose a byte in a terminal, a line of dmesg, a bell, a descriptor or any event: its whole chain lights up in every panel.'
            : 'Nothing has happened to it yet, or the log no longer has it: there is no chain to show.'}
        </p>
      ) : (
        <Present chain={chain} current={chain.current} onClose={() => select(undefined)} />
      )}
    </section>
  );
}

type PresentProps = {
  readonly chain: Chain;
  readonly current: NonNullable<Chain['current']>;
  readonly onClose: () => void;
};
function Present({ chain, current, onClose }: PresentProps) {
  const walk = useSession((state) => state.walkChain);
  const reveal = useSession((state) => state.reveal);
  const { path, message, view } = chain;
  const number = current.number ?? 0;
  const owner = stepOwner(current);
  const since = message?.start ?? path[0]?.event.time ?? 0;
  const detail = stepDetail(current);
  return (
    <>
      <IconButton small label="The step before" disabled={number <= 1} onClick={() => walk(-1)}>
        <ChevronLeft size={14} aria-hidden="true" />
      </IconButton>
      <span className={styles.count}>
        <StepMark label={String(number)} current /> <span>of {path.length}</span>
      </span>
      <IconButton small label="The next step" disabled={number >= path.length} onClick={() => walk(1)}>
        <ChevronRight size={14} aria-hidden="true" />
      </IconButton>
      <span className={styles.time} title={`since ${message === undefined ? 'the first cause' : 'the message began'}`}>
        {timeText(current.event.time - since)}
      </span>
      <p className={styles.sentence} aria-live="polite">
        {owner !== undefined && <OwnerMark owner={owner} size={10} />} {stepSentence(current)}{' '}
        <span className={styles.detail}>{detail}</span>
        {view.cut && number === 1 && <span className={styles.detail}> Its cause is no longer in the log.</span>}
      </p>
      <StopHere event={current.event} />
      {message !== undefined && (
        <button
          type="button"
          className={styles.message}
          title="Show the message in the message flow"
          onClick={() => reveal('message-flow')}
        >
          “{letterText(message.text, 18)}”
        </button>
      )}
      <IconButton small label="Let go of the chain (Esc)" onClick={onClose}>
        <X size={14} aria-hidden="true" />
      </IconButton>
    </>
  );
}
const timeText = (ns: number): string =>
  Math.abs(ns) < 1_000_000 ? `+${microsText(ns)} µs` : `+${spanText(ns)}`.replace('+−', '−');

/** Escape, where nothing nearer wants it: a dialog, a menu or a field that is being typed into. */
function useEscape(active: boolean, act: () => void): void {
  useEffect(() => {
    if (!active) return;
    const press = (event: KeyboardEvent): void => {
      const typing =
        event.target instanceof HTMLElement && event.target.closest('input, textarea, [role="menu"]') !== null;
      if (event.key !== 'Escape' || event.defaultPrevented || typing) return;
      if (document.querySelector('dialog[open]') === null) act();
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [active, act]);
}
