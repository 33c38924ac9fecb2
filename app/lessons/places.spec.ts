/** Places are kept one for each lesson, and what is damaged is forgotten. */
import { expect, it } from 'vitest';
import { memoryStorage } from '../testing/memory-storage';
import { isWorthGoingOn, type LessonPlace, readPlaces, savePlace } from './places';

const record = { passed: true, wrong: 0, hints: 0 };
const place: LessonPlace = {
  step: 1,
  records: [record, record],
  answer: 'Both',
  baseline: 40,
  running: true,
  recording: { time: 7, text: '{}' },
};

it('keeps one place for each lesson, until the lesson is finished', () => {
  const storage = memoryStorage();
  savePlace(storage, 'a', { ...place, step: 0 });
  savePlace(storage, 'a', place);
  savePlace(storage, 'b', place);
  expect(readPlaces(storage)).toEqual({ a: place, b: place });
  savePlace(storage, 'a', undefined);
  expect(readPlaces(storage)).toEqual({ b: place });
});

it.each([
  '',
  'null',
  '{"a":1}',
  JSON.stringify({ a: { ...place, step: 2 } }),
  JSON.stringify({ a: { ...place, records: [1, 2] } }),
  JSON.stringify({ a: { ...place, recording: { time: 7 } } }),
])('forgets what is damaged: %s', (text) => {
  expect(readPlaces(memoryStorage({ 'ampscope.lesson-places': text }))).toEqual({});
});

it('goes on from the second step at the earliest', () => {
  expect([undefined, { ...place, step: 0 }, place].map(isWorthGoingOn)).toEqual([false, false, true]);
});
