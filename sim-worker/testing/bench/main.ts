/** `npm run bench`: how fast the model is, in Node and in a real Chromium, beside the real core and QEMU. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { dirname, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { EngineKind } from '../../cpu/engines/engine';
import { cellsOf, figuresOf, type Round, tableText } from './figures';
import { type Host, nodeHost, pageHost } from './hosts';
import type { Done } from './jobs';
import { measureMemory } from './memory';
import { type Program, programFinder } from './programs';
import { QemuRun, qemuVersion } from './qemu-runs';
import { coreMarkRows, type Row, rows } from './rows';

/** Wall milliseconds of one measurement, warming up before the first, and how many rounds. */
type Effort = {
  readonly portion: number;
  /** Wall milliseconds and instructions; four times as long at most. */
  readonly warm: { readonly ms: number; readonly instructions: number };
  readonly rounds: number;
  readonly coldRounds: number;
};
const efforts: Readonly<Record<'full' | 'quick', Effort>> = {
  full: { portion: 250, warm: { ms: 1500, instructions: 500e6 }, rounds: 7, coldRounds: 7 },
  quick: { portion: 25, warm: { ms: 200, instructions: 100e6 }, rounds: 5, coldRounds: 3 },
};
const coldTime = 100;
/** Between opening and running, as a user is not quicker either: the host compiles in the background. */
const coldPause = 300;
const results = 'sim-worker/bench/RESULTS.md';
const memoryResults = 'sim-worker/bench/MEMORY.md';
/** A shorter flood says nothing that is worth keeping. */
const enoughMinutes = 10;
/** What QEMU does in a millisecond, roughly: a batch must not be much longer than a portion. */
const qemuInstructions = 500_000;

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    engine: { type: 'string' },
    rows: { type: 'string' },
    coremark: { type: 'string' },
    'no-browser': { type: 'boolean', default: false },
    minutes: { type: 'string' },
  },
});
const engineNames: readonly EngineKind[] = ['evaluator', 'interpreter', 'translator'];
const engine = engineNames.find((name) => name === options.engine);
if (options.engine !== undefined && engine === undefined) throw new Error(`engines are ${engineNames.join(', ')}`);
const effort = options.quick ? efforts.quick : efforts.full;
const workerFile = resolve('node_modules/.bench/worker.js');

/** Enlarges the amount until a run lasts long enough and the code is warm. */
async function warmUp(host: Host, { unit }: Row): Promise<{ readonly amount: number; readonly perUnit: number }> {
  const { portion, warm } = effort;
  const began = performance.now();
  const enough = unit === 'MIPS' ? warm.instructions : 0;
  let executed = 0;
  for (let amount = 1; ; ) {
    const { ms, instructions } = await host.ask({ kind: 'run', amount });
    executed += instructions;
    const passed = performance.now() - began;
    const isWarm = passed > warm.ms && (executed >= enough || passed > warm.ms * 4);
    if (ms >= portion * 0.7 && isWarm) return { amount, perUnit: instructions / amount };
    if (ms < portion * 0.7)
      amount = Math.max(amount + 1, Math.min(amount * 4, Math.round((amount * portion) / Math.max(ms, 0.5))));
  }
}

const open = async (host: Host, { work }: Row, { bytes }: Program): Promise<void> => {
  await host.renew();
  await host.ask({ kind: 'open', work, bytes, engine });
};

/** In each round everybody has a turn. */
async function measure(
  hosts: readonly Host[],
  row: Row,
  program: Program,
  hasQemu: boolean,
): Promise<readonly Round[][]> {
  const amounts: number[] = [];
  let perUnit = 1;
  for (const host of hosts) {
    await open(host, row, program);
    const warm = await warmUp(host, row);
    amounts.push(warm.amount);
    perUnit = warm.perUnit;
  }
  const turns = Math.max(1, Math.round((effort.portion / 4) * (qemuInstructions / perUnit)));
  const qemu = hasQemu && row.qemu === true ? new QemuRun(program.path, turns) : undefined;
  try {
    await qemu?.measure(effort.portion);
    const all: Round[][] = hosts.map(() => []);
    for (let round = 0; round < effort.rounds; round++) {
      const theirs: Done | undefined = await qemu?.measure(effort.portion);
      for (const [i, host] of hosts.entries()) {
        const ours = await host.ask({ kind: 'run', amount: amounts[i]! });
        all[i]!.push({ ours, qemu: theirs });
      }
    }
    return all;
  } finally {
    qemu?.close();
  }
}

