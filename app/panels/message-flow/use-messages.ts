/** What the message flow asks the worker for, and which message it shows: the one of the chain, else the newest. */
import { useCallback, useState } from 'react';
import type { Stage } from '../../../sim-worker/contract/message-stages';
import type { MessageRow, MessagesView } from '../../../sim-worker/contract/message-views';
import type { Chain } from '../../derive/chain';
import { type ParsedFilter, parseFilter } from '../../derive/message-filter';
import { type Message, messageOf } from '../../derive/messages';
import { useChain, useSession, useView } from '../../stores/session-context';

export type Order = 'newest' | 'slowest';
export type FlowState = {
  readonly view: MessagesView | undefined;
  readonly chain: Chain | undefined;
  readonly message: Message | undefined;
  readonly row: MessageRow | undefined;
  /** The function of the firmware that did an event of the shown message. */
  readonly functionAt: (seq: number) => string;
  readonly following: boolean;
  readonly follow: () => void;
  readonly hold: () => void;
  readonly choose: (row: MessageRow) => void;
  readonly line: string;
  readonly parsed: ParsedFilter;
  readonly setLine: (line: string) => void;
  readonly order: Order;
  readonly setOrder: (order: Order) => void;
  readonly measure: Stage | 'total';
  readonly setMeasure: (measure: Stage | 'total') => void;
  readonly setWindow: (from: number, count: number) => void;
};

/** `count`: how many rows the drawing needs at least. */
export function useMessages(count: number): FlowState {
  const chain = useChain();
  const select = useSession((state) => state.select);
  const [line, setLine] = useState('');
  const [order, setOrder] = useState<Order>('newest');
  const [measure, setMeasure] = useState<Stage | 'total'>('total');
  const [window, setPart] = useState({ from: 0, count: 60 });
  const [upTo, setUpTo] = useState<number | undefined>(undefined);
  const setWindow = useCallback((from: number, many: number) => setPart({ from, count: many }), []);
  const parsed = parseFilter(line);
  const of = chain?.message;
  const view = useView('messages', {
    filter: parsed.filter,
    order,
    upTo,
    from: window.from,
    count: Math.max(window.count, count),
    measure,
    shown: of?.id,
  });
  const hold = (): void => setUpTo((view?.seen ?? 1) - 1);
  const shown = view?.shown;
  const message = of ?? messageOf(shown?.events ?? [], shown?.row.id);
  const row = of === undefined ? shown?.row : chain?.view.message;
  const functionAt = (seq: number): string =>
    (chain === undefined ? undefined : chain.view.steps.find(({ event }) => event.seq === seq)?.function) ??
    shown?.functions[seq] ??
    '';
  return {
    view,
    chain,
    message,
    row,
    functionAt,
    following: of === undefined && upTo === undefined,
    follow: () => {
      setUpTo(undefined);
      select(undefined);
    },
    hold: () => {
      hold();
      if (message !== undefined) select({ kind: 'event', seq: message.id });
    },
    choose: ({ id }) => {
      if (upTo === undefined) hold();
      select({ kind: 'event', seq: id });
    },
    line,
    parsed,
    setLine,
    order,
    setOrder,
    measure,
    setMeasure,
    setWindow,
  };
}
