/** Plays one lesson: does what a step needs beforehand, watches the machine, and keeps what the user has reached. */
import type { ViewName } from '../../sim-worker/contract/views';
import type { SessionState, ViewData } from '../stores/session-state';
import type { SessionStore } from '../stores/session-store';
import { judgeChoice, judgeClick, judgePrediction, said, type Verdict } from './judge';
import type { Deed, DoStep, Lesson, Step } from './lesson';
import { bodyOf, matcherOf } from './patterns';
import type { LessonPlace } from './places';
import { type Evidence, fieldOf, holds, read, valueText } from './readings';
import { Watch } from './watch';

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
  /** The user went past what the step is about. */
  readonly past: boolean;
  /** How many steps and runs of the machine have ended and are judged, with all that happened in them. */
  readonly judged: number;
};
type LessonKeeping = {
  /** Where the lesson was left; the board is there already. */
  readonly place?: LessonPlace | undefined;
  /** Told where it could be gone on with; without a place when it is finished. */
  readonly keep?: (place: LessonPlace | undefined) => void;
};

const watched = ['status', 'vrings', 'ipcc', 'ownership'] as const satisfies readonly ViewName[];
/** Deeds whose effect is in the page; a recording brings back that of the others. */
const ofThePage: ReadonlySet<Deed['kind']> = new Set<Deed['kind']>(['step-by', 'show-address']);

export class LessonRun {
  readonly lesson: Lesson;
  readonly #store: SessionStore;
  readonly #keeping: LessonKeeping;
  readonly #listeners = new Set<() => void>();
  #snapshot: LessonSnapshot;
  #begun = false;
  #leave: readonly (() => void)[] = [];
  /** What the current step waits for. */
  #watch: Watch;
  /** The views when that had happened, or when an answer was given; while the machine runs they may be older. */
  #asOf: ViewData = {};
  #selection: SessionState['selection'];

  constructor(lesson: Lesson, store: SessionStore, keeping: LessonKeeping = {}) {
    this.lesson = lesson;
    this.#store = store;
    this.#keeping = keeping;
    this.#watch = new Watch([], [], store.state.getState().log, -1);
    const { place } = keeping;
    this.#snapshot = {
      step: place?.step ?? 0,
      reached: place?.step ?? -1,
      records: place?.records ?? lesson.steps.map(() => ({ passed: false, wrong: 0, hints: 0 })),
      remark: undefined,
      answer: undefined,
      busy: place !== undefined,
      past: false,
      judged: 0,
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
    if (this.#begun) return;
    this.#begun = true;
    const { place } = this.#keeping;
    void (place === undefined ? this.#begin(0) : this.#goOn(place));
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
    void this.#keep();
  }

  /** A number that was predicted, or the label of a choice. */
  answer(text: string): void {
    const step = this.#current();
    if (step === undefined || (step.kind !== 'predict' && step.kind !== 'choose')) return;
    const { state } = this.#store;
    this.#asOf = state.getState().views;
    this.#watchAnew(step);
    this.#change({ answer: text, remark: undefined });
    void this.#keep();
    this.#look(state.getState());
  }

  /** Brings back what the user went past. */
  async again(): Promise<void> {
    const step = this.lesson.steps[this.#snapshot.step];
    if (step?.again === undefined || this.#snapshot.busy || !this.#snapshot.past) return;
    this.#change({ busy: true, past: false });
    for (const deed of step.again.deeds) await this.#act(deed);
    await this.#caughtUp();
    this.#watchAnew(step);
    this.#change({ busy: false });
    this.#look(this.#store.state.getState());
    void this.#keep();
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
    this.#change({ step, remark: undefined, answer: undefined, past: false });
    this.#reveal(this.lesson.steps[step]);
  }

  #reveal(step: Step | undefined): void {
    const panel = step?.spot?.panel;
    if (panel !== undefined) this.#store.state.getState().reveal(panel);
  }

  async #begin(at: number): Promise<void> {
    const step = this.lesson.steps[at];
    if (step === undefined) return;
    this.#forgetClicks(step);
    this.#change({ step: at, reached: at, remark: undefined, answer: undefined, busy: true, past: false });
    for (const deed of step.before ?? []) await this.#act(deed);
    this.#reveal(step);
    this.#watchFor(step, this.#countsFrom(step) ?? this.#lastSeq());
    this.#change({ busy: false });
    if (step.kind === 'read') this.#record({ passed: true });
    this.#look(this.#store.state.getState());
    if (step.kind === 'do' && this.#snapshot.records[at]?.passed === true) this.#wasPast(step);
    void this.#keep();
  }

  /** Where it was left. What has happened since the step began counts, but is not blamed twice. */
  async #goOn({ step: at, answer, baseline, running }: LessonPlace): Promise<void> {
    const step = this.lesson.steps[at];
    if (step === undefined) return;
    await this.#caughtUp();
    this.#forgetClicks(step);
    for (const deed of step.before ?? []) if (ofThePage.has(deed.kind)) await this.#act(deed);
    if (running) this.#store.commands.run();
    this.#reveal(step);
    this.#watchFor(step, baseline);
    this.#watch.look(this.#store.state.getState().log);
    this.#change({ busy: false, answer });
    this.#look(this.#store.state.getState());
  }

  /** What was clicked before a question is no answer to it. */
  #forgetClicks(step: Step): void {
    const { state } = this.#store;
    if (step.kind === 'click') state.getState().select(undefined);
    this.#selection = state.getState().selection;
  }

  #watchFor(step: Step, baseline: number): void {
    const { log } = this.#store.state.getState();
    const passes = step.kind === 'do' ? step.passes : 'after' in step && step.after !== undefined ? [step.after] : [];
    this.#watch = new Watch(passes, step.kind === 'do' ? step.fails : [], log, baseline);
  }

