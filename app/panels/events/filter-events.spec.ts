/** The filter of the event table. */
import { expect, it } from 'vitest';
import { labelOf } from '../../../sim-worker/contract/event-text';
import { echoEvents } from '../../testing/event-fixtures';
import { everything, filterEvents, positionOf } from './filter-events';

const events = echoEvents();

it('shows the same list when nothing is filtered', () => {
  expect(filterEvents(events, everything, labelOf)).toBe(events);
  expect(filterEvents(events, { without: new Set(), text: '   ' }, labelOf)).toBe(events);
});

it('leaves out groups without making sentences', () => {
  const shown = filterEvents(events, { without: new Set(['rproc']), text: '' }, () =>
    expect.fail('no sentence is needed'),
  );
  expect(shown.length).toBeLessThan(events.length);
  expect(shown.some(({ kind }) => kind.startsWith('rproc.'))).toBe(false);
});

it('wants every word, in kind, sentence or number', () => {
  const shown = filterEvents(events, { without: new Set(), text: 'RUNG channel m4' }, labelOf);
  expect(shown.length).toBeGreaterThan(0);
  expect(shown.every((event) => event.kind === 'ipcc.occupied' && event.fields.from === 2)).toBe(true);
  expect(filterEvents(events, { without: new Set(), text: '#3 rproc' }, labelOf)[0]?.seq).toBe(3);
});

it('finds an event in a filtered list', () => {
  const shown = filterEvents(events, { without: new Set(['rproc', 'vring']), text: '' }, labelOf);
  const last = shown.at(-1)?.seq ?? -1;
  expect(positionOf(shown, last)).toBe(shown.length - 1);
  expect(positionOf(shown, events.find(({ kind }) => kind.startsWith('vring.'))?.seq)).toBe(-1);
  expect(positionOf(shown, undefined)).toBe(-1);
});
