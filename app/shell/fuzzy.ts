/** How well typed letters fit a text: in order, better at the beginnings of words and in a row. */

export type Fit = { readonly score: number; readonly at: readonly number[] };

const isStart = (text: string, at: number): boolean => at === 0 || /[\s_./:#-]/.test(text[at - 1] ?? '');

/** undefined when a letter is missing. Blanks in the query part it into words that may stand in any order. */
export function fitting(query: string, text: string): Fit | undefined {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const lower = text.toLowerCase();
  const fits = words.map((word) => fitWord(word, lower));
  if (fits.some((each) => each === undefined)) return undefined;
  const found = fits.filter((each) => each !== undefined);
  return {
    score: found.reduce((sum, each) => sum + each.score, 0) - lower.length * 0.05,
    at: found.flatMap((each) => each.at).toSorted((a, b) => a - b),
  };
}

function fitWord(word: string, text: string): Fit | undefined {
  const whole = wholeAt(word, text);
  if (whole >= 0) {
    const start = isStart(text, whole) ? 30 : 0;
    return { score: 20 + start + word.length * 4, at: [...word].map((_, i) => whole + i) };
  }
  const at: number[] = [];
  let score = 0;
  for (const letter of word) {
    const from = (at[at.length - 1] ?? -1) + 1;
    const next = nextOf(letter, text, from);
    if (next < 0) return undefined;
    score += (isStart(text, next) ? 6 : 0) + (next === from && from > 0 ? 4 : 0) - Math.min(3, next - from) * 0.5;
    at.push(next);
  }
  return { score, at };
}

/** As a whole, at the beginning of a word if it is there. */
function wholeAt(word: string, text: string): number {
  const first = text.indexOf(word);
  for (let at = first; at >= 0; at = text.indexOf(word, at + 1)) if (isStart(text, at)) return at;
  return first;
}

/** The letter at the beginning of a word that is near, else the next one. */
function nextOf(letter: string, text: string, from: number): number {
  const next = text.indexOf(letter, from);
  for (let at = next; at >= 0 && at < next + 16; at = text.indexOf(letter, at + 1)) if (isStart(text, at)) return at;
  return next;
}

export type Ranked<T> = { readonly item: T; readonly fit: Fit };

/** The best first; what was used lately goes before its equals. `recent`: keys, the latest first. */
export function ranked<T extends { readonly key: string; readonly title: string }>(
  query: string,
  items: readonly T[],
  recent: readonly string[],
  most: number,
): readonly Ranked<T>[] {
  const bonus = (key: string): number => {
    const at = recent.indexOf(key);
    return at < 0 ? 0 : 8 - at;
  };
  const all = items.flatMap((item) => {
    const found = fitting(query, item.title);
    return found === undefined ? [] : [{ item, fit: { ...found, score: found.score + bonus(item.key) } }];
  });
  if (query.trim() === '') {
    const place = (key: string): number => (recent.includes(key) ? recent.indexOf(key) : recent.length);
    return all.toSorted((a, b) => place(a.item.key) - place(b.item.key)).slice(0, most);
  }
  return all.toSorted((a, b) => b.fit.score - a.fit.score).slice(0, most);
}
