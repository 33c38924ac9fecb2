/** How the chain follows the selection: derived once for all panels, and only when the worker has another one. */
import type { ChainView } from '../../sim-worker/contract/message-views';
import { type Chain, chainOf } from '../derive/chain';
import { followedByte, type Selection, selectionOf } from './selection';
import type { SessionState } from './session-state';

/** `fresh` is the newest that the worker sent; the same key means the same chain. */
export function nextChain(old: Chain | undefined, fresh: ChainView | undefined): Chain | undefined {
  if (fresh === undefined || fresh.key === '') return undefined;
  return old?.view.key === fresh.key ? old : chainOf(fresh);
}

/** Another selection. A step of the same chain keeps its marks until the worker has answered, anything else ends them at once. */
export function selecting(old: SessionState, selection: Selection | undefined): Partial<SessionState> {
  const stays = selection?.kind === 'event' && old.chain?.events.has(selection.seq) === true;
  if (stays) return { selection };
  const { chain: _forgotten, ...views } = old.views;
  return { selection, chain: undefined, views };
}

export function walking(old: SessionState, by: 1 | -1): Partial<SessionState> {
  const { chain, selection } = old;
  if (chain === undefined) return {};
  const at = chain.path.findIndex(({ event }) => event.seq === chain.view.seq);
  const next = chain.path[at + by];
  if (next === undefined) return {};
  return selecting(old, selectionOf(next.event.seq, followedByte(selection, chain), chain));
}
