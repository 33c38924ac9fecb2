/** How a panel reaches its session: the hooks, and the context that gives the store. */
import { createContext, useContext, useEffect, useMemo, useRef } from 'react';
import { useStore } from 'zustand';
import type { ChipDescription } from '../../sim-worker/contract/chip';
import type { SocEvent } from '../../sim-worker/contract/event-schema';
import type { ViewName, Views } from '../../sim-worker/contract/views';
import { type Chain, chainStart } from '../derive/chain';
import type { SessionCommands } from './commands';
import type { ConsoleText } from './console-mirror';
import type { ReadableState } from './panel-pace';
import type { SessionState } from './session-state';
import type { SessionStore } from './session-store';

export const SessionContext = createContext<SessionStore | undefined>(undefined);
/** false inside a docked panel that is covered by another tab. */
export const PanelVisible = createContext(true);

/** Inside a docked panel: the session as the panel sees it, which is a few frames old while the machine runs. */
export const PacedState = createContext<ReadableState | undefined>(undefined);

/** The whole store, for what outlives a rendering. */
export function useSessionStore(): SessionStore {
  const store = useContext(SessionContext);
  if (store === undefined) throw new Error('a session hook outside <SessionContext>');
  return store;
}

/** One selected part of the session. Ask for small parts: the component renders when the part changes. */
export function useSession<T>(select: (state: SessionState) => T): T {
  const { state } = useSessionStore();
  return useStore(useContext(PacedState) ?? state, select);
}

/** As `useSession`, but a covered panel keeps what it last saw and is not rendered again. */
function useWhileVisible<T>(select: (state: SessionState) => T): T {
  const visible = useContext(PanelVisible);
  const last = useRef<{ readonly value: T } | undefined>(undefined);
  const value = useSession((state) => (!visible && last.current !== undefined ? last.current.value : select(state)));
  useEffect(() => {
    last.current = { value };
  }, [value]);
  return value;
}

/** Without parameters nothing is wished for. */
function useWish<V extends ViewName>(view: V, params: Views[V]['params'] | undefined): void {
  const store = useSessionStore();
  const visible = useContext(PanelVisible);
  const key = params === undefined ? undefined : JSON.stringify(params);
  const steady = useMemo(() => (key === undefined ? undefined : (JSON.parse(key) as Views[V]['params'])), [key]);
  useEffect(
    () => (visible && steady !== undefined ? store.want(view, steady) : undefined),
    [store, view, steady, visible],
  );
}

/** The newest data of a view; it is computed and sent only while a panel that asks for it can be seen. */
export function useView<V extends ViewName>(view: V, params: Views[V]['params']): Views[V]['data'] | undefined {
  useWish(view, params);
  return useWhileVisible((state) => state.views[view]);
}

/** A small part of a view: the component renders only when that part changes, not with every frame. */
export function useViewPart<V extends ViewName, T extends string | number | boolean | undefined>(
  view: V,
  params: Views[V]['params'],
  pick: (data: Views[V]['data'] | undefined) => T,
): T {
  useWish(view, params);
  return useWhileVisible((state) => pick(state.views[view]));
}

/** The newest part of the event log, oldest first. */
export function useEvents(): readonly SocEvent[] {
  useWish('events', { after: -1, epoch: -1 });
  return useWhileVisible((state) => state.log.events);
}

/** The chain of causes through what is selected, if an event, a bell or a descriptor is. */
export function useChain(): Chain | undefined {
  const selection = useSession((state) => state.selection);
  const start = chainStart(selection);
  useWish('chain', start === undefined ? undefined : { start });
  return useWhileVisible((state) => state.chain);
}

/** Everything the Linux console has printed. */
export function useConsole(): ConsoleText {
  useWish('console', { have: 0 });
  return useWhileVisible((state) => state.console);
}

/** What never changes about the chip, from the first component on that wants to know. */
export function useChip(): ChipDescription | undefined {
  const { describe } = useSessionStore();
  useEffect(describe, [describe]);
  return useSession((state) => state.chip);
}

export function useCommands(): SessionCommands {
  return useSessionStore().commands;
}
