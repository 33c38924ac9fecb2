/** The golden form of an event: one line of text, so that a difference between two logs reads as a story. */
import { type EventKind, type EventSchema, eventSchemas, type Format, type SocEvent } from './event-schema';
import { hex } from './units';

const processorNames: Readonly<Record<number, string>> = { 1: 'Linux', 2: 'M4' };

/** One field's value as it is shown everywhere. */
function fieldText(format: Format, value: string | number | boolean): string {
  switch (format) {
    case 'hex32':
      return hex(Number(value));
    case 'endpoint':
      return `0x${Number(value).toString(16)}`;
    case 'bytes':
      return `${value} B`;
    case 'processor':
      return processorNames[Number(value)] ?? `processor ${value}`;
    case 'text':
      return printable(String(value));
    case 'count':
    case 'channel':
    case 'irq':
    case 'flag':
      return String(value);
  }
}

/** Control characters made visible: a newline is one return arrow, others are `\xNN`. */
export function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: making them visible is the purpose
  return text.replace(/[\u0000-\u001f\u007f]/g, (c) =>
    c === '\n' ? '⏎' : `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
}

type Values = Readonly<Record<string, string | number | boolean>>;
type Piece = (values: Values) => string;

/** A label as a list of what it is made of. Sections in brackets hold no flags. */
function compiled(label: string, fields: EventSchema['fields']): readonly Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  const plain = (to: number): void => {
    const text = label.slice(end, to);
    if (text !== '') pieces.push(() => text);
  };
  for (const match of label.matchAll(/\[([^\]|]*)(?:\|([^\]]*))?\]|\{(\w+)(?:\?([^|}]*)\|([^}]*))?\}/g)) {
    const [whole, words, others = '', name = '', yes, no = ''] = match;
    plain(match.index);
    end = match.index + whole.length;
    if (words !== undefined)
      pieces.push(section(compiled(words, fields), compiled(others, fields), textsIn(words, fields)));
    else if (yes !== undefined) pieces.push((values) => (values[name] === true ? yes : no));
    else pieces.push((values) => (values[name] === undefined ? '?' : fieldText(fields[name] ?? 'text', values[name])));
  }
  plain(label.length);
  return pieces;
}
const textsIn = (words: string, fields: EventSchema['fields']): readonly string[] =>
  Object.keys(fields).filter((name) => fields[name] === 'text' && words.includes(`{${name}}`));
const section =
  (words: readonly Piece[], others: readonly Piece[], texts: readonly string[]): Piece =>
  (values) =>
    joined(texts.every((name) => values[name] !== '') ? words : others, values);
function joined(pieces: readonly Piece[], values: Values): string {
  let text = '';
  for (const piece of pieces) text += piece(values);
  return text;
}

const labels = Object.fromEntries(
  Object.entries(eventSchemas).map(([kind, { label, fields }]) => [kind, compiled(label, fields)]),
) as unknown as Readonly<Record<EventKind, readonly Piece[]>>;

/** The event's sentence, without time and number. */
export const labelOf = (event: SocEvent): string => joined(labels[event.kind], event.fields);

/** `#seq  time ns  kind  label  @pc  <- #cause` */
export function asText(event: SocEvent): string {
  const at = event.pc === undefined ? '' : `  @${hex(event.pc)}`;
  const cause = event.cause === undefined ? '' : `  <- #${event.cause}`;
  return `#${event.seq} ${String(event.time).padStart(12)} ns  ${event.kind.padEnd(20)} ${labelOf(event)}${at}${cause}`;
}