  /** What began again meanwhile counts from there. */
  #watchAnew(step: Step): void {
    this.#watchFor(step, this.#countsFrom(step) ?? this.#watch.baseline);
  }

  #lastSeq(): number {
    return this.#store.state.getState().log.events.at(-1)?.seq ?? -1;
  }

  /** The last event that does not count for the step, by its table; undefined where that says nothing. */
  #countsFrom(step: Step): number | undefined {
    if (!('ever' in step) || step.ever === undefined) return undefined;
    if (step.ever === true) return -1;
    return this.#store.state.getState().log.events.findLast(matcherOf(step.ever))?.seq;
  }

  /** It was passed as it began: the user is told, and may have it again. */
  #wasPast(step: DoStep): void {
    const { remark } = this.#snapshot;
    if (remark === undefined) return;
    const text = `That has happened already. ${remark.text}`;
    this.#change({ remark: { ...remark, text }, past: step.again !== undefined });
  }

  async #act(deed: Deed): Promise<void> {
    const { commands, state } = this.#store;
    const isRunning = (): boolean => state.getState().views.status?.phase === 'running';
    switch (deed.kind) {
      case 'run':
        commands.run();
        return;
      case 'pause':
        if (isRunning()) commands.pause();
        return;
      case 'run-to':
        if (isRunning()) commands.pause();
        await commands.runTo(bodyOf(deed.to), deed.title);
        return this.#caughtUp();
      case 'step-by':
        state.getState().setStepKind(deed.unit);
        return;
      case 'shell':
        commands.shellInput(`${deed.line}\n`);
        return;
      case 'tty':
        commands.ttyInput(deed.port, `${deed.line}\n`);
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
    const behind = (): boolean => this.#lastSeq() < last;
    if (!behind() || this.#leave.length === 0) return;
    await new Promise<void>((resolve) => {
      const leave = this.#store.state.subscribe(() => {
        if (behind()) return;
        leave();
        resolve();
      });
    });
  }

  #look(state: SessionState): void {
    const step = this.#current();
    if (step !== undefined) this.#judge(step, state);
    this.#tellJudged(state);
  }

  #judge(step: Step, state: SessionState): void {
    if (state.selection !== this.#selection) {
      this.#selection = state.selection;
      if (step.kind === 'click' && state.selection !== undefined)
        this.#verdict(judgeClick(step, state.selection, this.#evidence()));
    }
    const wasComplete = this.#watch.complete;
    for (const reason of this.#watch.look(state.log)) this.#verdict({ tone: 'wrong', text: reason });
    if (!wasComplete && this.#watch.complete) this.#asOf = state.views;
    if (step.kind === 'do') this.#judgeDeed(step, state);
    if (step.kind === 'predict' || step.kind === 'choose') this.#judgeAnswer(step, state);
    const { past: claim } = step.again ?? {};
    if (claim === undefined || this.#current() === undefined) return;
    const past = holds(claim, this.#evidence()) === true;
    if (past !== this.#snapshot.past) this.#change({ past });
  }

  /** All that the machine did until it stopped has been looked at. */
  #tellJudged({ views: { status }, log }: SessionState): void {
    if (status === undefined || status.phase === 'running' || this.#snapshot.busy) return;
    if (log.refill !== undefined || this.#lastSeq() < log.total - 1) return;
    if (status.halts !== this.#snapshot.judged) this.#change({ judged: status.halts });
  }

  #evidence(): Evidence {
    const { views, log } = this.#store.state.getState();
    return { views, events: log.events };
  }

  /** While the machine runs, views come in turns: none may be from before what it is asked about. */
  #isFresh({ views }: SessionState): boolean {
    if (views.status?.phase !== 'running') return true;
    return watched.every((view) => views[view] !== this.#asOf[view]);
  }

  #judgeDeed(step: DoStep, state: SessionState): void {
    if (!this.#watch.complete) return;
    const evidence = this.#evidence();
    if (step.must !== undefined && !this.#isFresh(state)) return;
    for (const demand of step.must ?? []) {
      const held = holds(demand, evidence);
      if (held === undefined) return;
      if (held) continue;
      const value = valueText(demand.reading, read(demand.reading, evidence));
      this.#watch.again();
      this.#verdict({ tone: 'wrong', text: demand.reason.replaceAll('{value}', value) });
      return;
    }
    this.#verdict({ tone: 'right', text: said(step, evidence) });
  }

  #judgeAnswer(step: Extract<Step, { kind: 'predict' | 'choose' }>, state: SessionState): void {
    const { answer } = this.#snapshot;
    if (answer === undefined || !this.#watch.complete || !this.#isFresh(state)) return;
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
    this.#change({ remark: verdict, ...(verdict.tone === 'right' ? { past: false } : {}) });
    void this.#keep();
  }

  get #isFinished(): boolean {
    return this.#snapshot.records.every(({ passed }) => passed);
  }

  /** Tells where the lesson could be gone on with. The machine is asked last, so that its recording holds all that was judged. */
  async #keep(): Promise<void> {
    const { keep } = this.#keeping;
    const { reached, records, answer, busy } = this.#snapshot;
    if (keep === undefined || busy) return;
    if (this.#isFinished) {
      keep(undefined);
      return;
    }
    const begins = this.lesson.steps[reached]?.before ?? [];
    const running =
      this.#store.state.getState().views.status?.phase === 'running' || begins.some(({ kind }) => kind === 'run');
    const { baseline } = this.#watch;
    const recording = await this.#store.commands.recording();
    if (recording === undefined || this.#leave.length === 0 || this.#isFinished) return;
    keep({ step: reached, records, answer, baseline, running, recording });
  }
}
