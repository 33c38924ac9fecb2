/** Builds the programs with Debian's cross compiler. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { type ElfFile, readElf } from '../../firmware/elf';

const sources = 'sim-worker/testing/programs/c';
const board = ['start', 'board'];
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
  const path = resolve(to);
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

/** One program with all rules; what it is asked for decides which is tried. Without the FPU, but in assembly. */
export function buildRules(folder: string): Image {
  const options = ['-O2', '-mfloat-abi=soft', '-fno-strict-aliasing', '-ffunction-sections'];
  const common = boardObjects(folder, board, options, 'rules');
  const objects = readdirSync(`${sources}/rules`)
    .filter((name) => name.endsWith('.c'))
    .map((name) => compile(`${sources}/rules/${name}`, join(folder, `rules-${basename(name, '.c')}.o`), options));
  return link([...common, ...objects], join(folder, 'rules.elf'), ['-mfloat-abi=soft']);
}
