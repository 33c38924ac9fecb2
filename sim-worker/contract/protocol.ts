/** Requests, replies and pushes between the page and the worker. Words as in the Debug Adapter Protocol where it has one. */

import type { ChipDescription } from './chip';
import type { Finding, RuleDescription, WhyAnswer } from './diagnosis';
import type { Injection } from './injections';
import type { Vocabulary } from './stop-completion';
import type { StopBody, StopRule } from './stop-rules';
import type { ViewName, Views } from './views';

export type StepKind = 'instruction' | 'over' | 'out' | 'ipc-event' | 'message';
/** Virtual nanoseconds per wall nanosecond, or as fast as it goes, or one IPC event at a time. */
export type Speed =
  | { readonly kind: 'max' }
  | { readonly kind: 'ratio'; readonly ratio: number }
  | { readonly kind: 'event'; readonly perSecond: number };
export type Board = 'dk2' | 'ev1';
export type BootMode = 'linux' | 'engineering';
/** Where the kernel comes from: ST's own tree handles a bell of the M4 in the mailbox callback, mainline in a work item. */
export type KernelTree = 'mainline' | 'st';

/** Which of ST's device trees U-Boot loads: the board's own, or the one that gives peripherals to the M4 for ST's examples. */
export type DeviceTreeName = 'standard' | 'm4-examples';

/** ETZPC_DECPROT: 0 secure, 1 others may read, 2 M4 only, 3 open to both. */
export type Decprot = 0 | 1 | 2 | 3;

/** What an access gets that ETZPC forbids. What the hardware does is not public. */
export type EtzpcAnswer = 'bus-error' | 'zero';

/** How old the kernel is: A is 5.4 to 5.9, B 5.10 to 5.15, C 5.16 and later. */
export type KernelGeneration = 'A' | 'B' | 'C';

/** What the page's drop zone learns before anything is replaced. */
export type Preflight = {
  readonly name: string;
  readonly size: number;
  /** false: remoteproc will refuse it. */
  readonly loads: boolean;
  readonly title: string;
  readonly sentence: string;
  readonly whatToDo: string;
  /** The kernel log lines that `echo start` will print, in order. */
  readonly predictedLog: readonly string[];
  /** 0, or the errno the write to `state` will return (positive). */
  readonly errno: number;
  readonly notes: readonly string[];
  /** What the rules for files find in it. */
  readonly findings: readonly Finding[];
};

/** What came from outside until `time` (ns), as text that only the worker reads: the same firmware on the same board comes to the same moment. */
export type Recording = { readonly time: number; readonly text: string };

