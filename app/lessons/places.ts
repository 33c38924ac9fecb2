/** Where lessons were left, kept in this browser's own storage and nowhere else: the step, and how the board comes there again. */
import type { Recording } from '../../sim-worker/contract/protocol';
import type { StepRecord } from './lesson-run';
import { isRecord } from './progress';

export type LessonPlace = {
  readonly step: number;
  readonly records: readonly StepRecord[];
  /** What was predicted or chosen and is not judged yet. */
  readonly answer?: string | undefined;
  /** The last event before those that count for the step. */
  readonly baseline: number;
  readonly running: boolean;
  readonly recording: Recording;
};
type Places = Readonly<Record<string, LessonPlace>>;

const storageKey = 'ampscope.lesson-places';

const isPlace = (value: unknown): value is LessonPlace => {
  if (typeof value !== 'object' || value === null) return false;
  const { step, records, answer, baseline, running, recording } = value as Partial<Record<keyof LessonPlace, unknown>>;
  return (
    Array.isArray(records) &&
    records.every(isRecord) &&
    typeof step === 'number' &&
    step in records &&
    (answer === undefined || typeof answer === 'string') &&
    typeof baseline === 'number' &&
    typeof running === 'boolean' &&
    isRecording(recording)
  );
};
const isRecording = (value: unknown): value is Recording =>
  typeof value === 'object' &&
  value !== null &&
  'time' in value &&
  typeof value.time === 'number' &&
  'text' in value &&
  typeof value.text === 'string';

export function readPlaces(storage: Storage): Places {
  try {
    const saved: unknown = JSON.parse(storage.getItem(storageKey) ?? '{}');
    return Object.fromEntries(Object.entries(saved ?? {}).filter(([, value]) => isPlace(value)));
  } catch {
    return {};
  }
}

/** Without a place the lesson is forgotten: it is finished, or begins anew. */
export function savePlace(storage: Storage, id: string, place: LessonPlace | undefined): void {
  const { [id]: _old, ...others } = readPlaces(storage);
  const places = place === undefined ? others : { ...others, [id]: place };
  try {
    storage.setItem(storageKey, JSON.stringify(places));
  } catch {
    // A full or forbidden storage only means that nothing is remembered.
  }
}

/** There is something to go on with: the first step alone is begun anew as well. */
export const isWorthGoingOn = (place: LessonPlace | undefined): place is LessonPlace =>
  place !== undefined && place.step > 0;
