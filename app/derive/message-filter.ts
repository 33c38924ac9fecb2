/** The search line of the message list: words to be found in the text, and `key:value` for the rest. */
import type { MessageFilter } from '../../sim-worker/contract/message-views';

export type ParsedFilter = {
  readonly filter: MessageFilter /** Why a part of the line means nothing; empty when all does. */;
  readonly wrong: string;
};
type Key = {
  readonly key: string;
  readonly example: string;
  readonly doc: string;
  readonly read: (value: string) => MessageFilter | undefined;
};

const ways = { 'to-m4': 'linux-to-m4', 'to-linux': 'm4-to-linux', round: 'round' } as const;
const units: Readonly<Record<string, number>> = { ns: 1, us: 1e3, µs: 1e3, ms: 1e6, s: 1e9 };
const number = (value: string): number | undefined => (/^(0x[\da-f]+|\d+)$/i.test(value) ? Number(value) : undefined);

/** Everything that is no word. The menu of the list shows this table. */
export const filterKeys: readonly Key[] = [
  { key: 'tty', example: 'tty:0', doc: 'carried by ttyRPMSG0', read: (v) => only('port', number(v)) },
  { key: 'ch', example: 'ch:2', doc: 'rang IPCC channel 2', read: (v) => only('channel', number(v)) },
  { key: 'ep', example: 'ep:0x400', doc: 'from or to endpoint 0x400', read: (v) => only('endpoint', number(v)) },
  {
    key: 'slower',
    example: 'slower:50us',
    doc: 'took longer than 50 µs',
    read: (v) => only('slowerThan', nanoseconds(v)),
  },
  { key: 'way', example: 'way:to-m4', doc: 'Linux sent it', read: (v) => only('way', wayOf(v)) },
  { key: 'way', example: 'way:to-linux', doc: 'the M4 sent it, unasked', read: (v) => only('way', wayOf(v)) },
  { key: 'way', example: 'way:round', doc: 'went there and back', read: (v) => only('way', wayOf(v)) },
  {
    key: 'is',
    example: 'is:faulty',
    doc: 'met a fault or a broken ring',
    read: (v) => (v === 'faulty' ? { faulty: true } : undefined),
  },
];
const wayOf = (value: string) => (value in ways ? ways[value as keyof typeof ways] : undefined);
const only = <K extends keyof MessageFilter>(key: K, value: MessageFilter[K] | undefined): MessageFilter | undefined =>
  value === undefined ? undefined : { [key]: value };
function nanoseconds(value: string): number | undefined {
  const [, amount, unit = 'us'] = /^(\d+(?:\.\d+)?)(ns|us|µs|ms|s)?$/.exec(value) ?? [];
  return amount === undefined ? undefined : Number(amount) * (units[unit] ?? 1e3);
}

export function parseFilter(line: string): ParsedFilter {
  let filter: MessageFilter = {};
  const words: string[] = [];
  let wrong = '';
  for (const part of line.split(/\s+/).filter((each) => each !== '')) {
    const [, key, value] = /^([a-z]+):(.*)$/.exec(part) ?? [];
    const known = filterKeys.find((each) => each.key === key);
    const read = known?.read(value ?? '');
    if (known === undefined) words.push(part);
    else if (read === undefined) wrong = `“${part}” means nothing; try ${known.example}.`;
    else filter = { ...filter, ...read };
  }
  return { filter: words.length === 0 ? filter : { ...filter, text: words.join(' ') }, wrong };
}

/** Adds a part to the line, or takes it away. */
export function toggled(line: string, part: string): string {
  const parts = line.split(/\s+/).filter((each) => each !== '');
  const key = part.slice(0, part.indexOf(':') + 1);
  const rest = parts.filter((each) => !each.startsWith(key));
  return (parts.includes(part) ? rest : [...rest, part]).join(' ');
}
