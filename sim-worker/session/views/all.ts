/** Every view by its name. */
import type { ViewName, Views } from '../../contract/views';
import { gpio, latencies, linux, linuxIpc, peripheral } from './board';
import { console, dmesg, itm, trace, ttys, uarts } from './consoles';
import type { Builder, ViewContext } from './context';
import { diagnoses } from './diagnoses';
import { events } from './events';
import { exti, gates, pins } from './gates';
import { injections } from './injections';
import { ipcc } from './ipcc';
import { memory } from './memory';
import { memoryMap, writers } from './memory-map';
import { chain, messages } from './messages';
import { accesses, ownership } from './ownership';
import { disassembly, registers } from './registers';
import { status } from './status';
import { stops } from './stops';
import { descriptor, vrings } from './vrings';

const builders: { readonly [V in ViewName]: Builder<V> } = {
  status,
  ipcc,
  vrings,
  descriptor,
  writers,
  memoryMap,
  ownership,
  accesses,
  gates,
  exti,
  pins,
  registers,
  disassembly,
  memory,
  console,
  ttys,
  dmesg,
  trace,
  itm,
  uarts,
  events,
  stops,
  gpio,
  linux,
  linuxIpc,
  peripheral,
  latencies,
  injections,
  diagnoses,
  messages,
  chain,
};

export type Subscription = { readonly [V in ViewName]?: Views[V]['params'] };
type Built = { [V in ViewName]?: Views[V]['data'] };

/** The data of every subscribed view. */
export function buildViews(context: ViewContext, wanted: Subscription): Built {
  const out: Built = {};
  const build = <V extends ViewName>(view: V, params: Views[V]['params']): void => {
    out[view] = builders[view](context, params) as Built[V];
  };
  for (const [view, params] of Object.entries(wanted)) {
    if (params !== undefined) build(view as ViewName, params as Views[ViewName]['params']);
  }
  return out;
}
