/** Stop rules that are ready to be used: a name in plain words, a rule with holes, and what fits into them. */
import { parseStop } from './stop-language';
import { ringPlaces, type StopBody } from './stop-rules';
import { quoted } from './stop-values';

export type Hole = {
  readonly name: string;
  readonly label: string;
  readonly usual: string;
  /** Present when only these fit. */
  readonly choices?: readonly string[];
};
export type ReadyStop = {
  readonly id: string;
  readonly group: 'Mailbox' | 'Messages' | 'Rings' | 'Life of the M4' | 'Ownership' | 'Memory and code';
  /** `{name}` is a hole, here and in `rule`. */
  readonly title: string;
  readonly rule: string;
  readonly holes: readonly Hole[];
  /** Offered in the short menu of the top bar, as it stands. */
  readonly short?: true;
};

const side = (usual: 'linux' | 'm4', name = 'from', label = 'by'): Hole => ({
  name,
  label,
  usual,
  choices: ['linux', 'm4'],
});
const ring: Hole = { name: 'ring', label: 'ring', usual: '0', choices: ['0', '1'] };
const channel: Hole = { name: 'channel', label: 'channel', usual: '1', choices: ['1', '2', '3', '4', '5', '6'] };
const number = (name: string, label: string, usual: string): Hole => ({ name, label, usual });

export const readyStops: readonly ReadyStop[] = [
  { id: 'ipc', group: 'Mailbox', title: 'any IPC event', rule: 'ipc', holes: [] },
  {
    id: 'kick',
    group: 'Mailbox',
    title: 'kick on channel {channel} by {from}',
    rule: 'ipcc.occupied channel={channel} from={from}',
    holes: [channel, side('m4')],
    short: true,
  },
  {
    id: 'acknowledge',
    group: 'Mailbox',
    title: 'acknowledge on channel {channel}',
    rule: 'ipcc.freed channel={channel}',
    holes: [channel],
  },
  {
    id: 'interrupt',
    group: 'Mailbox',
    title: 'the M4 enters {name}',
    rule: 'irq.taken name={name}',
    holes: [{ name: 'name', label: 'interrupt', usual: 'IPCC_RX1' }],
  },
  {
    id: 'announcement',
    group: 'Messages',
    title: 'announcement of {service}',
    rule: 'rpmsg.announced service={service} created=yes',
    holes: [{ name: 'service', label: 'name', usual: 'rpmsg-tty' }],
  },
  {
    id: 'next-announcement',
    group: 'Messages',
    title: 'announcement of any name',
    rule: 'rpmsg.announced created=yes',
    holes: [],
    short: true,
  },
  {
    id: 'unclaimed',
    group: 'Messages',
    title: 'a channel that no driver claims',
    rule: 'rpmsg.channel-created driver=""',
    holes: [],
  },
  {
    id: 'message-number',
    group: 'Messages',
    title: 'message number {n} from {from}',
    rule: 'messages from={from} = {n}',
    holes: [number('n', 'number', '10'), side('m4', 'from', 'from')],
  },
  {
    id: 'next-message',
    group: 'Messages',
    title: 'message written into a buffer',
    rule: 'rpmsg.written',
    holes: [],
    short: true,
  },
  {
    id: 'message-text',
    group: 'Messages',
    title: 'message that contains {text}',
    rule: 'rpmsg.written payload~{text}',
    holes: [{ name: 'text', label: 'text', usual: 'hello' }],
  },
  {
    id: 'free-buffers',
    group: 'Rings',
    title: 'fewer than {n} free buffers in vring{ring}',
    rule: 'free-buffers ring={ring} < {n}',
    holes: [ring, number('n', 'fewer than', '2')],
  },
  {
    id: 'backlog',
    group: 'Rings',
    title: '{n} messages wait in vring{ring}',
    rule: 'waiting ring={ring} >= {n}',
    holes: [ring, number('n', 'at least', '2')],
  },
  {
    id: 'suppressed',
    group: 'Rings',
    title: 'a side asks not to be rung',
    rule: 'vring.flagged flags=1',
    holes: [],
    short: true,
  },
  { id: 'corrupted', group: 'Rings', title: 'a ring breaks', rule: 'vring.corrupted', holes: [] },
  {
    id: 'ring-field',
    group: 'Rings',
    title: 'write to {place}',
    rule: 'write {place}',
    holes: [{ name: 'place', label: 'field', usual: 'vring0.used.idx', choices: ringPlaces }],
  },
  {
    id: 'state',
    group: 'Life of the M4',
    title: 'remoteproc0 becomes {state}',
    rule: 'rproc.state-changed state={state}',
    holes: [
      {
        name: 'state',
        label: 'state',
        usual: 'running',
        choices: ['offline', 'running', 'attached', 'detached', 'crashed'],
      },
    ],
  },
  {
    id: 'any-state',
    group: 'Life of the M4',
    title: 'remoteproc0 changes its state',
    rule: 'rproc.state-changed',
    holes: [],
    short: true,
  },
  {
    id: 'released',
    group: 'Life of the M4',
    title: 'the M4 leaves reset',
    rule: 'rcc.m4-released',
    holes: [],
  },
  {
    id: 'touch',
    group: 'Ownership',
    title: 'first access to {peripheral} by {by}',
    rule: 'peripheral.touched peripheral={peripheral} by={by}',
    holes: [{ name: 'peripheral', label: 'peripheral', usual: 'IPCC' }, side('m4', 'by')],
  },
  {
    id: 'refused',
    group: 'Ownership',
    title: 'an access that is refused or leads nowhere',
    rule: 'etzpc.refused|rcc.unclocked|honesty.unmapped',
    holes: [],
    short: true,
  },
  {
    id: 'semaphore',
    group: 'Ownership',
    title: 'semaphore {n} is taken',
    rule: 'hsem.taken semaphore={n}',
    holes: [number('n', 'semaphore', '0')],
  },
  {
    id: 'change',
    group: 'Memory and code',
    title: '{place} changes',
    rule: 'change {place}',
    holes: [{ name: 'place', label: 'symbol or address', usual: '0x10040000' }],
  },
  {
    id: 'read',
    group: 'Memory and code',
    title: '{place} is read by {by}',
    rule: 'read {place} by={by}',
    holes: [{ name: 'place', label: 'symbol or address', usual: '0x10040000' }, side('linux', 'by')],
  },
  {
    id: 'code',
    group: 'Memory and code',
    title: 'the M4 comes to {place}',
    rule: 'at {place}',
    holes: [{ name: 'place', label: 'function or address', usual: 'main' }],
  },
];

