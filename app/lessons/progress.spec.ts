/** What was finished is remembered, damage is forgotten, and the result is a file that says how it went. */
import { expect, it } from 'vitest';
import { memoryStorage } from '../testing/memory-storage';
import { readProgress, resultFile, saveLesson } from './progress';

const passed = { passed: true, wrong: 2, hints: 1 };
const open = { passed: false, wrong: 0, hints: 0 };

it('keeps a lesson finished when it is begun again', () => {
  const storage = memoryStorage();
  saveLesson(storage, 'a', [passed, open]);
  expect(readProgress(storage).a?.finished).toBe(false);
  saveLesson(storage, 'a', [passed, passed]);
  saveLesson(storage, 'a', [open, open]);
  expect(readProgress(storage).a).toEqual({ finished: true, steps: [passed, passed] });
});

it.each(['', 'null', '7', '{"a":{"finished":true}}', '{"a":{"steps":[1]}}'])('forgets what is damaged: %s', (text) => {
  expect(readProgress(memoryStorage({ 'ampscope.lessons': text }))).toEqual({});
});

it('writes how it went for whoever teaches', () => {
  const file: unknown = JSON.parse(
    resultFile(
      [
        { id: 'a', title: 'A' },
        { id: 'b', title: 'B' },
      ],
      saveLesson(memoryStorage(), 'a', [passed, passed]),
    ),
  );
  expect(file).toMatchObject({
    format: 'ampscope-lessons',
    lessons: [
      { id: 'a', finished: true, passed: 2, steps: 2, wrongAnswers: 4, hints: 2 },
      { id: 'b', finished: false, passed: 0, steps: 0 },
    ],
  });
});
