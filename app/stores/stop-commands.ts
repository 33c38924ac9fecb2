/** What the user does with stop rules: the page holds the list, the worker gets it whole after each change. While a lesson is played they rest. */
import type { StoreApi } from 'zustand/vanilla';
import type { RequestKind, Requests } from '../../sim-worker/contract/protocol';
import type { Vocabulary } from '../../sim-worker/contract/stop-completion';
import { printStop } from '../../sim-worker/contract/stop-language';
import type { StopBody, StopRule } from '../../sim-worker/contract/stop-rules';
import { hex } from '../../sim-worker/contract/units';
import type { SessionState } from './session-state';

export type StopCommands = {
  /** A rule that is there already is switched on instead. The title is its text when none is given. */
  addStop(body: StopBody, title?: string): void;
  /** Puts another rule in the place of one. */
  changeStop(id: number, body: StopBody, title?: string): void;
  removeStop(id: number): void;
  toggleStop(id: number): void;
  clearStops(): void;
  /** A breakpoint at this address comes or goes. */
  toggleBreakpoint(address: number): void;
  /** Runs to what the rule means, once; the rule is not kept, but `runToAgain` knows it. Resolves when the run has ended. */
  runTo(body: StopBody, title?: string): Promise<void>;
  runToAgain(): void;
  /** What the line for rules may offer besides its own words. */
  stopNames(): Promise<Vocabulary | undefined>;
};

type Ask = <K extends RequestKind>(
  kind: K,
  params: Requests[K]['params'],
) => Promise<Requests[K]['result'] | undefined>;

export function createStopCommands(state: StoreApi<SessionState>, ask: Ask): StopCommands {
  const send = (): void => {
    const { stops, resting } = state.getState();
    const rules = stops.map((rule) => (resting.includes(rule.id) ? { ...rule, enabled: false } : rule));
    void ask('setStops', { rules });
  };
  const set = (stops: readonly StopRule[]): void => {
    state.setState({ stops });
    send();
  };
  const all = (): readonly StopRule[] => state.getState().stops;
  const isResting = (id: number): boolean => state.getState().resting.includes(id);
  /** What the user touches during a lesson is meant for it. */
  const wake = (id: number): void =>
    state.setState(({ resting }) => ({ resting: resting.filter((each) => each !== id) }));
  state.subscribe((now, before) => {
    if (now.lesson === before.lesson) return;
    const resting = now.lesson === undefined ? [] : all().flatMap(({ id, enabled }) => (enabled ? [id] : []));
    if (resting.length === 0 && now.resting.length === 0) return;
    state.setState({ resting });
    send();
  });
  const removeStop = (id: number): void => set(all().filter((rule) => rule.id !== id));
  const switchTo = (id: number, enabled: (rule: StopRule) => boolean): void => {
    const stops = all().map((rule) => (rule.id === id ? { ...rule, enabled: isResting(id) || enabled(rule) } : rule));
    wake(id);
    set(stops);
  };
  const addStop = (body: StopBody, title = printStop(body)): void => {
    const known = all().find((rule) => printStop(rule) === printStop(body));
    if (known !== undefined) {
      switchTo(known.id, () => true);
      return;
    }
    const id = Math.max(0, ...all().map((rule) => rule.id)) + 1;
    set([...all(), { ...body, id, title, enabled: true }]);
  };
  const runTo = async (body: StopBody, title = printStop(body)): Promise<void> => {
    state.setState({ lastRunTo: { body, title } });
    const answer = await ask('step', { kind: 'stop', stop: body, title });
    if (answer?.stopped === false && answer.reason !== 'paused') state.getState().notify(sentence(answer.reason));
  };
  return {
    addStop,
    changeStop: (id, body, title = printStop(body)) => {
      wake(id);
      set(all().map((rule) => (rule.id === id ? { ...body, id, title, enabled: rule.enabled } : rule)));
    },
    stopNames: () => ask('stopNames', {}),
    removeStop,
    toggleStop: (id) => switchTo(id, (rule) => !rule.enabled),
    clearStops: () => {
      if (all().length > 0) set([]);
    },
    toggleBreakpoint: (address) => {
      const body = stopAtCode(address);
      const known = all().find((rule) => printStop(rule) === printStop(body));
      if (known === undefined) addStop(body);
      else removeStop(known.id);
    },
    runTo,
    runToAgain: () => {
      const last = state.getState().lastRunTo;
      if (last !== undefined) void runTo(last.body, last.title);
    },
  };
}

const sentence = (text: string): string =>
  `${text.charAt(0).toUpperCase()}${text.slice(1)}${text.endsWith('.') ? '' : '.'}`;

const stopAtCode = (address: number): StopBody => ({
  on: { kind: 'code', place: hex(address) },
  where: [],
  count: 1,
  once: false,
});
