/** The workloads, by the names of their C files. */

export const workloads = [
  'sorting',
  'checksums',
  'matrix',
  'fft-float',
  'fft-q15',
  'aes',
  'json',
  'printing',
  'jumps',
  'doubles',
  'strings',
  'bits',
  'kernel',
  'storm',
  'protection',
] as const;
