/** The golden form of an event: one line of text, so that a difference between two logs reads as a story. */
import { type EventSchema, eventSchemas, type Format, type SocEvent } from './event-schema';
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

/** The event's sentence, without time and number. */
export function labelOf(event: SocEvent): string {
  const schema: EventSchema = eventSchemas[event.kind];
  const values = event.fields as Readonly<Record<string, string | number | boolean>>;
  return schema.label.replace(
    /\{(\w+)(?:\?([^|}]*)\|([^}]*))?\}/g,
    (_match, name: string, yes?: string, no?: string) => {
      const value = values[name];
      if (value === undefined) return '?';
      if (yes !== undefined) return value === true ? yes : (no ?? '');
      return fieldText(schema.fields[name] ?? 'text', value);
    },
  );
}

/** `#seq  time ns  kind  label  @pc  <- #cause` */
export function asText(event: SocEvent): string {
  const at = event.pc === undefined ? '' : `  @${hex(event.pc)}`;
  const cause = event.cause === undefined ? '' : `  <- #${event.cause}`;
  return `#${event.seq} ${String(event.time).padStart(12)} ns  ${event.kind.padEnd(20)} ${labelOf(event)}${at}${cause}`;
}
