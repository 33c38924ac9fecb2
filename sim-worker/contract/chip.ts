/** The chip beside its cores: what never changes and is sent once, and the blocks' registers as they stand. */
import type { Fidelity, RegisterMap } from './registers';

export type GpioView = {
  readonly leds: readonly { readonly name: string; readonly pin: string; readonly on: boolean }[];
};

export type PeripheralView = {
  readonly block: string;
  readonly base: number;
  readonly words: Readonly<Record<string, number>>;
  /** What the registers of a watchdog come to; undefined for other blocks. */
  readonly watchdog: WatchdogView | undefined;
};
/** A window watchdog. Spans of virtual time in ns. */
export type WatchdogView = {
  readonly counter: number;
  /** A refresh above this value bites. */
  readonly window: number;
  /** One count. */
  readonly tick: number;
  /** Until it bites; undefined while it does not run. */
  readonly left: number | undefined;
  /** Until a refresh is allowed; 0 when it is now. */
  readonly closed: number;
  readonly earlyWakeup: boolean;
  /** EXTI hands its reset of the M4 on to Linux as an interrupt. */
  readonly linuxIsTold: boolean;
};

export type EtzpcEntry = {
  readonly id: number;
  /** Empty for a reserved id. */
  readonly name: string;
  readonly base: number;
  /** May ETZPC value 2 (M4 only) be used for it? ids 0-12 belong to the secure-capable group. */
  readonly isolatable: boolean;
  readonly note: string;
};
export type BlockDescription = {
  readonly name: string;
  readonly base: number;
  readonly fidelity: Fidelity;
  readonly leavesOut: string;
  readonly map: RegisterMap | undefined;
};
export type RegionDescription = {
  readonly name: string;
  readonly base: number;
  readonly size: number;
  readonly aliasOf: number | undefined;
  readonly doc: string;
};
/** Everything about the chip that never changes: sent once. */
export type ChipDescription = {
  readonly etzpc: readonly EtzpcEntry[];
  readonly blocks: readonly BlockDescription[];
  readonly regions: readonly RegionDescription[];
  readonly ledger: readonly { readonly what: string; readonly fidelity: Fidelity; readonly note: string }[];
  readonly commands: readonly string[];
};
