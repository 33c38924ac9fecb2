/** Where one can go by typing: symbols, addresses, registers, peripherals, messages and events. */
import type { ChipDescription, EtzpcEntry } from '../../sim-worker/contract/chip';
import { addressText } from '../derive/format';
import type { PanelId } from '../stores/panel-ids';
import type { Selection } from '../stores/selection';

export type Symbols = readonly { readonly name: string; readonly address: number; readonly code: boolean }[];
export type Target = {
  readonly key: string;
  readonly title: string;
  /** What kind of thing it is, and where. */
  readonly hint: string;
  readonly selection: Selection;
  readonly panel: PanelId;
};

const toAddress = (address: number, code: boolean): Pick<Target, 'selection' | 'panel'> => ({
  selection: { kind: 'address', address },
  panel: code ? 'disassembly' : 'memory',
});

/** Everything with a name. */
export function namedTargets(symbols: Symbols, chip: ChipDescription | undefined): readonly Target[] {
  return [
    ...symbols.map(({ name, address, code }) => ({
      key: `symbol ${name}`,
      title: name,
      hint: `${code ? 'function' : 'object'}, ${addressText(address)}`,
      ...toAddress(address, code),
    })),
    ...(chip?.blocks ?? []).flatMap(({ name, map }) =>
      Object.keys(map?.registers ?? {}).map((register) => ({
        key: `register ${name}.${register}`,
        title: `${name}.${register}`,
        hint: 'register',
        selection: { kind: 'register', block: name, register } as const,
        panel: 'peripherals' as const,
      })),
    ),
    ...(chip?.etzpc ?? []).filter(({ name }) => name !== '').map(peripheral),
  ];
}

const peripheral = ({ id, name }: EtzpcEntry): Target => ({
  key: `etzpc ${id}`,
  title: name,
  hint: `peripheral, ETZPC id ${id}: who owns it`,
  selection: { kind: 'etzpc', id },
  panel: 'ownership',
});

type Messages = readonly { readonly ordinal: number; readonly id: number }[];

/** What a number means: an address, an event, or a message that is listed. */
export function numberTargets(text: string, events: number, messages: Messages): readonly Target[] {
  const found: Target[] = [];
  const address = /^(?:0x)?([0-9a-f]{5,8})$/i.exec(text.trim())?.[1] ?? /^0x([0-9a-f]{1,8})$/i.exec(text.trim())?.[1];
  if (address !== undefined) {
    const at = Number.parseInt(address, 16);
    const title = addressText(at);
    found.push({ key: `memory ${at}`, title, hint: 'address, in memory', ...toAddress(at, false) });
    found.push({ key: `code ${at}`, title, hint: 'address, as code', ...toAddress(at & ~1, true) });
  }
  const number = /^(?:(event|message)\s*)?#?(\d+)$/i.exec(text.trim());
  if (number === null) return found;
  const [, kind, digits] = number;
  const n = Number(digits);
  if (kind?.toLowerCase() !== 'message' && n < events)
    found.push({
      key: `event ${n}`,
      title: `Event ${n}`,
      hint: 'in the log',
      selection: { kind: 'event', seq: n },
      panel: 'events',
    });
  const message = messages.find(({ ordinal }) => ordinal === n);
  if (kind?.toLowerCase() !== 'event' && message !== undefined)
    found.push({
      key: `message ${n}`,
      title: `Message ${n}`,
      hint: 'its way, in the message flow',
      selection: { kind: 'event', seq: message.id },
      panel: 'message-flow',
    });
  return found;
}