export const readyStop = (id: string): ReadyStop => {
  const found = readyStops.find((each) => each.id === id);
  if (found === undefined) throw new Error(`no ready stop ${id}`);
  return found;
};

/** The values for all holes: the usual ones where none is given. */
const filled = ({ holes }: ReadyStop, values: Readonly<Record<string, string>>): ReadonlyMap<string, string> =>
  new Map(holes.map(({ name, usual }) => [name, values[name] ?? usual]));
const fill = (text: string, values: ReadonlyMap<string, string>, write: (value: string) => string): string =>
  text.replace(/\{(\w+)\}/g, (_all, name: string) => write(values.get(name) ?? ''));

/** The rule as text, its holes filled. */
export const readyText = (ready: ReadyStop, values: Readonly<Record<string, string>> = {}): string =>
  fill(ready.rule, filled(ready, values), quoted);

/** The two sides as they are read. */
export const spoken = (value: string): string => ({ linux: 'Linux', m4: 'the M4' })[value] ?? value;

export const readyTitle = (ready: ReadyStop, values: Readonly<Record<string, string>> = {}): string =>
  fill(ready.title, filled(ready, values), spoken);

/** The filled rule, or what is wrong with a value. */
export function fromReady(
  ready: ReadyStop,
  values: Readonly<Record<string, string>> = {},
): { readonly body: StopBody; readonly title: string } | { readonly problem: string } {
  const parsed = parseStop(readyText(ready, values));
  return parsed.ok ? { body: parsed.body, title: readyTitle(ready, values) } : { problem: parsed.problem };
}
