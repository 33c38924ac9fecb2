/** What flows while the model runs: counted per second of virtual time, told in one sentence. */
import { expect, it } from 'vitest';
import { echoTrip, eventWriter } from './echo-trip.fixture';
import { flowOf, runningSentence } from './rates';

const trips = (count: number, every: number) => {
  const w = eventWriter();
  for (let i = 0; i < count; i++) echoTrip(w, 1_000_000 + i * every, { slot: i % 14, text: 'x\n' });
  return w.events;
};

it('counts both ways in the newest stretch', () => {
  const events = trips(10, 1_000_000);
  const flow = flowOf(events, 11_000_000);
  expect(flow.toM4).toBeCloseTo(10 / 0.01, -1);
  expect(flow.toLinux).toBeCloseTo(10 / 0.01, -1);
});

it('says how much flows, and what the last fact was', () => {
  const flow = flowOf(trips(10, 1_000_000), 11_000_000);
  const { headline, detail } = runningSentence(flow, 'The M4 has rung channel 1.');
  expect(headline).toMatch(/^2(\.\d+)? k messages per second\.$/);
  expect(detail).toBe('Last: The M4 has rung channel 1.');
});

it('says that nothing flows when the last message is long gone', () => {
  const flow = flowOf(trips(3, 1_000_000), 5_000_000_000);
  expect(runningSentence(flow, '')).toEqual({ headline: 'Nothing is on its way.', detail: '' });
});
