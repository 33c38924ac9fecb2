/** Who owns what both sides share, who asked and who was refused, as the page is told. */
import type { Processor } from './units';

/** What became of an access: `unclocked` reads 0 and writes nothing, because neither side has opened the gate. */
export type AccessFate = 'accepted' | 'refused' | 'unclocked';

/** All accesses of one side to one register that had the same fate. */
export type Access = {
  readonly by: Processor;
  readonly block: string;
  /** ETZPC id, where one guards it. */
  readonly id: number | undefined;
  /** Empty where no name is known. */
  readonly register: string;
  readonly address: number;
  readonly write: boolean;
  /** What the last one wrote. */
  readonly value: number | undefined;
  readonly fate: AccessFate;
  readonly count: number;
  /** Virtual time in ns of the first and of the last one. */
  readonly first: number;
  readonly last: number;
  /** Of the last one, if the M4 made it. */
  readonly pc: number | undefined;
  readonly function: string;
  /** The event that told of it last; accepted ones are not told. */
  readonly seq: number | undefined;
};
export type Refusal = Access & {
  readonly seq: number;
  /** Text of the instruction; empty for Linux. */
  readonly instruction: string;
  /** `bus error`, `read as zero` or `write ignored`. */
  readonly answer: string;
};
export type AccessesView = {
  /** How often each fate came since the board was made. */
  readonly counts: Readonly<Record<AccessFate, number>>;
  /** The newest first. */
  readonly newest: readonly Access[];
  /** Those of the ETZPC id that was asked for, the newest first. */
  readonly about: readonly Access[];
};

/** The last time that a side did something to one thing. */
export type Deed = {
  readonly by: Processor;
  readonly time: number;
  readonly pc: number | undefined;
  readonly function: string;
  readonly count: number;
};

export type LinuxNode = {
  /** `none`: there is no such node. */
  readonly status: 'okay' | 'disabled' | 'none';
  /** `serial@4000e000`. */
  readonly node: string;
  readonly driver: string;
  /** The driver has it now. */
  readonly bound: boolean;
  /** The resource manager has a node for the M4. */
  readonly m4: boolean;
};
export type SemaphoreView = {
  readonly index: number;
  readonly owner: 0 | Processor;
  readonly process: number;
  /** Who has taken it, and who was refused; by side, those that ever did. */
  readonly taken: readonly Deed[];
  readonly refused: readonly Deed[];
};
export type OwnershipView = {
  readonly decprot: readonly number[];
  readonly locks: readonly number[];
  /** By id. */
  readonly linux: readonly LinuxNode[];
  /** id → who touched it: bit 0 Linux, bit 1 M4. Of a memory: whose things lie there. */
  readonly users: Readonly<Record<number, number>>;
  /** id → who has its clock gate open: bit 0 Linux, bit 1 M4. */
  readonly gates: Readonly<Record<number, number>>;
  /** Ids of the peripherals for which Linux' resource manager has a device now. */
  readonly resources: readonly number[];
  readonly semaphores: readonly SemaphoreView[];
  /** The newest first. */
  readonly refused: readonly Refusal[];
};

export type GateView = {
  readonly bus: string;
  /** `UART4EN`. */
  readonly bit: string;
  /** Of the bit in its register. */
  readonly position: number;
  /** Blocks that it feeds. */
  readonly blocks: readonly string[];
  readonly id: number | undefined;
  /** Bit of MP_…ENSETR; undefined where Linux has none. */
  readonly linux: boolean | undefined;
  /** Bit of MC_…ENSETR. */
  readonly m4: boolean;
  /** Who changed each of the two last; undefined: as the boot stages left it. */
  readonly linuxSet: Deed | undefined;
  readonly m4Set: Deed | undefined;
  /** The newest use while it was closed. */
  readonly unclocked: Access | undefined;
};
export type GatesView = readonly GateView[];

export type ExtiLineView = {
  readonly line: number;
  /** `PA14`, `WWDG1 reset`; empty for a reserved line. */
  readonly source: string;
  /** It has an edge detector; others hand a peripheral's own interrupt on. */
  readonly configurable: boolean;
  readonly rising: boolean;
  readonly falling: boolean;
  readonly pending: boolean;
  /** C1IMR and C2IMR. */
  readonly linux: boolean;
  readonly m4: boolean;
  readonly linuxSet: Deed | undefined;
  readonly m4Set: Deed | undefined;
};
export type ExtiView = readonly ExtiLineView[];

export type PinView = {
  /** `PA14`. */
  readonly pin: string;
  readonly mode: 'input' | 'output' | 'alternate' | 'analog';
  /** Alternate function that is selected. */
  readonly alternate: number;
  readonly high: boolean;
  /** LCKR keeps its configuration until the next reset. */
  readonly locked: boolean;
  /** GPIOZ_SECCFGR. */
  readonly secure: boolean;
  /** The driver of Linux whose pinctrl-0 names it, while that is bound, and the peripheral. */
  readonly driver: string;
  readonly peripheral: string;
  readonly linuxSet: Deed | undefined;
  readonly m4Set: Deed | undefined;
};
export type PinsView = readonly {
  readonly bank: string;
  readonly clocked: boolean;
  readonly pins: readonly PinView[];
}[];
