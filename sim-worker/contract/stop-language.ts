/**
 * The text form of a stop rule, shared by panel, command line and tests.
 *
 *   ipcc.occupied channel=2 from=m4        an event, with conditions on its fields
 *   etzpc.refused|honesty.*  in=main       several kinds; `in` is the M4's function, `pc` its address
 *   ipc                                    any event between the two sides
 *   free-buffers ring=0 < 2                a count becomes so
 *   write vring0.used.idx by=m4 value>7    an access to memory: read, write, access, change
 *   at main r0=3                           code, with conditions on registers
 *   … hit=3 once                           only the third time; once per run
 */
import { closestNames } from './closest-names';
import { eventKinds } from './event-schema';
import {
  type Access,
  accesses,
  type Condition,
  eventsNamed,
  fieldsOf,
  measureNames,
  type Op,
  placeWords,
  type StopBody,
  type StopTrigger,
} from './stop-rules';
import { opsOf, printValue, readNumber, readValue, unquoted, wordPattern } from './stop-values';

export type Parsed =
  | { readonly ok: true; readonly body: StopBody }
  /** `at`: where in the text the problem is. */
  | { readonly ok: false; readonly problem: string; readonly at: number };

type Token = { readonly kind: 'word' | 'string' | 'op'; readonly text: string; readonly at: number };
const opPattern = /!=|<=|>=|=|<|>|~/y;
const stringPattern = /"((?:[^"\\]|\\.)*)"/sy;

/** Thrown inside this file only. */
class Problem extends Error {
  readonly at: number;

  constructor(message: string, at: number) {
    super(message);
    this.at = at;
  }
}

export function parseStop(text: string): Parsed {
  try {
    return { ok: true, body: readStop(tokensOf(text), text.length) };
  } catch (thrown) {
    if (!(thrown instanceof Problem)) throw thrown;
    return { ok: false, problem: thrown.message, at: thrown.at };
  }
}

/** The same rule as text; parsing it gives the same rule. */
export function printStop({ on, where, count, once }: StopBody): string {
  const fields = fieldsOf(on);
  const conditions = where.map(({ field, op, value }) => `${field}${op}${printValue(fields[field] ?? 'text', value)}`);
  return [
    subjectText(on),
    ...conditions,
    ...(on.kind === 'measure' ? [`${on.op} ${on.value}`] : []),
    ...(count > 1 ? [`hit=${count}`] : []),
    ...(once ? ['once'] : []),
  ].join(' ');
}

function subjectText(on: StopTrigger): string {
  switch (on.kind) {
    case 'event':
      return on.name;
    case 'ipc':
      return 'ipc';
    case 'measure':
      return on.measure;
    case 'memory':
      return `${on.access} ${on.place}`;
    case 'code':
      return `at ${on.place}`;
  }
}

function tokensOf(text: string): readonly Token[] {
  const out: Token[] = [];
  const patterns = { string: stringPattern, op: opPattern, word: wordPattern } as const;
  for (let at = 0; at < text.length; ) {
    if (/\s/.test(text[at]!)) {
      at++;
      continue;
    }
    const found = (['string', 'op', 'word'] as const).flatMap((kind) => {
      const pattern = new RegExp(patterns[kind].source, patterns[kind].flags);
      pattern.lastIndex = at;
      const match = pattern.exec(text);
      return match === null ? [] : [{ kind, match }];
    })[0];
    if (found === undefined) {
      throw new Problem(text[at] === '"' ? 'the quotes are not closed' : `“${text[at]}” means nothing here`, at);
    }
    const { kind, match } = found;
    out.push({ kind, text: kind === 'string' ? unquoted(match[1]!) : match[0], at });
    at += match[0].length;
  }
  return out;
}

type Making = {
  on: StopTrigger;
  readonly where: Condition[];
  count: number;
  once: boolean;
  /** A measure has its threshold. */
  compared: boolean;
};

function readStop(tokens: readonly Token[], end: number): StopBody {
  const { on, used } = readSubject(tokens, end);
  const making: Making = { on, where: [], count: 1, once: false, compared: false };
  for (let i = used; i < tokens.length; ) i += takePart(making, tokens.slice(i), end);
  if (on.kind === 'measure' && !making.compared)
    throw new Problem(`${on.measure} is a count: compare it, such as ${on.measure} < 2`, end);
  return { on: making.on, where: making.where, count: making.count, once: making.once };
}

