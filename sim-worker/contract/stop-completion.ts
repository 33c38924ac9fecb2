/** What the word that is being typed in a stop rule may become. */
import { eventKinds } from './event-schema';
import { parseStop } from './stop-language';
import { accesses, fieldsOf, measureNames, ringPlaces } from './stop-rules';
import { knownValues } from './stop-values';

export type Completion = { readonly from: number; readonly words: readonly string[] };

/** `from`: where the word begins; a word that ends with `=` wants a value behind it. */
export function completeStop(text: string, cursor: number): Completion {
  const before = text.slice(0, cursor);
  const from = before.search(/[^\s=!<>~"]*$/);
  const typed = before.slice(from).toLowerCase();
  const words = wordsAfter(before.slice(0, from)).filter((word) => word.startsWith(typed) && word !== typed);
  return { from, words };
}

function wordsAfter(before: string): readonly string[] {
  const [subject = '', place = ''] = before.trim().split(/\s+/);
  if (subject === '') return ['ipc', ...eventKinds, ...measureNames, ...accesses, 'at'];
  const isMemory = accesses.some((name) => name === subject);
  if (isMemory && place === '') return ringPlaces;
  if (subject === 'at' && place === '') return [];
  const fields = fieldsAfter(subject, isMemory || subject === 'at' ? place : '');
  const asked = /([^\s=!<>~"]+)\s*(?:=|!=)\s*$/.exec(before)?.[1];
  if (asked !== undefined) return knownValues(asked, fields[asked] ?? 'text');
  return /[<>~]\s*$/.test(before) ? [] : [...Object.keys(fields).map((name) => `${name}=`), 'hit=', 'once'];
}

/** A measure is not complete without its comparison. */
function fieldsAfter(subject: string, place: string): ReturnType<typeof fieldsOf> {
  const compared = measureNames.some((name) => name === subject) ? '<1' : '';
  const parsed = parseStop(`${subject} ${place}${compared}`);
  return parsed.ok ? fieldsOf(parsed.body.on) : {};
}
