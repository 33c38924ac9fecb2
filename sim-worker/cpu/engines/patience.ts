/** How long code is executed before something faster is made of it: that takes as long as executing thousands of instructions. */
export type Patience = {
  /** Cycles before anything is translated: firmware begins with much that it does once. */
  readonly atFirst: number;
  /** How often control comes to the start of a function before it is worth a translation. */
  readonly starts: number;
  /** The same for what is jumped to, which mostly becomes part of a region that begins elsewhere. */
  readonly jumps: number;
  /** Cycles in which places are gathered, so that several come into one module. */
  readonly gather: number;
  /** Cycles that must have passed for each instruction that is translated. */
  readonly perStep: number;
};

export const usualPatience: Patience = {
  atFirst: 20_000_000,
  starts: 600,
  jumps: 6000,
  gather: 100_000,
  perStep: 4000,
};
/** For tests: short programs are to be translated, too. */
export const noPatience: Patience = { atFirst: 0, starts: 60, jumps: 1060, gather: 0, perStep: 0 };