export interface Requests {
  /** Looks at a file without touching the running session. */
  check: { params: { name: string; bytes: Uint8Array }; result: Preflight };
  /** Makes a new board, copies the file to /lib/firmware and writes its name; the previous session stays when `check` refuses, unless `force`. */
  open: {
    params: {
      name: string;
      bytes: Uint8Array;
      board: Board;
      boot: BootMode;
      tree?: KernelTree;
      /** U-Boot starts the firmware before Linux comes up; Linux attaches to it. */
      uBoot?: boolean;
      /** `st,auto-boot` in the device tree: Linux starts the M4, or attaches, by itself. */
      autoBoot?: boolean;
      kernel?: KernelGeneration;
      deviceTree?: DeviceTreeName;
      /** `bus-error` when not given. */
      etzpcAnswer?: EtzpcAnswer;
      force?: boolean;
    };
    result: { opened: boolean; preflight: Preflight };
  };
  /** Somebody is there: what is slow the first time is rehearsed, in portions, as long as nothing runs. */
  warmUp: { params: Record<string, never>; result: Record<string, never> };
  /** Runs until `pause`, a breakpoint or a fault. Starts the M4 through `echo start` the first time. */
  continue: { params: Record<string, never>; result: Record<string, never> };
  pause: { params: Record<string, never>; result: Record<string, never> };
  /** `stop`: runs to what this rule means, once, without keeping it. `stopped`: this rule or another has ended the step. */
  step: {
    params: { kind: StepKind } | { kind: 'stop'; stop: StopBody; title: string };
    result: { reason: string; stopped: boolean };
  };
  /** The same firmware on a fresh board; what was set (`setDecprot`, `setLinuxNode`, `setLatency`) stays set. */
  restart: { params: Record<string, never>; result: Record<string, never> };
  close: { params: Record<string, never>; result: Record<string, never> };
  recording: { params: Record<string, never>; result: Recording };
  /** Brings a board on which nothing has run to the moment of a recording. Refused: what this version has not written. */
  playAgain: { params: Recording; result: { reason: string; stopped: boolean } };
  setSpeed: { params: { speed: Speed }; result: Record<string, never> };
  /** Text typed into the Linux shell; a line ends with \n, \x03 is Ctrl-C, \x1a Ctrl-Z. */
  shellInput: { params: { text: string }; result: Record<string, never> };
  /** What the Tab key may put for the word before the cursor: each of `words` in place of what is between `from` and the cursor; folders end with a slash. */
  shellComplete: {
    params: { text: string; cursor: number };
    result: { from: number; words: readonly string[] };
  };
  /** Text typed into a terminal on /dev/ttyRPMSGn. */
  ttyInput: { params: { port: number; text: string }; result: Record<string, never> };
  /** Text typed at the other end of a serial port, `USART3`. */
  uartInput: { params: { uart: string; text: string }; result: Record<string, never> };
  /** Names that stop rules may ask for: of the firmware's functions and objects, and of the blocks of the chip. */
  stopNames: { params: Record<string, never>; result: Vocabulary };
  /** The functions and objects of the open firmware by name, for going to one of them. */
  symbols: {
    params: Record<string, never>;
    result: { symbols: readonly { readonly name: string; readonly address: number; readonly code: boolean }[] };
  };
  /** All rules at which a run stops; those that stay as they are keep their counts, and all outlive a restart. */
  setStops: { params: { rules: readonly StopRule[] }; result: Record<string, never> };
  /** Writes a byte as the debugger does; recorded in the journal. */
  writeMemory: { params: { address: number; bytes: Uint8Array }; result: { written: number } };
  /** Who may use a peripheral, changed as the secure firmware does it. Refused: reserved and locked ids, and 2 where the chip has no such isolation. `lock`: it stays so until the next reset. */
  setDecprot: { params: { id: number; value: Decprot; lock?: boolean }; result: Record<string, never> };
  /** Changes Linux' device tree as an overlay does. `linux`: its driver comes or goes at once; `m4`: a resource node for the M4, from its next start on. */
  setLinuxNode: {
    params: { id: number; linux?: 'okay' | 'disabled'; m4?: boolean };
    result: Record<string, never>;
  };
  /** Arms a fault on purpose. Refused: what is no fault, or cannot be on this board. A restart forgets it. */
  inject: { params: { injection: Injection }; result: Record<string, never> };
  /** Lets go of what the fault holds, and forgets it. */
  removeInjection: { params: { id: number }; result: Record<string, never> };
  /** How long something takes on the Linux side, from 0 ns to a second; names are those of the view `latencies`. */
  setLatency: { params: { name: string; ns: number }; result: Record<string, never> };
  /** Which views are wanted, with their parameters; hidden panels drop out and cost nothing. */
  subscribe: { params: { views: { readonly [V in ViewName]?: Views[V]['params'] } }; result: Record<string, never> };
  /** The core dump that waits in /sys/class/devcoredump or waited there for its five minutes, if there is one, to be saved as a file. */
  coreDump: { params: Record<string, never>; result: { dump: { name: string; bytes: Uint8Array } | undefined } };
  /** The whole event log as golden text, for tests and for saving. */
  eventText: {
    params: { from: number; limit: number };
    result: { lines: readonly string[]; total: number; first: number };
  };
  describe: { params: Record<string, never>; result: ChipDescription };
  /** Why is nothing happening? Who waits for whom at this moment. */
  why: { params: Record<string, never>; result: WhyAnswer };
  /** Every rule that looks for failures. */
  diagnosisRules: { params: Record<string, never>; result: { rules: readonly RuleDescription[] } };
}
export type RequestKind = keyof Requests;

export type Request = {
  [K in RequestKind]: { readonly id: number; readonly kind: K; readonly params: Requests[K]['params'] };
}[RequestKind];
export type Reply =
  | { readonly type: 'reply'; readonly id: number; readonly ok: true; readonly result: unknown }
  | { readonly type: 'reply'; readonly id: number; readonly ok: false; readonly reason: string };
/** One frame carries the views that changed; the next is sent only after the page answered with `{ type: 'taken' }`, but that it has stopped is told at once. */
export type Frame = { readonly type: 'frame'; readonly views: { readonly [V in ViewName]?: Views[V]['data'] } };
/** A defect of ours, never of the firmware. */
export type Crash = { readonly type: 'crash'; readonly message: string; readonly lastEvents: readonly string[] };
export type FromWorker = Reply | Frame | Crash;
export type ToWorker = Request | { readonly type: 'taken' };

export type Handlers = {
  readonly [K in RequestKind]: (
    params: Requests[K]['params'],
  ) => Requests[K]['result'] | Promise<Requests[K]['result']>;
};

/** The two ends of a channel, in a page, in a Web Worker, in Node or in a test. */
export type Port = {
  post(message: unknown, transfer?: readonly ArrayBuffer[]): void;
  listen(receive: (message: unknown) => void): void;
};
