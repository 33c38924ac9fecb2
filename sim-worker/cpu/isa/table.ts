/** All encodings, in the order in which they are tried: the first that fits is meant. */
import { control16 } from './control-16';
import { data16 } from './data-16';
import type { Encoding } from './encoding';
import { memory16 } from './memory-16';

export const encodings: readonly Encoding[] = [...data16, ...memory16, ...control16];