/** `once`, a condition, or the comparison of a measure; returns how many tokens it took. */
function takePart(into: Making, [first, second, third]: readonly Token[], end: number): number {
  if (first === undefined) return 1;
  if (first.kind === 'op') return takeThreshold(into, first, second, end);
  if (first.kind === 'word' && second?.kind !== 'op') {
    if (first.text !== 'once')
      throw new Problem(`after ${first.text} comes a comparison, such as ${first.text}=…`, first.at);
    into.once = true;
    return 1;
  }
  if (first.kind !== 'word' || second === undefined) throw new Problem(`“${first.text}” is no field`, first.at);
  if (third === undefined || third.kind === 'op')
    throw new Problem(`${first.text}${second.text} needs a value`, third?.at ?? end);
  if (first.text === 'hit') into.count = hitOf(second, third);
  else into.where.push(conditionOf(into.on, first, second, third));
  return 3;
}

function takeThreshold(into: Making, op: Token, value: Token | undefined, end: number): number {
  const { on } = into;
  if (on.kind !== 'measure' || into.compared) throw new Problem(`“${op.text}” has no field before it`, op.at);
  const number = value === undefined ? undefined : readNumber(value.text);
  if (op.text === '~' || number === undefined)
    throw new Problem(`${on.measure} is compared with a number, such as ${on.measure} < 2`, value?.at ?? end);
  into.on = { ...on, op: op.text as Op, value: number };
  into.compared = true;
  return 2;
}

function hitOf(op: Token, value: Token): number {
  const count = readNumber(value.text);
  if (op.text !== '=' || count === undefined || count < 1 || count > 1e9)
    throw new Problem('hit=3 means: only the third time', op.at);
  return count;
}

function conditionOf(on: StopTrigger, name: Token, op: Token, value: Token): Condition {
  const fields = fieldsOf(on);
  const format = fields[name.text];
  if (format === undefined) {
    const names = Object.keys(fields);
    throw new Problem(
      `${subjectText(on)} has no field ${name.text}${suggestion(name.text, names, `it has ${names.join(', ')}`)}`,
      name.at,
    );
  }
  const ops = opsOf(format);
  if (!ops.includes(op.text as Op)) throw new Problem(`${name.text} can be compared by ${ops.join(' ')} only`, op.at);
  const read = readValue(name.text, format, value.text);
  if ('problem' in read) throw new Problem(read.problem, value.at);
  return { field: name.text, op: op.text as Op, value: read.value };
}

const nothingTyped =
  'write an event such as ipcc.occupied, a count such as free-buffers < 2, `write` or `at` and a place';

function readSubject(
  [first, second]: readonly Token[],
  end: number,
): { readonly on: StopTrigger; readonly used: number } {
  if (first === undefined) throw new Problem(nothingTyped, 0);
  const { text } = first;
  if (first.kind !== 'word') throw new Problem(nothingTyped, first.at);
  if (text === 'ipc') return { on: { kind: 'ipc' }, used: 1 };
  const measure = measureNames.find((name) => name === text);
  // The comparison follows; until then it is one that never holds.
  if (measure !== undefined) return { on: { kind: 'measure', measure, op: '<', value: 0 }, used: 1 };
  const access = accesses.find((name) => name === text);
  if (access !== undefined || text === 'at') return { on: placed(access, text, second, end), used: 2 };
  if (eventsNamed(text).length > 0) return { on: { kind: 'event', name: text }, used: 1 };
  const beginning = eventKinds.filter((kind) => kind.startsWith(text)).slice(0, 4);
  const names = [...eventKinds, ...measureNames, ...accesses, 'at', 'ipc'];
  const words = beginning.length > 0 ? ` (${beginning.join(', ')}, …)` : suggestion(text, names, nothingTyped);
  throw new Problem(`there is no event ${text}${words}`, first.at);
}

function placed(access: Access | undefined, verb: string, place: Token | undefined, end: number): StopTrigger {
  if (place === undefined || place.kind !== 'word')
    throw new Problem(`after ${verb} comes ${access === undefined ? 'a function or an address' : placeWords}`, end);
  return access === undefined ? { kind: 'code', place: place.text } : { kind: 'memory', access, place: place.text };
}

function suggestion(name: string, names: readonly string[], otherwise: string): string {
  const [closest] = closestNames(name, names);
  return closest === undefined ? `: ${otherwise}` : `: did you mean ${closest}?`;
}
