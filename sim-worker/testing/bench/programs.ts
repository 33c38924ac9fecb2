/** The files that the rows run: our own C, built when the compiler is there, and demo firmware. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { benchBuilder, buildBusyFirmware, buildCoreMark } from '../programs/build';
import type { Row } from './rows';

export type Program = { readonly path: string; readonly bytes: Uint8Array };

const folder = 'test-results/bench';
const sources = 'sim-worker/testing/programs/c';

const hasCompiler = (): boolean => spawnSync('arm-none-eabi-gcc', ['--version']).status === 0;

const read = (path: string): Program => ({ path, bytes: new Uint8Array(readFileSync(path)) });

/** Answers undefined for what cannot be built. `coreMark`: a checkout of eembc/coremark, or a file that was built from one. */
export function programFinder(coreMark: string | undefined): (row: Row) => Program | undefined {
  mkdirSync(folder, { recursive: true });
  const compiler = hasCompiler();
  const builder = compiler ? benchBuilder(folder) : undefined;
  const known = new Map<string, Program | undefined>();
  const find = ({ source }: Row): Program | undefined => {
    if (typeof source === 'object' && 'demo' in source) return read(`public/demos/${source.demo}/${source.demo}.elf`);
    if (source === 'coremark') return coreMark === undefined ? undefined : ofCoreMark(coreMark, compiler);
    if (builder === undefined) return undefined;
    return source === 'busy' ? buildBusyFirmware(folder) : builder(`${sources}/${source.program}`);
  };
  return (row) => {
    const key = JSON.stringify(row.source);
    if (!known.has(key)) known.set(key, find(row));
    return known.get(key);
  };
}

function ofCoreMark(path: string, compiler: boolean): Program | undefined {
  if (!existsSync(path)) throw new Error(`${path} does not exist`);
  if (!statSync(path).isDirectory()) return read(path);
  return compiler ? buildCoreMark(path, folder) : undefined;
}
