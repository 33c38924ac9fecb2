/** What a diagnosis says: a finding with its evidence, and the chain of who waits for whom. */
import type { Processor } from './units';

/** Where a rule belongs: the order is that of a firmware's life. */
export type RuleGroup = 'file' | 'platform' | 'start' | 'message' | 'ownership' | 'crash' | 'invariant';
/**
 * `sure`: it follows from what is in the machine. `likely`: other causes exist, this one fits. `unsimulated`: this simulator lacks
 * what the firmware waits for, a board has it. `harmless`: looks like a fault and is none.
 */
export type Certainty = 'sure' | 'likely' | 'unsimulated' | 'harmless';

/** Is something wrong that somebody should mend? Neither what is all right nor what the simulator lacks. */
export const isTrouble = (certainty: Certainty): boolean => certainty === 'sure' || certainty === 'likely';

/** A place that proves a sentence; the page makes it a chip that leads there. */
export type EvidenceLink =
  | { readonly kind: 'event'; readonly seq: number; readonly text: string }
  | { readonly kind: 'register'; readonly block: string; readonly register: string; readonly value: number }
  | { readonly kind: 'memory'; readonly address: number; readonly length: number; readonly text: string }
  /** `text`: function and offset. */
  | { readonly kind: 'code'; readonly address: number; readonly text: string }
  /** A line of the kernel log, or one that the kernel would print. */
  | { readonly kind: 'log'; readonly text: string; readonly seq: number | undefined }
  /** A part of the ELF file: a section, a segment, a field. */
  | { readonly kind: 'file'; readonly text: string };

export type Evidence = { readonly sentence: string; readonly links: readonly EvidenceLink[] };

export type Finding = {
  readonly rule: string;
  /** One sentence in plain words: the answer. */
  readonly title: string;
  /** What the user sees of it. */
  readonly seen: string;
  readonly evidence: readonly Evidence[];
  readonly why: string;
  readonly mend: string;
  readonly certainty: Certainty;
  /** Virtual time in ns since when it holds; undefined before a run. */
  readonly since: number | undefined;
};

/** One row of the table of rules, as `check --list-rules` prints it. */
export type RuleDescription = {
  readonly id: string;
  readonly group: RuleGroup;
  readonly title: string;
  /** What the rule looks at and when it fires. */
  readonly doc: string;
  /** `file`: seen in the bytes alone; `run`: needs a running machine. */
  readonly needs: 'file' | 'run';
  /** Of failure catalogue and invariants: `F-23`, `V8`. */
  readonly sources: readonly string[];
};

/** One who waits, and for what; the last of a chain is the culprit, or the event that is missing. */
export type WaitNode = {
  readonly side: Processor | undefined;
  /** `cat /dev/ttyRPMSG0`, `IRQ 103`, `C2MR bit 1 = 1`. */
  readonly title: string;
  readonly state: string;
  /** Label of the arrow to the next node; empty at the last. */
  readonly waitsFor: string;
  readonly culprit: boolean;
  readonly links: readonly EvidenceLink[];
};

/** One deed of a remedy, in the journal like any other input. `word` is written as the debugger does. */
export type RemedyStep =
  | { readonly kind: 'shell'; readonly text: string }
  | { readonly kind: 'word'; readonly address: number; readonly value: number }
  | { readonly kind: 'injection-removed'; readonly id: number };

/** Something real that can be done to the machine now to see whether the answer is right. Without steps it is enough to run. */
export type Remedy = {
  /** Words for a button, in the imperative. */
  readonly label: string;
  /** What it does, and what should then be seen. */
  readonly effect: string;
  readonly steps: readonly RemedyStep[];
};

/** The answer to "Why is nothing happening?". */
export type WhyAnswer = {
  /** The headline. */
  readonly answer: string;
  readonly chain: readonly WaitNode[];
  readonly evidence: readonly Evidence[];
  /** Usual suspects that are innocent: `vring1.used.flags = 0`, "the M4 did ask to be rung". */
  readonly ruledOut: readonly { readonly fact: string; readonly means: string }[];
  readonly mend: string;
  /** The rule that names the culprit, when one does. */
  readonly rule: string | undefined;
  readonly remedy: Remedy | undefined;
};

export type DiagnosesView = {
  /** Surest first, then oldest. */
  readonly findings: readonly Finding[];
  /** How many rules were asked. */
  readonly rules: number;
};
