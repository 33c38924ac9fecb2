/** The M4 core from near: registers, instructions and bytes of memory. */

export type RegistersView = {
  readonly held: boolean;
  /** r0-r15; 13 is the current SP. */
  readonly r: readonly number[];
  readonly msp: number;
  readonly psp: number;
  readonly xpsr: number;
  readonly control: number;
  readonly primask: number;
  readonly basepri: number;
  readonly faultmask: number;
  readonly fpscr: number;
  /** Raw bits of s0-s31. */
  readonly s: readonly number[];
  readonly mode: 'thread' | 'handler';
  readonly exception: string;
  readonly cycles: number;
  readonly callStack: readonly { readonly pc: number; readonly function: string; readonly offset: number }[];
};

export type DisassemblyLine = {
  readonly address: number;
  readonly bytes: string;
  readonly text: string;
  /** `function` or `function+0x12`, where a symbol is known. */
  readonly symbol: string;
  readonly startsFunction: boolean;
  /** Constants between the code, by the file's mapping symbols; never executed. */
  readonly data: boolean;
  /** Address that the instruction branches to, if constant. */
  readonly target: number | undefined;
};
export type DisassemblyView = {
  readonly pc: number | undefined;
  readonly held: boolean;
  readonly lines: readonly DisassemblyLine[];
  /** Places where a rule stops, by the rule's number. */
  readonly breakpoints: readonly { readonly address: number; readonly rule: number; readonly enabled: boolean }[];
};

export type MemoryView = {
  readonly address: number;
  /** undefined where nothing is mapped. */
  readonly bytes: readonly (number | undefined)[];
  readonly region: string;
  readonly symbol: string;
};
