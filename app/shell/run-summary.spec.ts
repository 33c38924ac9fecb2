/** A run in one sentence. */
import { expect, it } from 'vitest';
import type { SocEvent } from '../../sim-worker/contract/event-schema';
import { runSummary } from './run-summary';

const log = (...kinds: readonly string[]): readonly SocEvent[] =>
  kinds.map((kind, i) => ({ kind, seq: 100 + i, time: i }) as unknown as SocEvent);

it('counts what came since the run began', () => {
  const events = log('rpmsg.written', 'ipcc.occupied', 'rpmsg.written', 'etzpc.refused');
  expect(runSummary(events, 104, 100, 2_000_000)).toBe('Ran for 2.0 ms: 2 messages, 1 refused access.');
  expect(runSummary(events, 104, 101, 2_000_000)).toBe('Ran for 2.0 ms: 1 message, 1 refused access.');
});

it('says so when nothing came', () => {
  expect(runSummary([], 0, 0, 5_000)).toBe('Ran for 5.0 µs: no message.');
});

it('says when it knows the newest events only', () => {
  expect(runSummary(log('rpmsg.written'), 101, 0, 1e9)).toBe('Ran for 1.0 s: 1 message among the last 1 event.');
});