async function measureCold(hosts: readonly Host[], row: Row, program: Program): Promise<readonly Round[][]> {
  const all: Round[][] = hosts.map(() => []);
  for (let round = 0; round < effort.coldRounds; round++) {
    for (const [i, host] of hosts.entries()) {
      await open(host, row, program);
      await setTimeout(coldPause);
      all[i]!.push({ ours: await host.ask({ kind: 'run', amount: coldTime }), qemu: undefined });
    }
  }
  return all;
}

/** How, when and where it was measured. */
function told(load: number, versions: readonly string[]): string {
  const command = ['npm run bench', ...(process.argv.length > 2 ? ['--', ...process.argv.slice(2)] : [])].join(' ');
  const date = new Date().toISOString().slice(0, 10);
  const shown = command.replace(/(--coremark )\S+/, '$1FOLDER');
  return `\`${shown}\`, ${date}, ${cpus().length} cores under a load of ${load.toFixed(1)}, ${versions.join(', ')}, engine: ${engine ?? 'the default'}.`;
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

function report(
  hosts: readonly Host[],
  lines: readonly (readonly (readonly string[])[])[],
  versions: readonly string[],
  load: number,
): string {
  return [
    '# Speed',
    '',
    told(load, versions),
    '',
    `Medians and ranges of ${effort.rounds} measurements of ${effort.portion} ms each, taken in turns, after warming up; the ratio to QEMU is the median of the`,
    'ratios of each round. QEMU runs the same file (`-M mps2-an386`, no `-icount`). "209 MHz core" is the real one: about one instruction per cycle.',
    `Cold starts: in a fresh worker that has had its rehearsal and practised the instructions of the opened file, ${coldPause} ms later.`,
    ...hosts.flatMap(({ name }, i) => ['', `## ${name}`, '', tableText(lines[i]!)]),
    '',
  ].join('\n');
}

/** Measures row by row; what cannot be measured is told at the end and makes the run fail. */
async function measureAll(
  hosts: readonly Host[],
  hasQemu: boolean,
): Promise<{ readonly lines: readonly (readonly (readonly string[])[])[]; readonly missing: readonly string[] }> {
  const find = programFinder(options.coremark);
  const all = [...(options.coremark === undefined ? [] : coreMarkRows), ...rows];
  const lines: (readonly string[])[][] = hosts.map(() => []);
  const missing: string[] = [];
  const isWanted = ({ name, onlyInFull }: Row): boolean =>
    options.rows === undefined ? !(options.quick && onlyInFull === true) : name.includes(options.rows);
  for (const row of all.filter(isWanted)) {
    try {
      const program = find(row);
      if (program === undefined) throw new Error('there is no arm-none-eabi-gcc to build it with');
      const rounds =
        row.work === 'cold' ? await measureCold(hosts, row, program) : await measure(hosts, row, program, hasQemu);
      for (const [i, { name }] of hosts.entries()) {
        const cells = cellsOf(row.name, figuresOf(row, rounds[i]!));
        lines[i]!.push(cells);
        process.stderr.write(`${name}: ${cells.slice(0, 3).join(' ')}, ${cells[4]} core, ${cells[5]} QEMU\n`);
      }
    } catch (error) {
      missing.push(`${row.name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return { lines, missing };
}

async function main(): Promise<void> {
  const load = loadavg()[0] ?? 0;
  const qemu = qemuVersion();
  const hosts = [nodeHost(workerFile), ...(options['no-browser'] ? [] : [await pageHost(workerFile)])];
  const versions = [...hosts.map(({ name }) => name), qemu ?? 'no QEMU'];
  try {
    // Nothing but the memory, in an echo flood of so many minutes.
    if (options.minutes !== undefined) {
      const minutes = Number(options.minutes);
      const text = ['# Memory', '', told(load, versions), '', await measureMemory(hosts, minutes), ''].join('\n');
      console.log(text);
      if (minutes >= enoughMinutes && !options['no-browser']) write(memoryResults, text);
      return;
    }
    const { lines, missing } = await measureAll(hosts, qemu !== undefined);
    const text = report(hosts, lines, versions, load);
    console.log(text);
    if (missing.length > 0) console.log(`Not measured:\n${missing.join('\n')}`);
    if (missing.length > 0) process.exitCode = 1;
    else if (!options.quick && options.rows === undefined && !options['no-browser']) write(results, text);
  } finally {
    for (const host of hosts) await host.close();
  }
}

await main();
