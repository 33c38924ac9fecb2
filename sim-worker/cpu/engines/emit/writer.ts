/** What the writers of single kinds of effects need of the emitter. */
import type { Effect, Node } from '../effects';
import type { Local } from '../wasm/code';
import type { ValueType } from '../wasm/opcodes';
import type { Places, SupportCalls } from './places';

export type Writer = {
  readonly places: Places;
  readonly calls: SupportCalls;
  readonly push: (node: Node) => void;
  /** Evaluates into a temporary. */
  readonly hold: (node: Node, type: ValueType) => Local;
  /** Takes the result of an effect from the stack. */
  readonly result: (effect: Effect, type: ValueType) => void;
  /** The results of an effect are in these locals. */
  readonly results: (effect: Effect, locals: readonly Local[]) => void;
  /** Code that runs perhaps: what is computed in it is not known behind it. */
  readonly perhaps: (body: () => void) => void;
};
