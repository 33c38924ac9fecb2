/** What came from outside as text that a page can keep, and a fresh board that gets it again. */
import type { Recording } from '../contract/protocol';
import { ns } from '../contract/units';
import type { Entry } from '../history/journal';
import type { Breather, StepEnd } from './step';
import type { Target } from './target';

const version = 1;
/** Instructions between two looks at what the user wants meanwhile. */
const sliceInstructions = 1_000_000;

/** Firmware comes with its file, and where to stop is the page's to say. */
const isKept = ({ input: { kind } }: Entry): boolean => kind !== 'firmware' && kind !== 'watches';

export function recordingOf({ machine, journal }: Target, started: boolean): Recording {
  const entries = journal.entries.filter(isKept);
  const text = JSON.stringify({ version, started, entries }, (_key, value: unknown) =>
    value instanceof Uint8Array ? { bytes: [...value] } : value,
  );
  return { time: machine.clock.now, text };
}

/** Undefined when the text is none of this version. */
export function readRecording({
  text,
}: Recording): { readonly started: boolean; readonly entries: readonly Entry[] } | undefined {
  try {
    const read = JSON.parse(text, (_key, value: unknown) =>
      isBytes(value) ? Uint8Array.from(value.bytes) : value,
    ) as {
      readonly version?: unknown;
      readonly started?: unknown;
      readonly entries?: unknown;
    };
    if (read.version !== version || !Array.isArray(read.entries)) return undefined;
    return { started: read.started === true, entries: read.entries as Entry[] };
  } catch {
    return undefined;
  }
}

const isBytes = (value: unknown): value is { readonly bytes: readonly number[] } =>
  typeof value === 'object' && value !== null && 'bytes' in value && Array.isArray(value.bytes);

/** Runs a fresh board through the entries and on to `until`, without looking for places to stop. */
export async function playAgain(
  { machine, journal }: Target,
  entries: readonly Entry[],
  until: number,
  breathe: Breather,
): Promise<StepEnd> {
  const comeTo = async (time: number): Promise<boolean> => {
    while (machine.clock.now < time) {
      machine.run(ns(time), { instructions: sliceInstructions });
      if (!(await breathe())) return false;
    }
    return true;
  };
  for (const { time, input } of entries) {
    if (!(await comeTo(time))) return { reason: 'paused', fault: undefined };
    journal.record(machine, input);
  }
  const reason = (await comeTo(until)) ? 'as it was' : 'paused';
  return { reason, fault: undefined };
}
