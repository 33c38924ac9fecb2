/** All encodings, in the order in which they are tried: the first that fits is meant. */
import { branch32 } from './branch-32';
import { control16 } from './control-16';
import { data16 } from './data-16';
import { dataImmediate } from './data-immediate';
import { dataRegister } from './data-register';
import { dspMultiply } from './dsp-multiply';
import { dspParallel } from './dsp-parallel';
import type { Encoding } from './encoding';
import { floatConvert } from './float-convert';
import { floatData } from './float-data';
import { floatMemory } from './float-memory';
import { loadStore32 } from './load-store-32';
import { memory16 } from './memory-16';
import { multiple32 } from './multiple-32';
import { multiply } from './multiply';

export const encodings: readonly Encoding[] = [
  ...data16,
  ...memory16,
  ...control16,
  ...multiple32,
  ...dataRegister,
  ...dataImmediate,
  ...branch32,
  ...loadStore32,
  ...multiply,
  ...dspParallel,
  ...dspMultiply,
  ...floatData,
  ...floatConvert,
  ...floatMemory,
];
