/** Messages: a window of the list, how long they took, one of them whole; and the chain of what is selected. */
import type { MessagesParams, ShownMessage } from '../../contract/message-views';
import type { MessageLedger } from '../messages/message-ledger';
import { messageCap } from '../messages/message-table';
import type { Target } from '../target';
import type { Builder } from './context';

/** A window never holds more rows than this. */
const mostRows = 200;

export const messages: Builder<'messages'> = ({ target, phase }, params) => {
  const { ledger } = target.messages;
  ledger.advance();
  const { matches, ordinals } = listed(ledger, params);
  return {
    seen: ledger.seen,
    kept: ledger.seen - ledger.first,
    cap: messageCap,
    missedEvents: ledger.missedEvents,
    matches,
    from: params.from,
    rows: ordinals.map((ordinal) => ledger.table.row(ordinal)),
    statistics: target.messages.statistics(params.filter, params.measure, phase === 'running'),
    shown: shownMessage(target, ledger, params.shown),
  };
};

export const chain: Builder<'chain'> = ({ target }, { start }) => target.messages.chains.find(start);

type Listed = { readonly matches: number; readonly ordinals: readonly number[] };

function listed(ledger: MessageLedger, { filter, order, upTo, from, count }: MessagesParams): Listed {
  const wanted = Math.min(count, mostRows);
  const newest = upTo === undefined ? ledger.seen - 1 : Math.min(upTo, ledger.seen - 1);
  if (order === 'newest' && isEmpty(filter)) {
    const matches = Math.max(0, newest - ledger.first + 1);
    const length = Math.max(0, Math.min(wanted, matches - from));
    return { matches, ordinals: Array.from({ length }, (_, i) => newest - from - i) };
  }
  const passing: number[] = [];
  for (let ordinal = newest; ordinal >= ledger.first; ordinal--)
    if (ledger.table.passes(ordinal, filter)) passing.push(ordinal);
  if (order === 'slowest') {
    const { table } = ledger;
    passing.sort((a, b) => table.measured(b, 'total') - table.measured(a, 'total') || b - a);
  }
  return { matches: passing.length, ordinals: passing.slice(from, from + wanted) };
}

const isEmpty = (filter: MessagesParams['filter']): boolean =>
  Object.values(filter).every((value) => value === undefined || value === '' || value === false);

/** The one that begins with this event, else the newest. */
function shownMessage(target: Target, ledger: MessageLedger, id: number | undefined): ShownMessage | undefined {
  const ordinal = id === undefined ? ledger.seen - 1 : ledger.messageOf(id);
  if (ordinal === undefined || ordinal < ledger.first) return undefined;
  const events = ledger.eventsOf(ordinal);
  const functions: Record<number, string> = {};
  for (const { seq, pc } of events) if (pc !== undefined) functions[seq] = target.functionAt(pc);
  return { row: ledger.table.row(ordinal), events, functions };
}
