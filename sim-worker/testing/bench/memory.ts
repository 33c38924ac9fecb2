/** How the memory of the worker goes on through minutes of an echo flood, all recorded and every view asked for. */
import { readFileSync } from 'node:fs';
import { numberText } from './figures';
import type { Host, Memory } from './hosts';
import type { Done } from './jobs';

const sampleSeconds = 10;
const demo = 'public/demos/tty-echo/tty-echo.elf';
const mebibyte = 2 ** 20;
/** What is filled up at first: the rings of the log and of the tables, code that becomes hot. */
const settlingMinutes = 2;

type Sample = { readonly minute: number; readonly memory: Memory };
export type Course = {
  readonly start: number;
  readonly middle: number;
  readonly end: number;
  /** Of the straight line through the samples, per minute. */
  readonly slope: number;
};

/** Of values by minute, in order. Start, middle and end are medians of a tenth of them each. */
export function courseOf(values: readonly (readonly [minute: number, value: number])[]): Course {
  const tenth = Math.max(1, Math.floor(values.length / 10));
  const medianFrom = (first: number): number => {
    const part = values.slice(first, first + tenth).map(([, value]) => value);
    return part.toSorted((a, b) => a - b)[Math.floor(part.length / 2)]!;
  };
  const mean = (of: (row: readonly [number, number]) => number): number =>
    values.reduce((sum, row) => sum + of(row), 0) / values.length;
  const [minutes, size] = [mean(([minute]) => minute), mean(([, value]) => value)];
  const spread = mean(([minute]) => (minute - minutes) ** 2);
  return {
    start: medianFrom(0),
    middle: medianFrom(Math.floor((values.length - tenth) / 2)),
    end: medianFrom(values.length - tenth),
    slope: spread === 0 ? 0 : mean(([minute, value]) => (minute - minutes) * (value - size)) / spread,
  };
}

async function sampled(host: Host, minutes: number): Promise<{ readonly samples: Sample[]; readonly last: Done }> {
  await host.renew();
  const bytes = new Uint8Array(readFileSync(demo));
  let last = await host.ask({ kind: 'open', work: 'flood', bytes, engine: undefined });
  const samples: Sample[] = [];
  const began = performance.now();
  while (performance.now() - began < minutes * 60e3) {
    last = await host.ask({ kind: 'run', amount: sampleSeconds * 1000 });
    const memory = await host.memory();
    samples.push({ minute: (performance.now() - began) / 60e3, memory });
    process.stderr.write(
      `${host.name}: ${samples.length * sampleSeconds} s, ${mib(memory.heap)} MiB, process ${mib(memory.process)} MiB\n`,
    );
  }
  return { samples, last };
}

const mib = (bytes: number | undefined): string => (bytes === undefined ? '–' : numberText(bytes / mebibyte));

function lineOf(name: string, samples: readonly Sample[], of: (memory: Memory) => number | undefined): string {
  const known = samples.flatMap(({ minute, memory }) => {
    const value = of(memory);
    return value === undefined ? [] : [[minute, value / mebibyte] as const];
  });
  if (known.length === 0) return `| ${name} | – | – | – | – | – |`;
  const settled = known.filter(([minute]) => minute > settlingMinutes);
  const { start, middle, end } = courseOf(known);
  const slope = settled.length > 2 ? courseOf(settled).slope.toFixed(2) : '–';
  return `| ${name} | ${numberText(start)} | ${numberText(middle)} | ${numberText(end)} | ${slope} |`;
}

const bounds = [
  'Bounded by design: the event log (262,144 rows, a ring), the table of messages (16,384), what the console (512 KiB) and each ttyRPMSG',
  '(128 KiB) have shown, the changes of each descriptor, the last writer of each watched byte, one line per accessed register, and what is',
  'translated (one table of functions; when it is full, all of it is dropped). The journal of inputs grows with what the user types.',
];

/** Text of the measurement, for people. */
export async function measureMemory(hosts: readonly Host[], minutes: number): Promise<string> {
  const lines: string[] = [];
  for (const host of hosts) {
    const { samples, last } = await sampled(host, minutes);
    const events = ((last.events ?? 0) / 1e6).toFixed(0);
    lines.push(lineOf(`${host.name}: worker, after ${events} million events`, samples, ({ heap }) => heap));
    lines.push(lineOf(`${host.name}: its process`, samples, ({ process: all }) => all));
  }
  return [
    `MiB in ${minutes} minutes of an echo flood with everything recorded and every view asked for; a sample each ${sampleSeconds} s, the worker's after a`,
    `garbage collection. The slope is that of the time after the first ${settlingMinutes} minutes.`,
    '',
    '| | start | middle | end | slope per minute |',
    '|-|------:|-------:|----:|-----------------:|',
    ...lines,
    '',
    ...bounds,
  ].join('\n');
}
