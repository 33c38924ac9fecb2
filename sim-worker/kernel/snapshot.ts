/** State that can be copied: what a part of the machine gives to a checkpoint and takes back. */

/** JSON-like data and typed arrays: all that `structuredClone` copies without losing anything. */
export type Plain =
  | undefined
  | null
  | boolean
  | number
  | string
  | Uint8Array
  | Uint32Array
  | Int32Array
  | readonly Plain[]
  | { readonly [key: string]: Plain };

export type Snapshottable = {
  /** A copy: later changes of the machine must not reach it. */
  save(): Plain;
  /** Takes back what `save` gave. Records no events and moves no lines. */
  load(state: Plain): void;
};
