/** The state of the whole machine in one view: what the top bar and the sentence say, and why the M4 died. */
import type { Board, BootMode, Speed } from './protocol';

export type Phase = 'empty' | 'paused' | 'running' | 'fault';

export type StatusView = {
  readonly phase: Phase;
  /** Virtual time in ns. */
  readonly time: number;
  readonly instructions: number;
  /** Executed guest instructions per wall second, in millions, without waits that were skipped; 0 while paused. */
  readonly mips: number;
  /** Virtual time over wall time while running. */
  readonly ratio: number;
  /** Virtual time in ns for a reader: while the machine runs freely it moves four times a second, with `mips` and `ratio`. */
  readonly clock: number;
  readonly firmware: { readonly name: string; readonly size: number } | undefined;
  readonly board: Board;
  readonly boot: BootMode;
  readonly speed: Speed;
  /** One sentence: what just happened. */
  readonly headline: string;
  readonly detail: string;
  /** The event that the sentence is about. */
  readonly event: number | undefined;
  readonly stopReason: string;
  /** How often a run or a step of this board has ended: it grows when a step is over. */
  readonly halts: number;
  /** The stop rule that ended the run, and the event it met; no rule: a step was to go there. */
  readonly stop: { readonly rule: number | undefined; readonly seq: number | undefined } | undefined;
  readonly m4: {
    readonly state: 'held' | 'running' | 'sleeping' | 'frozen' | 'locked-up';
    readonly pc: number;
    readonly function: string;
  };
  /** remoteproc state file. */
  readonly rproc: string;
  readonly fault: FaultCard | undefined;
  /** Faults on purpose that are armed and have not happened, and those that hold now. */
  readonly injections: { readonly waiting: number; readonly active: number };
};

/** Why the M4 died: one sentence, and everything that it follows from. */
export type FaultCard = {
  readonly title: string;
  readonly sentence: string;
  /** Of the instruction that could not be finished. */
  readonly pc: number;
  readonly function: string;
  /** Text of that instruction; empty where none can be read. */
  readonly instruction: string;
  /** The address of the data that it wanted, where it lies and which symbol is there. */
  readonly data: { readonly address: number; readonly region: string; readonly symbol: string } | undefined;
  /** Bits of CFSR and HFSR that are set. */
  readonly bits: readonly { readonly name: string; readonly meaning: string }[];
  /** What the core stacked on entry: r0-r3, r12, lr, pc, xpsr by name; undefined when it could not or did not. */
  readonly frame: { readonly address: number; readonly registers: Readonly<Record<string, number>> } | undefined;
  /** From the faulting function outwards, as far as the stack shows it. */
  readonly callPath: readonly { readonly pc: number; readonly function: string }[];
  readonly whatToDo: string;
};
