/** Builds the programs with Debian's cross compiler. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { type ElfFile, readElf } from '../../firmware/elf';

const sources = 'sim-worker/testing/programs/c';
const demos = 'public/demos';
const board = ['start', 'board', 'outside'];
const target = [
  '-mcpu=cortex-m4',
  '-mthumb',
  '-std=gnu11',
  '-g0',
  '-Wall',
  '-Wextra',
  '-Wno-unused-parameter',
  '-Werror',
];
const floats = ['-mfloat-abi=hard', '-mfpu=fpv4-sp-d16'];
const linking = ['-nostartfiles', '-Wl,--no-warn-rwx-segments,--gc-sections', `-T${sources}/board/board.ld`];

/** A program for both machines. */
export type Image = { readonly path: string; readonly elf: ElfFile; readonly bytes: Uint8Array };

function compile(from: string, to: string, options: readonly string[]): string {
  execFileSync('arm-none-eabi-gcc', [...target, ...options, `-I${sources}/board`, '-c', from, '-o', to]);
  return to;
}

function link(objects: readonly string[], to: string, options: readonly string[]): Image {
  execFileSync('arm-none-eabi-gcc', [...target, ...options, ...linking, ...objects, '-lm', '-o', to]);
  return read(to);
}

function read(file: string): Image {
  const path = resolve(file);
  const bytes = new Uint8Array(readFileSync(path));
  return { path, elf: readElf(bytes), bytes };
}

/** The part of the programs that is always built in the same way. */
function boardObjects(
  folder: string,
  names: readonly string[],
  options: readonly string[],
  kind: string,
): readonly string[] {
  mkdirSync(folder, { recursive: true });
  return names.map((name) =>
    compile(`${sources}/board/${name}.c`, join(folder, `${kind}-${name}.o`), ['-O2', ...options]),
  );
}

/** Builds workloads at one level of optimisation after the other. */
export function workloadBuilder(folder: string): (name: string, level: string) => Image {
  const common = boardObjects(folder, [...board, 'newlib'], floats, 'workload');
  return (name, level) => {
    const path = join(folder, `${name}${level}`);
    const object = compile(`${sources}/workloads/${name}.c`, `${path}.o`, [level, ...floats]);
    return link([...common, object], `${path}.elf`, floats);
  };
}

/** What a program that runs again and again has around it. */
const benchObjects = (folder: string): readonly string[] => [
  ...boardObjects(folder, ['start', 'board', 'newlib'], floats, 'bench'),
  compile(`${sources}/bench/again.c`, join(folder, 'bench-again.o'), ['-O2', ...floats]),
];

/** Builds programs that run again and again (`c/bench/again.c`): `from` is a C file with main(). */
export function benchBuilder(folder: string): (from: string) => Image {
  const common = benchObjects(folder);
  return (from) => {
    const path = join(folder, `bench-${basename(from, '.c')}`);
    const object = compile(from, `${path}.o`, ['-O2', '-Dmain=program', ...floats]);
    return link([...common, object], `${path}.elf`, floats);
  };
}

/** CoreMark from a checkout of eembc/coremark, with the port of this folder. */
export function buildCoreMark(checkout: string, folder: string): Image {
  const port = `${sources}/bench/coremark-port`;
  const options = [...floats, '-O2', '-DTOTAL_DATA_SIZE=2000', `-I${port}`, `-I${checkout}`, '-Wno-error'];
  const names = ['core_list_join', 'core_main', 'core_matrix', 'core_state', 'core_util'];
  const objects = [...names.map((name) => join(checkout, `${name}.c`)), `${port}/core_portme.c`].map((from) => {
    const main = from.endsWith('core_main.c') ? ['-Dmain=program'] : [];
    return compile(from, join(folder, `${basename(from, '.c')}.o`), [...options, ...main]);
  });
  return link([...benchObjects(folder), ...objects], join(folder, 'coremark.elf'), floats);
}

/** Firmware of the real chip for the bench, made of the demos' parts. */
export function buildBusyFirmware(folder: string): Image {
  const options = ['-O2', '-mfloat-abi=soft', '-ffreestanding', '-fno-tree-loop-distribute-patterns', `-I${demos}`];
  const parts = ['startup', 'memory', 'ipcc', 'trace', 'rpmsg', 'resource-table'].map(
    (name) => `${demos}/common/${name}.c`,
  );
  const objects = [...parts, `${sources}/bench/busy.c`].map((from) =>
    compile(from, join(folder, `busy-${basename(from, '.c')}.o`), [...options, '-Wno-override-init']),
  );
  const path = join(folder, 'busy.elf');
  const linked = [
    '-mfloat-abi=soft',
    '-nostdlib',
    '-Wl,--gc-sections,-z,max-page-size=16',
    `-T${demos}/common/memory.ld`,
  ];
  execFileSync('arm-none-eabi-gcc', [...target, ...linked, ...objects, '-o', path]);
  return read(path);
}

/** One program with all rules; what it is asked for decides which is tried. Without the FPU, but in assembly. */
export function buildRules(folder: string): Image {
  const options = ['-O2', '-mfloat-abi=soft', '-fno-strict-aliasing', '-ffunction-sections'];
  const common = boardObjects(folder, board, options, 'rules');
  const objects = readdirSync(`${sources}/rules`)
    .filter((name) => name.endsWith('.c'))
    .map((name) => compile(`${sources}/rules/${name}`, join(folder, `rules-${basename(name, '.c')}.o`), options));
  return link([...common, ...objects], join(folder, 'rules.elf'), ['-mfloat-abi=soft']);
}
