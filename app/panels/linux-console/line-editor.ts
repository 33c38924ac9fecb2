/** Editing one line of the shell in the page: keys in, a new line out. Pure, so that a terminal only has to draw it. */

export type EditLine = {
  readonly text: string;
  readonly cursor: number;
  /** Newest first. */
  readonly history: readonly string[];
  /** How far back in the history; 0 is the line being written. */
  readonly back: number;
  /** The line being written, while an older one is shown. */
  readonly draft: string;
};
/** What a key does: edits the line, or sends text to Linux as well. */
export type EditResult = { readonly line: EditLine; readonly send: string | undefined };

export const emptyLine: EditLine = { text: '', cursor: 0, history: [], back: 0, draft: '' };
const historyLimit = 200;

/** Splits what a terminal delivers, a key or a pasted text, into keys. */
export function keysOf(data: string): readonly string[] {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: terminals send control characters
  return data.replace(/\r\n/g, '\r').match(/\u001b(?:\[[0-9;]*[A-Za-z~]|O[A-Z]|[^[O])|[\s\S]/gu) ?? [];
}

export function pressKey(line: EditLine, key: string): EditResult {
  const special = specials[key];
  if (special !== undefined) return special(line);
  if (key < ' ' || key.startsWith('\u001b')) return keep(line);
  const text = line.text.slice(0, line.cursor) + key + line.text.slice(line.cursor);
  return keep({ ...line, text, cursor: line.cursor + key.length });
}

const keep = (line: EditLine): EditResult => ({ line, send: undefined });
const withText = (line: EditLine, text: string): EditLine => ({ ...line, text, cursor: text.length });
const at = (line: EditLine, cursor: number): EditLine => ({
  ...line,
  cursor: Math.max(0, Math.min(line.text.length, cursor)),
});
const cut = (line: EditLine, from: number, to: number): EditLine => ({
  ...line,
  text: line.text.slice(0, from) + line.text.slice(to),
  cursor: from,
});

function enter(line: EditLine): EditResult {
  const history =
    line.text.trim() === '' || line.history[0] === line.text
      ? line.history
      : [line.text, ...line.history].slice(0, historyLimit);
  return { line: { ...emptyLine, history }, send: `${line.text}\n` };
}
function recall(line: EditLine, step: 1 | -1): EditResult {
  const back = Math.max(0, Math.min(line.history.length, line.back + step));
  if (back === line.back) return keep(line);
  const draft = line.back === 0 ? line.text : line.draft;
  return keep({ ...withText(line, back === 0 ? draft : (line.history[back - 1] ?? '')), back, draft });
}
const wordStart = ({ text, cursor }: EditLine): number => text.slice(0, cursor).replace(/\S+\s*$/, '').length;

const specials: Readonly<Record<string, (line: EditLine) => EditResult>> = {
  '\r': enter,
  '\n': enter,
  '\u0003': (line) => ({ line: { ...emptyLine, history: line.history }, send: '\u0003' }),
  '\u001a': (line) => ({ line, send: '\u001a' }),
  '\u0004': (line) => (line.text === '' ? { line, send: '\u0004' } : keep(cut(line, line.cursor, line.cursor + 1))),
  '\u007f': (line) => keep(line.cursor === 0 ? line : cut(line, line.cursor - 1, line.cursor)),
  '\b': (line) => keep(line.cursor === 0 ? line : cut(line, line.cursor - 1, line.cursor)),
  '\u0001': (line) => keep(at(line, 0)),
  '\u0005': (line) => keep(at(line, line.text.length)),
  '\u000b': (line) => keep(cut(line, line.cursor, line.text.length)),
  '\u0015': (line) => keep(cut(line, 0, line.cursor)),
  '\u0017': (line) => keep(cut(line, wordStart(line), line.cursor)),
  '\u001b[D': (line) => keep(at(line, line.cursor - 1)),
  '\u001b[C': (line) => keep(at(line, line.cursor + 1)),
  '\u001b[H': (line) => keep(at(line, 0)),
  '\u001b[F': (line) => keep(at(line, line.text.length)),
  '\u001b[3~': (line) => keep(cut(line, line.cursor, line.cursor + 1)),
  '\u001b[A': (line) => recall(line, 1),
  '\u001b[B': (line) => recall(line, -1),
  '\u001bOA': (line) => recall(line, 1),
  '\u001bOB': (line) => recall(line, -1),
  '\u001bOC': (line) => keep(at(line, line.cursor + 1)),
  '\u001bOD': (line) => keep(at(line, line.cursor - 1)),
  '\u001bOH': (line) => keep(at(line, 0)),
  '\u001bOF': (line) => keep(at(line, line.text.length)),
};

/** What may stand between `from` and the cursor. */
export type Completion = { readonly from: number; readonly words: readonly string[] };

/** Completes as far as all words agree; a single one gets a space, a folder does not. `choices`: what to show when nothing could be added. */
export function applyCompletion(
  line: EditLine,
  { from, words }: Completion,
): { readonly line: EditLine; readonly choices: readonly string[] } {
  const [first] = words;
  if (first === undefined) return { line, choices: [] };
  let common = first;
  for (const word of words) while (!word.startsWith(common)) common = common.slice(0, -1);
  const closed = first.endsWith('/') || line.text[line.cursor] === ' ';
  const added = words.length === 1 && !closed ? `${common} ` : common;
  const text = line.text.slice(0, from) + added + line.text.slice(line.cursor);
  if (text === line.text) return { line, choices: words };
  return { line: { ...line, text, cursor: from + added.length }, choices: [] };
}
