/** What a run of a program comes to, on whichever machine. */

/** `exit 0`: the program is content; `exit 1`: it is not. `reset`: the core has asked for a reset. `time`: it goes on and on. */
export type End = 'exit 0' | 'exit 1' | 'locked-up' | 'reset' | 'time';

export type Outcome = {
  readonly end: End;
  /** What it has printed. */
  readonly text: string;
  /** RAM at the end of a program that ended by itself. */
  readonly ram: Uint8Array | undefined;
};

/** Both machines have code from 0 on and data from 0x20000000 on, in bytes. */
export const place = { code: 0, codeBytes: 0x10_0000, ram: 0x2000_0000, ramBytes: 0x4_0000, chosen: 0xf_fff0 } as const;
/** Of both machines: mps2-an386 runs at 25 MHz. */
export const hertz = 25_000_000;
