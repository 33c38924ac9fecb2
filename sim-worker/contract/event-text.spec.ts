/** What is said of an event: every line of the table, with every text there is and with each of them missing. */
import { describe, expect, it } from 'vitest';
import { type EventKind, type EventSchema, eventSchemas, type Format, type SocEvent } from './event-schema';
import { labelOf } from './event-text';
import { narrationOf } from './narration';

const kinds = Object.keys(eventSchemas) as readonly EventKind[];
const value: Readonly<Record<Format, string | number | boolean>> = {
  count: 2,
  hex32: 0x1004_2400,
  endpoint: 0x400,
  bytes: 6,
  channel: 1,
  processor: 2,
  irq: 100,
  flag: true,
  text: 'text',
};
function eventOf(kind: EventKind, absent: readonly string[], flags: boolean): SocEvent {
  const schema: EventSchema = eventSchemas[kind];
  const fields = Object.entries(schema.fields).map(([name, format]) => [
    name,
    absent.includes(name) ? '' : format === 'flag' ? flags : value[format],
  ]);
  return {
    seq: 1,
    time: 5,
    kind,
    fields: Object.fromEntries(fields),
    cause: undefined,
    pc: undefined,
  } as unknown as SocEvent;
}
/** None, each alone, all at once. */
function absences(kind: EventKind): readonly (readonly string[])[] {
  const schema: EventSchema = eventSchemas[kind];
  const texts = Object.keys(schema.fields).filter((name) => schema.fields[name] === 'text');
  return [[], ...texts.map((name) => [name]), texts];
}
const emptyPlaces = /^\s|\s$|\s\s|\s[,.:;)]|[:,;(]$|\(\)|""|“”|[:,;.]\s*[,.:;]|[[\]{}|]/;

it.each(kinds)('%s shows no empty place', (kind) => {
  for (const absent of absences(kind))
    for (const flags of [true, false]) {
      const event = eventOf(kind, absent, flags);
      const told = narrationOf(event);
      expect(labelOf(event)).not.toMatch(emptyPlaces);
      expect(labelOf(event)).not.toBe('');
      if (told === undefined) continue;
      expect(told.headline).not.toMatch(emptyPlaces);
      expect(told.headline).not.toBe('');
      expect(told.detail).not.toMatch(emptyPlaces);
    }
});

describe('a channel', () => {
  const channel = (driver: string, node: string): string =>
    labelOf({
      ...eventOf('rpmsg.channel-created', [], true),
      fields: { service: 'rpmsg-tty', address: 0x400, driver, node },
    } as SocEvent);
  it.each([
    ['rpmsg_tty', '/dev/ttyRPMSG0', 'channel rpmsg-tty to 0x400: driver rpmsg_tty, node /dev/ttyRPMSG0'],
    ['rpmsg_client_sample', '', 'channel rpmsg-tty to 0x400: driver rpmsg_client_sample'],
    ['', '', 'channel rpmsg-tty to 0x400: no driver claims it'],
  ])('of driver “%s” with node “%s”', (driver, node, label) => {
    expect(channel(driver, node)).toBe(label);
  });
});

it('a text with brackets and braces is shown as it is', () => {
  const event = { ...eventOf('tty.written', [], true), fields: { port: 0, text: '[{x}|y]\n', bytes: 8 } } as SocEvent;
  expect(labelOf(event)).toBe('write 8 B to ttyRPMSG0: [{x}|y]⏎');
});
