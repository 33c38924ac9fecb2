/** Plays one lesson: does what a step needs beforehand, watches the machine, and keeps what the user has reached. */
import type { SocEvent } from '../../sim-worker/contract/event-schema';
import type { ViewName } from '../../sim-worker/contract/views';
import type { SessionState } from '../stores/session-state';
import type { SessionStore } from '../stores/session-store';
import { judgeChoice, judgeClick, judgePrediction, said, type Verdict } from './judge';
import type { Deed, DoStep, Lesson, Step } from './lesson';
import { bodyOf, type Matcher, matcherOf, Sequence } from './patterns';
import { type Evidence, fieldOf, holds, read, valueText } from './readings';

export type StepRecord = { readonly passed: boolean; readonly wrong: number; readonly hints: number };
export type LessonSnapshot = {
  /** The step that is shown, and the last one that was begun. */
  readonly step: number;
  readonly reached: number;
  readonly records: readonly StepRecord[];
  readonly remark: Verdict | undefined;
  /** What was predicted or chosen and is not judged yet. */
  readonly answer: string | undefined;
  /** The lesson is doing something itself. */
  readonly busy: boolean;
};

const watched = ['status', 'vrings', 'ipcc', 'ownership'] as const satisfies readonly ViewName[];

export class LessonRun {
  readonly lesson: Lesson;
  readonly #store: SessionStore;
  readonly #listeners = new Set<() => void>();
  #snapshot: LessonSnapshot;
  #leave: readonly (() => void)[] = [];
  /** What the current step waits for. */
  #sequence = new Sequence([]);
  #fails: readonly { readonly matches: Matcher; readonly reason: string }[] = [];
  /** The last event that was looked at. */
  #seen = -1;
  /** Where the step began. */
  #baseline = -1;
  #epoch = -1;
  #gap = false;
  #selection: SessionState['selection'];

  constructor(lesson: Lesson, store: SessionStore) {
    this.lesson = lesson;
    this.#store = store;
    this.#snapshot = {
      step: 0,
      reached: -1,
      records: lesson.steps.map(() => ({ passed: false, wrong: 0, hints: 0 })),
      remark: undefined,
      answer: undefined,
      busy: false,
    };
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
  readonly snapshot = (): LessonSnapshot => this.#snapshot;

  start(): void {
    this.#leave = [
      ...watched.map((view) => this.#store.want(view, {})),
      this.#store.want('events', { after: -1, epoch: -1 }),
      this.#store.state.subscribe((state) => this.#look(state)),
    ];
    if (this.#snapshot.reached < 0) void this.#begin(0);
  }

  stop(): void {
    for (const leave of this.#leave) leave();
    this.#leave = [];
  }

  next(): void {
    const { step, reached } = this.#snapshot;
    if (step >= this.lesson.steps.length - 1 || this.#snapshot.records[step]?.passed !== true) return;
    if (step < reached) this.#show(step + 1);
    else void this.#begin(step + 1);
  }

  back(): void {
    if (this.#snapshot.step > 0) this.#show(this.#snapshot.step - 1);
  }

  hint(): void {
    const { step, records } = this.#snapshot;
    const most = this.lesson.steps[step]?.hints?.length ?? 0;
    this.#record({ hints: Math.min(most, (records[step]?.hints ?? 0) + 1) });
  }

  /** A number that was predicted, or the label of a choice. */
  answer(text: string): void {
    const step = this.#current();
    if (step === undefined || (step.kind !== 'predict' && step.kind !== 'choose')) return;
    this.#watch(step.after === undefined ? [] : [step.after]);
    this.#change({ answer: text, remark: undefined });
    this.#look(this.#store.state.getState());
  }

  /** The step that is judged now; undefined while an earlier or a passed one is shown. */
  #current(): Step | undefined {
    const { step, reached, records, busy } = this.#snapshot;
    return !busy && step === reached && records[step]?.passed === false ? this.lesson.steps[step] : undefined;
  }

  #change(part: Partial<LessonSnapshot>): void {
    this.#snapshot = { ...this.#snapshot, ...part };
    for (const listener of this.#listeners) listener();
  }

  #record(part: Partial<StepRecord>): void {
    const { step, records } = this.#snapshot;
    this.#change({ records: records.map((record, at) => (at === step ? { ...record, ...part } : record)) });
  }

  #show(step: number): void {
    this.#change({ step, remark: undefined, answer: undefined });
    this.#reveal(this.lesson.steps[step]);
  }

  #reveal(step: Step | undefined): void {
    const panel = step?.spot?.panel;
    if (panel !== undefined) this.#store.state.getState().reveal(panel);
  }

