/** The sentence above the diagram: how long the message took or has taken so far, and how much of that was waiting. */

import { progressOf } from '../../../sim-worker/contract/messages';
import { LatencyBar } from '../../charts/LatencyBar';
import { microsText } from '../../derive/format';
import { latencyOf } from '../../derive/latency';
import type { Message } from '../../derive/messages';
import { letterOf, visibleText } from '../../derive/words';
import styles from './flow-headline.module.css';

type FlowHeadlineProps = { readonly message: Message; readonly width: number };

export function FlowHeadline({ message, width }: FlowHeadlineProps) {
  const arrived = progressOf(message) === 'arrived';
  const text = visibleText(message.text);
  const name = [...text].slice(0, 24).join('');
  const latency = latencyOf(message);
  const letter = letterOf(message.text);
  const at = letter === '' ? -1 : name.indexOf(letter);
  return (
    <header className={styles.head}>
      <div className={styles.line}>
        <span className={styles.word} role="img" aria-label={`Message “${name}”`}>
          {at < 0 ? name : name.slice(0, at)}
          {at >= 0 && <span className={styles.letter}>{letter}</span>}
          {at < 0 ? '' : name.slice(at + letter.length)}
        </span>
        <p className={styles.sentence}>
          {letter === '' ? 'The message' : `The “${letter}”`} {arrived ? 'took' : 'has been on its way for'}{' '}
          <strong>{microsText(latency.total)} µs</strong>
          {arrived && message.out !== undefined ? ' from keyboard to screen' : ''}.{' '}
          <span className={styles.rest}>{waitingWords(latency.waiting, latency.total)}</span>
        </p>
        <span className={styles.legend}>
          <i className={styles.works} /> works <i className={styles.waits} /> waits
          <span>lanes not to scale</span>
        </span>
      </div>
      <LatencyBar latency={latency} width={Math.max(300, width - 50)} />
    </header>
  );
}

function waitingWords(waiting: number, total: number): string {
  if (waiting <= 0 || total <= 0) return 'Nothing of it was waiting.';
  const share = waiting / total;
  const words =
    share > 0.9
      ? 'Nearly all of it'
      : share > 0.55
        ? 'More than half of it'
        : share > 0.42
          ? 'Nearly half of it'
          : share > 0.28
            ? 'A third of it'
            : share > 0.18
              ? 'A quarter of it'
              : 'A little of it';
  return `${words}, ${microsText(waiting)} µs, was waiting.`;
}
