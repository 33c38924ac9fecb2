/** Messages in the result of a run: how many there were, and how long they took, whole and stage by stage. */
import { type Stage, stages } from '../contract/message-stages';
import type { Target } from '../session/target';

export type MessagesResult = {
  readonly count: number;
  /** Of those that arrived; undefined where none did. ns of virtual time. */
  readonly took:
    | { readonly median: number; readonly p90: number; readonly p99: number; readonly slowest: number }
    | undefined;
  /** Medians in ns. */
  readonly stages: Readonly<Record<Stage, number>>;
};

export function messagesResult({ messages }: Target): MessagesResult {
  const { ledger } = messages;
  ledger.advance();
  const of = (measure: Stage | 'total') => messages.statistics({}, measure, false);
  const whole = of('total');
  return {
    count: ledger.seen,
    took:
      whole === undefined
        ? undefined
        : { median: whole.median, p90: whole.p90, p99: whole.p99, slowest: whole.slowest },
    stages: Object.fromEntries(stages.map((stage) => [stage, of(stage)?.median ?? 0])) as MessagesResult['stages'],
  };
}
