/** All encodings, in the order in which they are tried: the first that fits is meant. */
import type { Encoding } from './encoding';

export const encodings: readonly Encoding[] = [];
