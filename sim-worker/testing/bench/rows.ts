/** What the bench measures: one row of its table each. */
import type { Work } from './jobs';

/** `MIPS`: millions of instructions per second; `per second`: of what is done; `ms`: for each, so that less is better. */
export type Unit = 'MIPS' | 'per second' | 'ms';
export type Row = {
  readonly name: string;
  readonly work: Work;
  readonly unit: Unit;
  /** A C file for the bare core below `testing/programs/c/`, a demo, or the firmware of the bench. */
  readonly source: { readonly program: string } | { readonly demo: string } | 'busy' | 'coremark';
  /** What the real core does, in the same unit. */
  readonly silicon?: number;
  /** QEMU runs the same file. Not where the amount of work depends on the time that a timer measures. */
  readonly qemu?: true;
  /** `--quick` has no time for it. */
  readonly onlyInFull?: true;
  /** Done so often in each unit of work; 1 when not given. */
  readonly times?: number;
};

/** A 209 MHz core on busy code: 3.4 CoreMark/MHz, which is about one instruction per cycle. Source: Arm, Cortex-M4 product page. */
const siliconMips = 209;
const siliconCoreMarks = 710;
/** Iterations in a turn of the port in `c/bench/coremark-port/`. */
const coreMarkIterations = 10;

const program = (file: string, name: string): Row => ({
  name,
  work: 'program',
  unit: 'MIPS',
  source: { program: `${file}.c` },
  silicon: siliconMips,
  qemu: true,
});
/** How long a turn lasts is for its timer to say. */
const timed = ({ qemu: _, ...row }: Row): Row => row;

const full = (row: Row): Row => ({ ...row, onlyInFull: true });

type Workload = readonly [file: string, name: string];
const workloads: readonly Workload[] = [
  ['sorting', 'sorting'],
  ['checksums', 'checksums'],
  ['matrix', 'matrices'],
  ['fft-float', 'FFT, float'],
  ['fft-q15', 'FFT, Q15'],
  ['aes', 'AES'],
  ['json', 'JSON'],
  ['strings', 'strings'],
  ['bits', 'bits'],
];
/** They take long until they are warm. */
const slowWorkloads: readonly Workload[] = [
  ['printing', 'printf'],
  ['jumps', 'calls and long jumps'],
  ['doubles', 'soft doubles'],
  ['storm', 'storm of exceptions'],
  ['protection', 'MPU probes and faults'],
];

export const rows: readonly Row[] = [
  program('bench/integer', 'integer loop'),
  program('bench/copying', 'memcpy'),
  program('bench/fir', 'float FIR, 64 taps'),
  ...workloads.map(([file, name]) => program(`workloads/${file}`, name)),
  ...slowWorkloads.map(([file, name]) => full(program(`workloads/${file}`, name))),
  full(timed(program('workloads/kernel', 'kernel, ticks of 2,000 cycles'))),
  program('bench/rtos', 'RTOS, 1 kHz ticks'),
  {
    name: 'busy firmware, one watched word, all IPC recorded',
    work: 'watched',
    unit: 'MIPS',
    source: 'busy',
    silicon: siliconMips,
  },
  {
    name: 'cold start: first 100 ms of JSON',
    work: 'cold',
    unit: 'MIPS',
    source: { program: 'workloads/json.c' },
    silicon: siliconMips,
  },
  { name: 'echo round trips, all recorded', work: 'echo', unit: 'per second', source: { demo: 'tty-echo' } },
  { name: 'dropped ELF to the first channel', work: 'boot', unit: 'ms', source: { demo: 'tty-echo' } },
  { name: 'checkpoint and restore', work: 'checkpoint', unit: 'ms', source: { demo: 'tty-echo' } },
];

export const coreMarkRows: readonly Row[] = [
  { name: 'CoreMark', work: 'program', unit: 'MIPS', source: 'coremark', silicon: siliconMips, qemu: true },
  {
    name: 'CoreMark iterations',
    work: 'program',
    unit: 'per second',
    source: 'coremark',
    silicon: siliconCoreMarks,
    qemu: true,
    times: coreMarkIterations,
  },
  {
    name: 'cold start: first 100 ms of CoreMark',
    work: 'cold',
    unit: 'MIPS',
    source: 'coremark',
    silicon: siliconMips,
  },
];
