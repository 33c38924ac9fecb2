/** How the stop rules stand. */
import type { StopRule } from './stop-rules';

/** Why a stop rule cannot fire: not yet, or never. */
export type StopNote = { readonly text: string; readonly never: boolean };
export type StopState = {
  readonly rule: StopRule;
  /** Since the board came up. */
  readonly hits: number;
  readonly last: { readonly seq: number | undefined; readonly time: number } | undefined;
  /** It stops once, and has. */
  readonly spent: boolean;
  readonly note: StopNote | undefined;
};
