/** Why code that an engine made comes back. The PC is at the next instruction to execute, all state is in guest memory. */
export const reasons = {
  /** The time is up, or something has to be looked at. */
  budget: 0,
  /** There is no handler at the PC yet: it is to be decoded. */
  missing: 1,
  /** The instruction at the PC is one for the evaluator. */
  evaluate: 2,
  /** Executed often enough to be translated. */
  hot: 3,
  /** An access faulted; nothing of its instruction was done. */
  fault: 4,
  /** A breakpoint, before its instruction. */
  stop: 5,
  /** It does not come back: another function goes on; see `transfer.ts`. */
  goOn: 6,
} as const;
