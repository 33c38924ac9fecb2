/** What a case of the oracle is made of, in words, and where it lies: the harness image is compiled with these numbers. */

/** Words of a state; the harness has the same as `struct state`. */
export const word = {
  r: 0,
  sp: 13,
  lr: 14,
  pc: 15,
  xpsr: 16,
  fpscr: 17,
  msp: 18,
  control: 19,
  primask: 20,
  basepri: 21,
  faultmask: 22,
  ccr: 23,
  /** Of the exception that ended the case: 3 also stands for the trap behind the instruction. */
  exception: 24,
  cfsr: 25,
  /** BFAR or MMFAR, when valid. */
  address: 26,
  /** 1: PendSV is pending, so that WFI does not wait. */
  pend: 27,
  s: 32,
  window: 64,
} as const;
export const windowWords = 128;
export const stateWords = word.window + windowWords;

/** Code of a case: so many words, filled up with traps. */
export const codeWords = 4;
export const headWords = 2 + codeWords;
export const poolStates = 256;

/** RAM of the board; the window lies in the middle of the stacks. Source: Arm AN386, table 3-1. */
export const place = {
  stacks: 0x2030_0000,
  stacksBytes: 0x1_0000,
  window: 0x2030_8000,
  /** Full of BKPT: wherever a branch goes in here, it comes back at once. */
  traps: 0x2100_0000,
  trapsBytes: 0x100_0000,
  /** The traps repeat after so many bytes. */
  trapsPeriod: 0x400,
  code: 0x2180_0000,
  /** Nothing answers here. */
  hole: 0x6000_0000,
} as const;

/** The halfword at an address among the traps: BKPT with a changing comment, but not semihosting's 0xAB. */
export function trapAt(address: number): number {
  const comment = ((((address - place.traps) % place.trapsPeriod) / 2) * 0x9d) & 0xff;
  return 0xbe00 | (comment === 0xab ? 0xac : comment);
}

/** Macros of harness.c. */
export const macros = {
  WINDOW_WORDS: windowWords,
  CODE_WORDS: codeWords,
  POOL_STATES: poolStates,
  WINDOW: place.window,
  CODE: place.code,
  TRAPS: place.traps,
  TRAPS_SIZE: place.trapsBytes,
  TRAPS_PERIOD: place.trapsPeriod,
} as const;

const special: Readonly<Record<number, string>> = Object.fromEntries(
  Object.entries(word).map(([name, index]) => [index, name]),
);
/** A word by its name: `r4`, `s0`, `window+0x10`. */
export function nameOfWord(index: number): string {
  if (index < word.sp) return `r${index}`;
  if (index >= word.window) return `window+0x${((index - word.window) * 4).toString(16)}`;
  if (index >= word.s) return `s${index - word.s}`;
  return special[index] ?? `word ${index}`;
}
