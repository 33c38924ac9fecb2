/** Which lessons were finished and how, kept in this browser's own storage and nowhere else. */
import type { StepRecord } from './lesson-run';

export type LessonProgress = { readonly finished: boolean; readonly steps: readonly StepRecord[] };
export type Progress = Readonly<Record<string, LessonProgress>>;

const storageKey = 'ampscope.lessons';

export const isRecord = (value: unknown): value is StepRecord =>
  typeof value === 'object' && value !== null && 'passed' in value && 'wrong' in value && 'hints' in value;
const isProgress = (value: unknown): value is LessonProgress =>
  typeof value === 'object' &&
  value !== null &&
  'steps' in value &&
  Array.isArray(value.steps) &&
  value.steps.every(isRecord);

export function readProgress(storage: Storage): Progress {
  try {
    const saved: unknown = JSON.parse(storage.getItem(storageKey) ?? '{}');
    return Object.fromEntries(Object.entries(saved ?? {}).filter(([, value]) => isProgress(value)));
  } catch {
    return {};
  }
}

/** A lesson that was finished once stays finished when it is begun again. */
export function saveLesson(storage: Storage, id: string, steps: readonly StepRecord[]): Progress {
  const before = readProgress(storage);
  const finished = steps.every(({ passed }) => passed);
  if (!finished && before[id]?.finished === true) return before;
  const progress = { ...before, [id]: { finished, steps } };
  try {
    storage.setItem(storageKey, JSON.stringify(progress));
  } catch {
    // A full or forbidden storage only means that nothing is remembered.
  }
  return progress;
}

/** What a student hands in: per lesson and step whether it was passed, with how many wrong answers and hints. */
export function resultFile(
  titles: readonly { readonly id: string; readonly title: string }[],
  progress: Progress,
): string {
  const lessons = titles.map(({ id, title }) => {
    const steps = progress[id]?.steps ?? [];
    const sum = (pick: (step: StepRecord) => number): number => steps.reduce((total, step) => total + pick(step), 0);
    return {
      id,
      title,
      finished: progress[id]?.finished ?? false,
      passed: sum(({ passed }) => Number(passed)),
      steps: steps.length,
      wrongAnswers: sum(({ wrong }) => wrong),
      hints: sum(({ hints }) => hints),
      each: steps,
    };
  });
  return `${JSON.stringify({ format: 'ampscope-lessons', version: 1, lessons }, undefined, 2)}\n`;
}
