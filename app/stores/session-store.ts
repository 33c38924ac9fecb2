/** A session's store and its wire to the worker. A factory: every test and every page has its own. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Frame, Port } from '../../sim-worker/contract/protocol';
import type { ViewName, Views } from '../../sim-worker/contract/views';
import { followFindings, noFindings } from '../derive/findings';
import { type Client, connect } from '../transport/client';
import { nextChain, selecting, walking } from './chain-state';
import { createCommands, type SessionCommands } from './commands';
import { applyConsole, consoleWanted, emptyConsole } from './console-mirror';
import { applyEvents, emptyMirror, eventsWanted, fillGap, skipAhead } from './event-mirror';
import type { FirmwareFile, SessionState } from './session-state';
import { ViewWishes, type WantedViews } from './view-wishes';

export type SessionStore = {
  readonly state: StoreApi<SessionState>;
  readonly commands: SessionCommands;
  /** Asks for the description of the chip, once; the answer becomes `chip` in the state. */
  readonly describe: () => void;
  /** Tells the worker, once, that there is time to get ready. */
  readonly warmUp: () => void;
  /** Asks the worker for a view until the returned function is called. */
  want<V extends ViewName>(view: V, params: Views[V]['params']): () => void;
};
export type SessionSetup = {
  readonly port: Port;
  /** Runs its argument after the browser had time to draw. */
  readonly afterDrawing?: (then: () => void) => void;
  /** Told of every file that was opened. */
  readonly remember?: (file: FirmwareFile) => void;
  /** What was remembered from the last visit, and what tests begin with. */
  readonly initial?: Partial<SessionState>;
};

export function createSessionStore({ port, afterDrawing, remember, initial }: SessionSetup): SessionStore {
  const state = createState(initial);
  const wishes = new ViewWishes(() => scheduleSubscribe());
  let scheduled = false;
  let sentAs = '{}';

  const subscribe = (): void => {
    scheduled = false;
    const views = withCursors(wishes.current(), state.getState());
    const text = JSON.stringify(views);
    if (text === sentAs) return;
    sentAs = text;
    client.call('subscribe', { views }).catch(() => undefined);
  };
  /** Panels mount and hide in groups; one message tells of all. */
  const scheduleSubscribe = (): void => {
    if (scheduled) return;
    scheduled = true;
    queueMicrotask(subscribe);
  };

  const client: Client = connect(port, {
    onFrame: (views) => {
      state.setState((old) => afterFrame(old, views));
      // The worker learns how far the page has read before it is told that the frame was taken.
      if (views.events !== undefined || views.console !== undefined || views.status !== undefined) subscribe();
    },
    onCrash: ({ message, lastEvents }) => state.setState({ crash: { message, lastEvents }, opening: undefined }),
    ...(afterDrawing === undefined ? {} : { afterDrawing }),
  });

  // A console that was forgotten is asked for again, from its beginning.
  state.subscribe((now, before) => {
    if (now.console.generation !== before.console.generation) scheduleSubscribe();
  });
  /** What hidden panels last showed is of another board now; what is wanted comes with the next frame. */
  const forgetHidden = (): void => {
    const wanted = wishes.current();
    state.setState(({ views }) => ({
      views: Object.fromEntries(Object.entries(views).filter(([name]) => name in wanted)),
    }));
  };
  let described = false;
  /** The first page does without: asking makes the worker load the model. */
  const describe = (): void => {
    if (described) return;
    described = true;
    client.call('describe', {}).then(
      (chip) => state.setState({ chip }),
      () => undefined,
    );
  };
  let warmedUp = false;
  const warmUp = (): void => {
    if (warmedUp) return;
    warmedUp = true;
    client.call('warmUp', {}).catch(() => undefined);
  };
  return {
    describe,
    warmUp,
    state,
    commands: createCommands(client, state, remember, forgetHidden),
    want: (view, params) => wishes.want(view, params),
  };
}

function createState(initial: Partial<SessionState> | undefined): StoreApi<SessionState> {
  let lessonsBegun = 0;
  return createStore<SessionState>()((set) => ({
    views: {},
    log: emptyMirror,
    console: emptyConsole,
    lastRatio: 0,
    chip: undefined,
    findings: noFindings,
    crash: undefined,
    file: undefined,
    suggestions: [],
    preflight: undefined,
    why: undefined,
    opening: undefined,
    refusal: undefined,
    notice: undefined,
    board: 'dk2',
    boot: 'linux',
    tree: 'mainline',
    kernel: 'C',
    deviceTree: 'standard',
    etzpcAnswer: 'bus-error',
    stepKind: 'ipc-event',
    stops: [],
    resting: [],
    lastRunTo: undefined,
    lesson: undefined,
    selection: undefined,
    chain: undefined,
    revealed: undefined,
    theme: 'light',
    roles: 'names',
    reducedMotion: false,
    aloud: 'on',
    keys: {},
    select: (selection) => set((old) => selecting(old, selection)),
    walkChain: (by) => set((old) => walking(old, by)),
    reveal: (panel) => set((old) => ({ revealed: { panel, serial: (old.revealed?.serial ?? 0) + 1 } })),
    setTheme: (theme) => set({ theme }),
    setRoles: (roles) => set({ roles }),
    setReducedMotion: (reducedMotion) => set({ reducedMotion }),
    setStepKind: (stepKind) => set({ stepKind }),
    setAloud: (aloud) => set({ aloud }),
    setKeys: (keys) => set({ keys }),
    setBoard: ({ board, boot, tree, kernel, deviceTree, etzpcAnswer }) =>
      set({ board, boot, tree, kernel, deviceTree, etzpcAnswer }),
    showLesson: (id, goesOn = false) => set({ lesson: { id, serial: ++lessonsBegun, goesOn } }),
    closeLesson: () => set({ lesson: undefined }),
    closeWhy: () => set({ why: undefined }),
    dismissRefusal: () => set({ refusal: undefined }),
    notify: (text, tone = 'plain') => set((old) => ({ notice: { serial: (old.notice?.serial ?? 0) + 1, text, tone } })),
    ...initial,
  }));
}

/** What a frame changes in the session. */
function afterFrame(old: SessionState, { events, console, ...plain }: Frame['views']): Partial<SessionState> {
  const views = Object.keys(plain).length === 0 ? old.views : { ...old.views, ...plain };
  let log = events === undefined ? old.log : applyEvents(old.log, events);
  const running = views.status?.phase === 'running';
  // A lesson must see everything that happens.
  if (!running) log = fillGap(log);
  else if (old.lesson === undefined) log = skipAhead(log);
  const ratio = views.status?.ratio ?? 0;
  return {
    views,
    log,
    chain: nextChain(old.chain, views.chain),
    console: console === undefined ? old.console : applyConsole(old.console, console),
    findings:
      plain.diagnoses === undefined
        ? old.findings
        : followFindings(old.findings, plain.diagnoses, views.status?.time ?? 0),
    lastRatio: ratio > 0 ? ratio : old.lastRatio,
  };
}

/** The two views that grow are asked for from where the page stands. */
function withCursors(wanted: WantedViews, { log, console }: SessionState): WantedViews {
  return {
    ...wanted,
    ...(wanted.events === undefined ? {} : { events: eventsWanted(log) }),
    ...(wanted.console === undefined ? {} : { console: consoleWanted(console) }),
  };
}
