/** What a lesson is: steps with text, things to look at, things to do, and questions, as plain data that the machine itself judges. */
import type { StepKind } from '../../sim-worker/contract/protocol';
import type { SlotState } from '../../sim-worker/contract/ring-views';
import type { Op } from '../../sim-worker/contract/stop-rules';
import type { PanelId } from '../stores/panel-ids';
import type { BoardChoice } from '../stores/session-state';

/** An event with conditions, in the language of stop rules: `ipcc.occupied channel=5 from=linux`. */
export type Pattern = string;

/** Something that can be read from the machine now, as a number. */
export type Reading =
  /** An index of a ring, as it stands in memory; `read` is Linux' private one. */
  | { readonly kind: 'index'; readonly ring: 0 | 1; readonly of: 'avail' | 'used' | 'read' }
  /** How many buffers of a ring are in this state. */
  | { readonly kind: 'slots'; readonly ring: 0 | 1; readonly state: SlotState }
  /** How many buffers a ring has. */
  | { readonly kind: 'ring-size'; readonly ring: 0 | 1 }
  /** 1: the flag is set. */
  | { readonly kind: 'flag'; readonly from: 1 | 2; readonly channel: number }
  /** ETZPC_DECPROT of a peripheral. */
  | { readonly kind: 'decprot'; readonly id: number }
  /** How often it has happened since the board came up. */
  | { readonly kind: 'count'; readonly of: Pattern }
  /** A field of the newest such event. */
  | { readonly kind: 'field'; readonly of: Pattern; readonly field: string }
  /** Who did the newest such event: 1 Linux, 2 the M4. */
  | { readonly kind: 'actor'; readonly of: Pattern }
  /** 1 when the newest `first` was before the newest `second`, else 2. */
  | { readonly kind: 'order'; readonly first: Pattern; readonly second: Pattern }
  /** From the newest `from` that has a `to` behind it to the first such `to`, in ns. */
  | { readonly kind: 'span'; readonly from: Pattern; readonly to: Pattern };
export type Claim = { readonly reading: Reading; readonly op: Op; readonly value: number };
/** A claim that has to hold, and what is said when it does not; `{value}` is what was read. */
export type Demand = Claim & { readonly reason: string };

/** Where the spotlight is: a whole panel, or a part of it by its `data-part`; without a panel a part of the top bar. */
export type Spot = { readonly panel?: PanelId; readonly part?: string };

/** What the lesson does itself before a step, so that nobody has to wait for what is not its subject. */
export type Deed =
  | { readonly kind: 'run' }
  | { readonly kind: 'pause' }
  | { readonly kind: 'run-to'; readonly to: Pattern; readonly title: string }
  | { readonly kind: 'step-by'; readonly unit: StepKind }
  | { readonly kind: 'shell'; readonly line: string }
  /** A line typed into a ttyRPMSG; Linux has put it into a buffer at once. */
  | { readonly kind: 'tty'; readonly port: number; readonly line: string }
  /** Shows the address that the newest such event names. */
  | { readonly kind: 'show-address'; readonly of: Pattern; readonly field: string; readonly panel: PanelId };

/** For whoever went past what a step is about: a button with which the lesson brings it back. */
export type Again = {
  /** When it is past. Left out: when the step was passed at once, by what happened before it. */
  readonly past?: Claim;
  readonly says: string;
  /** On the button. */
  readonly button: string;
  readonly deeds: readonly Deed[];
};

type StepBase = {
  readonly title: string;
  /** Paragraphs; what stands between backticks is code. */
  readonly text: readonly string[];
  readonly code?: string;
  readonly spot?: Spot;
  readonly before?: readonly Deed[];
  readonly again?: Again;
  /** At most three, each says more than the one before. */
  readonly hints?: readonly string[];
  /** Said when the step is passed; `{0}` is the first of `tells`. */
  readonly learnt?: string;
  readonly tells?: readonly Reading[];
};
/** A step that waits for events. */
type Waits = {
  /** It also counts what happened before the step began: ever, or since the newest such event. */
  readonly ever?: true | Pattern;
};
export type ReadStep = StepBase & { readonly kind: 'read' };
export type DoStep = StepBase &
  Waits & {
    readonly kind: 'do';
    /** What has to happen, in this order. */
    readonly passes: readonly Pattern[];
    /** What shows that something else was done, and what to say then. */
    readonly fails?: readonly { readonly when: Pattern; readonly reason: string }[];
    /** What has to hold in the end; otherwise it is tried again. */
    readonly must?: readonly Demand[];
  };
/** What was clicked, wherever in the page. Fields that are left out may be anything. */
export type Target =
  | { readonly kind: 'channel'; readonly from?: 1 | 2; readonly channel?: number }
  | { readonly kind: 'descriptor'; readonly ring?: 0 | 1; readonly state?: SlotState }
  | { readonly kind: 'etzpc'; readonly id?: number };
export type ClickStep = StepBase & {
  readonly kind: 'click';
  readonly question: string;
  readonly right: Target;
  /** The first that fits says why it is wrong; `{index}`, `{channel}` and `{id}` are what was clicked. */
  readonly wrong: readonly (Target & { readonly reason: string })[];
};
export type PredictStep = StepBase &
  Waits & {
    readonly kind: 'predict';
    readonly question: string;
    readonly reading: Reading;
    /** What the reading is divided by: 1e9 makes seconds of nanoseconds. */
    readonly per?: number;
    readonly unit?: string;
    /** The prediction is compared once this has happened since the step began, else at once. */
    readonly after?: Pattern;
    /** What is said of a wrong number; `{answer}` and `{value}`. */
    readonly off: string;
  };
export type ChooseStep = StepBase &
  Waits & {
    readonly kind: 'choose';
    readonly question: string;
    readonly choices: readonly { readonly label: string; readonly holds: Claim; readonly reason: string }[];
    readonly after?: Pattern;
  };
export type Step = ReadStep | DoStep | ClickStep | PredictStep | ChooseStep;

export type Lesson = {
  readonly id: string;
  /** The firmware that it is about: a demo's id. */
  readonly demo: string;
  readonly board?: Partial<BoardChoice>;
  readonly steps: readonly Step[];
};
