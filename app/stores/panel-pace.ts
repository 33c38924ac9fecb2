/** Lets docked panels take turns while the machine runs: each sees a newer state when its turn comes, so that no frame draws them all. */
import type { StoreApi } from 'zustand/vanilla';
import type { SessionState } from './session-state';

/** What a panel reads the session from. */
export type ReadableState = Pick<StoreApi<SessionState>, 'getState' | 'getInitialState' | 'subscribe'>;
export type Pace = {
  /** Runs its argument and draws what that changed before it returns. */
  readonly flush: (show: () => void) => void;
  /** Calls back before the browser draws the next time. */
  readonly nextFrame: (then: () => void) => void;
  /** Wall milliseconds. */
  readonly now: () => number;
};

/** Milliseconds of a frame after which no further panel gets its turn. */
const budget = 0.8;
/** A panel is drawn at most 20 times a second while the machine runs. */
const leastBetween = 50;

/** What a frame from the worker changes; every other change comes from the user and is shown at once. */
const fromWorker: ReadonlySet<string> = new Set([
  'views',
  'log',
  'chain',
  'console',
  'findings',
  'lastRatio',
] satisfies (keyof SessionState)[]);

const isOfUser = (now: SessionState, before: SessionState): boolean =>
  (Object.keys(now) as (keyof SessionState)[]).some((key) => now[key] !== before[key] && !fromWorker.has(key));
const runs = ({ views }: SessionState): boolean => views.status?.phase === 'running';

export class PanelPacer {
  readonly #state: StoreApi<SessionState>;
  readonly #pace: Pace;
  readonly #panels = new Set<PacedPanel>();
  /** Whose turn comes, in this order. */
  readonly #waiting = new Set<PacedPanel>();
  #stop: (() => void) | undefined;
  #planned = false;

  constructor(state: StoreApi<SessionState>, pace: Pace) {
    this.#state = state;
    this.#pace = pace;
  }

  /** The session as one panel sees it. */
  panel(): ReadableState {
    return new PacedPanel(this.#state, {
      opened: (panel) => {
        this.#panels.add(panel);
        this.#stop ??= this.#state.subscribe((now, before) => this.#changed(now, before));
      },
      closed: (panel) => {
        this.#panels.delete(panel);
        this.#waiting.delete(panel);
        if (this.#panels.size > 0) return;
        this.#stop?.();
        this.#stop = undefined;
      },
    });
  }

  #changed(now: SessionState, before: SessionState): void {
    const turns = !isOfUser(now, before) && (runs(now) || runs(before) || this.#waiting.size > 0);
    if (!turns) {
      this.#waiting.clear();
      for (const panel of this.#panels) panel.show();
      return;
    }
    for (const panel of this.#panels) this.#waiting.add(panel);
    this.#plan();
  }

  #plan(): void {
    if (this.#planned) return;
    this.#planned = true;
    this.#pace.nextFrame(() => {
      this.#planned = false;
      this.#turn();
    });
  }

  #turn(): void {
    const { flush, now } = this.#pace;
    const began = now();
    for (const panel of this.#waiting) {
      if (began - panel.shownAt < leastBetween) continue;
      this.#waiting.delete(panel);
      panel.shownAt = began;
      flush(() => panel.show());
      if (now() - began > budget) break;
    }
    if (this.#waiting.size > 0) this.#plan();
  }
}

type Owner = { readonly opened: (panel: PacedPanel) => void; readonly closed: (panel: PacedPanel) => void };

class PacedPanel implements ReadableState {
  readonly #state: StoreApi<SessionState>;
  readonly #owner: Owner;
  readonly #listeners = new Set<(now: SessionState, before: SessionState) => void>();
  /** What the panel sees; undefined while nothing of it is on the page. */
  #shown: SessionState | undefined;
  /** Wall milliseconds of its last turn. */
  shownAt = Number.NEGATIVE_INFINITY;

  constructor(state: StoreApi<SessionState>, owner: Owner) {
    this.#state = state;
    this.#owner = owner;
  }

  readonly getState = (): SessionState => this.#shown ?? this.#state.getState();
  readonly getInitialState = (): SessionState => this.#state.getInitialState();
  readonly subscribe = (listener: (now: SessionState, before: SessionState) => void): (() => void) => {
    if (this.#listeners.size === 0) {
      this.#shown = this.#state.getState();
      this.#owner.opened(this);
    }
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      this.#shown = undefined;
      this.#owner.closed(this);
    };
  };

  /** The panel's turn: it sees what is now. */
  show(): void {
    const before = this.getState();
    const now = this.#state.getState();
    if (before === now) return;
    this.#shown = now;
    for (const listener of this.#listeners) listener(now, before);
  }
}
