/** The sentence above the diagram: how long the message took or has taken so far, and how much of that was waiting. */
import { stages, stageWords } from '../../../sim-worker/contract/message-stages';
import { progressOf } from '../../../sim-worker/contract/messages';
import { LatencyBar } from '../../charts/LatencyBar';
import { microsText, spanText } from '../../derive/format';
import { latencyOf, stageTimes } from '../../derive/latency';
import type { Message } from '../../derive/messages';
import { useViewPart } from '../../stores/session-context';
import styles from './flow-headline.module.css';
import type { FollowedLetter } from './MessageFlowPanel';

type FlowHeadlineProps = { readonly message: Message; readonly width: number; readonly letter: FollowedLetter };
const nothing = {};
/** Characters of the message beside the followed one. */
const shown = 14;

export function FlowHeadline({ message, width, letter }: FlowHeadlineProps) {
  const arrived = progressOf(message) === 'arrived';
  const latency = latencyOf(message);
  const times = stageTimes(latency);
  const now = useViewPart('status', nothing, (status) => (arrived ? 0 : (status?.time ?? 0)));
  const underWay = Math.max(latency.total, now - message.start);
  const before = [...(letter?.before ?? '')];
  const after = [...(letter?.after ?? '')];
  const name = `${before.slice(-shown).join('')}${letter?.letter ?? ''}${after.slice(0, shown).join('')}`;
  return (
    <header className={styles.head}>
      <div className={styles.line}>
        <span className={styles.word} role="img" aria-label={`Message “${name}”`}>
          {before.length > shown ? '…' : ''}
          {before.slice(-shown).join('')}
          {letter !== undefined && <span className={styles.letter}>{letter.letter}</span>}
          {after.slice(0, shown).join('')}
          {after.length > shown ? '…' : ''}
        </span>
        <p className={styles.sentence}>
          {letter === undefined ? 'The message' : `The “${letter.letter}”`}{' '}
          {arrived ? 'took' : 'has been on its way for'}{' '}
          <strong>{arrived ? `${microsText(latency.total)} µs` : spanText(underWay)}</strong>
          {arrived && message.out !== undefined && message.port !== undefined
            ? ` from keyboard to ${message.back?.read === undefined ? 'tty' : 'reader'}`
            : ''}
          .{' '}
          <span className={styles.rest}>
            {arrived
              ? waitingWords(latency.waiting, latency.total)
              : `Its last step was ${spanText(underWay - latency.total)} ago.`}
          </span>
        </p>
        <span className={styles.legend}>
          <i className={styles.works} /> works <i className={styles.waits} /> waits
          <span>lanes not to scale</span>
        </span>
      </div>
      <LatencyBar latency={latency} width={Math.max(300, width - 50)} />
      <dl className={styles.stages} aria-label="Stages, in microseconds">
        {stages.map((stage) => (
          <div key={stage} title={stageWords[stage]}>
            <dt>{stage}</dt>
            <dd>{times[stage] === 0 ? '–' : `${microsText(times[stage])} µs`}</dd>
          </div>
        ))}
      </dl>
    </header>
  );
}

function waitingWords(waiting: number, total: number): string {
  if (waiting <= 0 || total <= 0) return 'Nothing of it was waiting.';
  const share = waiting / total;
  const words = shareWords.find(([least]) => share > least)?.[1] ?? 'A little of it';
  return `${words}, ${microsText(waiting)} µs, was waiting.`;
}
const shareWords: readonly (readonly [least: number, words: string])[] = [
  [0.9, 'Nearly all of it'],
  [0.55, 'More than half of it'],
  [0.42, 'Nearly half of it'],
  [0.28, 'A third of it'],
  [0.18, 'A quarter of it'],
];
