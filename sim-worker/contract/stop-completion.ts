/** What the word that is being typed in a stop rule may become. */
import { eventKinds } from './event-schema';
import { parseStop } from './stop-language';
import { accesses, fieldsOf, measureNames, ringPlaces } from './stop-rules';
import { knownValues } from './stop-values';

export type Completion = { readonly from: number; readonly words: readonly string[] };

/** Names that the language does not know by itself. */
export type Vocabulary = { readonly symbols: readonly string[]; readonly peripherals: readonly string[] };
const nothing: Vocabulary = { symbols: [], peripherals: [] };
/** More offers help nobody. */
const most = 60;

/** `from`: where the word begins; a word that ends with `=` wants a value behind it. */
export function completeStop(text: string, cursor: number, names: Vocabulary = nothing): Completion {
  const before = text.slice(0, cursor);
  const from = before.search(/[^\s=!<>~"]*$/);
  const typed = before.slice(from).toLowerCase();
  const fits = (word: string): boolean => word.toLowerCase().startsWith(typed) && word.toLowerCase() !== typed;
  return { from, words: wordsAfter(before.slice(0, from), names).filter(fits).slice(0, most) };
}

function wordsAfter(before: string, names: Vocabulary): readonly string[] {
  const [subject = '', place = ''] = before.trim().split(/\s+/);
  if (subject === '') return ['ipc', ...eventKinds, ...measureNames, ...accesses, 'at'];
  const isMemory = accesses.some((name) => name === subject);
  if (isMemory && place === '') return [...ringPlaces, ...names.symbols];
  if (subject === 'at' && place === '') return names.symbols;
  const fields = fieldsAfter(subject, isMemory || subject === 'at' ? place : '');
  const asked = /([^\s=!<>~"]+)\s*(?:=|!=)\s*$/.exec(before)?.[1];
  if (asked === 'in') return names.symbols;
  if (asked === 'peripheral' || asked === 'block') return names.peripherals;
  if (asked !== undefined) return knownValues(asked, fields[asked] ?? 'text');
  return /[<>~]\s*$/.test(before) ? [] : [...Object.keys(fields).map((name) => `${name}=`), 'hit=', 'once'];
}

/** A measure is not complete without its comparison. */
function fieldsAfter(subject: string, place: string): ReturnType<typeof fieldsOf> {
  const compared = measureNames.some((name) => name === subject) ? '<1' : '';
  const parsed = parseStop(`${subject} ${place}${compared}`);
  return parsed.ok ? fieldsOf(parsed.body.on) : {};
}