  async #begin(at: number): Promise<void> {
    const step = this.lesson.steps[at];
    if (step === undefined) return;
    // What was clicked before the question is no answer.
    if (step.kind === 'click') this.#store.state.getState().select(undefined);
    this.#selection = this.#store.state.getState().selection;
    this.#change({ step: at, reached: at, remark: undefined, answer: undefined, busy: true });
    for (const deed of step.before ?? []) await this.#act(deed);
    this.#reveal(step);
    this.#change({ busy: false });
    if (step.kind === 'read') this.#record({ passed: true });
    this.#watch(step.kind === 'do' ? step.passes : [], step.kind === 'do' && step.ever === true);
    this.#fails = (step.kind === 'do' ? (step.fails ?? []) : []).map(({ when, reason }) => ({
      matches: matcherOf(when),
      reason,
    }));
    this.#look(this.#store.state.getState());
  }

  #watch(patterns: readonly string[], fromTheBeginning = false): void {
    const { log } = this.#store.state.getState();
    this.#sequence = new Sequence(patterns);
    this.#epoch = log.epoch;
    this.#baseline = fromTheBeginning ? -1 : (log.events.at(-1)?.seq ?? -1);
    this.#seen = this.#baseline;
    this.#gap = log.gap;
  }

  async #act(deed: Deed): Promise<void> {
    const { commands, state } = this.#store;
    switch (deed.kind) {
      case 'run':
        commands.run();
        return;
      case 'run-to':
        if (state.getState().views.status?.phase === 'running') commands.pause();
        await commands.runTo(bodyOf(deed.to), deed.title);
        return this.#caughtUp();
      case 'step-by':
        state.getState().setStepKind(deed.unit);
        return;
      case 'shell':
        commands.shellInput(`${deed.line}\n`);
        return;
      case 'show-address': {
        const address = fieldOf(state.getState().log.events, deed.of, deed.field);
        if (address === undefined) return;
        state.getState().select({ kind: 'address', address });
        this.#selection = state.getState().selection;
        state.getState().reveal(deed.panel);
      }
    }
  }

  /** Waits until the page has seen what the machine did. */
  async #caughtUp(): Promise<void> {
    const answer = await this.#store.commands.eventText(0, 1);
    const last = (answer?.total ?? 0) - 1;
    const { state } = this.#store;
    const behind = (): boolean => (state.getState().log.events.at(-1)?.seq ?? -1) < last;
    if (!behind() || this.#leave.length === 0) return;
    await new Promise<void>((resolve) => {
      const leave = state.subscribe(() => {
        if (behind()) return;
        leave();
        resolve();
      });
    });
  }

  #look(state: SessionState): void {
    const step = this.#current();
    if (step === undefined) return;
    if (state.selection !== this.#selection) {
      this.#selection = state.selection;
      if (step.kind === 'click' && state.selection !== undefined)
        this.#verdict(judgeClick(step, state.selection, this.#evidence()));
    }
    this.#advance(state);
    if (step.kind === 'do') this.#judgeDeed(step);
    if (step.kind === 'predict' || step.kind === 'choose') this.#judgeAnswer(step);
  }

  #evidence(): Evidence {
    const { views, log } = this.#store.state.getState();
    return { views, events: log.events };
  }

  /** Shows the new events to what waits for them. A fresh board, or a hole that was filled, is looked through anew. */
  #advance({ log }: SessionState): void {
    if (log.epoch !== this.#epoch) {
      this.#epoch = log.epoch;
      this.#baseline = -1;
      this.#rewind();
    }
    if (this.#gap && !log.gap) this.#rewind();
    this.#gap = log.gap;
    const fresh: SocEvent[] = [];
    for (let at = log.events.length - 1; at >= 0 && log.events[at]!.seq > this.#seen; at--) fresh.push(log.events[at]!);
    if (fresh[0] === undefined) return;
    this.#seen = fresh[0].seq;
    for (const event of fresh.reverse()) {
      if (this.#sequence.complete) break;
      this.#sequence.look(event);
      const failed = this.#fails.find(({ matches }) => matches(event));
      if (failed !== undefined && !this.#sequence.complete) this.#verdict({ tone: 'wrong', text: failed.reason });
    }
  }

  #rewind(): void {
    this.#seen = this.#baseline;
    this.#sequence.again();
  }

  #judgeDeed(step: DoStep): void {
    if (!this.#sequence.complete || this.#snapshot.records[this.#snapshot.step]?.passed === true) return;
    const evidence = this.#evidence();
    for (const demand of step.must ?? []) {
      const held = holds(demand, evidence);
      if (held === undefined) return;
      if (held) continue;
      const value = valueText(demand.reading, read(demand.reading, evidence));
      this.#verdict({ tone: 'wrong', text: demand.reason.replaceAll('{value}', value) });
      this.#baseline = this.#seen;
      this.#sequence.again();
      return;
    }
    this.#verdict({ tone: 'right', text: said(step, evidence) });
  }

  #judgeAnswer(step: Extract<Step, { kind: 'predict' | 'choose' }>): void {
    const { answer } = this.#snapshot;
    if (answer === undefined || !this.#sequence.complete) return;
    const evidence = this.#evidence();
    const verdict =
      step.kind === 'predict' ? judgePrediction(step, answer, evidence) : judgeChoice(step, answer, evidence);
    if (verdict.tone === 'later') return;
    this.#change({ answer: undefined });
    this.#verdict(verdict);
  }

  #verdict(verdict: Verdict): void {
    if (verdict.tone === 'right') this.#record({ passed: true });
    else this.#record({ wrong: (this.#snapshot.records[this.#snapshot.step]?.wrong ?? 0) + 1 });
    this.#change({ remark: verdict });
  }
}
