/** The page's copy of what the Linux console has printed. */
import type { ConsoleView } from '../../sim-worker/contract/text-views';
import type { Views } from '../../sim-worker/contract/views';

/** The page keeps this much; a terminal's scroll-back is shorter. */
export const maxConsoleCharacters = 1_000_000;

export type ConsoleText = {
  readonly text: string;
  /** Characters that were printed before `text` and are kept no more. */
  readonly dropped: number;
  /** Grows when the console began anew. */
  readonly generation: number;
};
export const emptyConsole: ConsoleText = { text: '', dropped: 0, generation: 0 };

export const consoleWanted = ({ text, dropped }: ConsoleText): Views['console']['params'] => ({
  have: dropped + text.length,
});

/** Adds a frame; what is already there is not added twice. */
export function applyConsole(old: ConsoleText, view: ConsoleView): ConsoleText {
  if (view.reset) {
    return view.text === '' && old.text === ''
      ? old
      : { text: view.text, dropped: view.from, generation: old.generation + 1 };
  }
  const keep = view.from - old.dropped;
  // It follows on something that was forgotten meanwhile; the whole text has been asked for.
  if (keep > old.text.length) return old;
  if (keep < 0) return { text: view.text, dropped: view.from, generation: old.generation + 1 };
  const text = old.text.slice(0, keep) + view.text;
  if (text === old.text) return old;
  const generation = text.startsWith(old.text) ? old.generation : old.generation + 1;
  const over = Math.max(0, text.length - maxConsoleCharacters);
  return { text: text.slice(over), dropped: old.dropped + over, generation };
}
