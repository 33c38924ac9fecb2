// Builds the demo firmware with arm-none-eabi-gcc; `--check` builds into a temporary folder and compares with the committed files.
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const gcc = 'arm-none-eabi-gcc';
/** The committed files were made with this one; another compiler makes other bytes. */
const expectedCompiler = '12.2.1';
const demosDir = dirname(fileURLToPath(import.meta.url));

const target = ['-mcpu=cortex-m4', '-mthumb', '-mfloat-abi=soft'];
const compile = [
  ...target,
  '-std=c11',
  '-O2',
  '-g',
  '-gdwarf-5',
  '-ffreestanding',
  '-ffunction-sections',
  '-fdata-sections',
  '-fno-partial-inlining', // keeps function names as written
  '-fno-tree-loop-distribute-patterns', // memcpy() must not become a call of memcpy()
  '-Wall',
  '-Wextra',
  '-Werror',
  '-Wno-override-init', // the vector table fills ranges, then single places
  '-I.',
];
const link = [...target, '-nostdlib', '-Wl,--gc-sections,--build-id=none,--fatal-warnings,-z,max-page-size=16'];

/** What each demo is made of, from `public/demos/`. */
const demos = [
  { id: 'tty-echo', sources: ['startup', 'memory', 'ipcc', 'trace', 'rpmsg', 'resource-table'] },
  { id: 'crash-lab', sources: ['startup', 'memory', 'ipcc', 'trace', 'rpmsg', 'resource-table', 'words'] },
  { id: 'crash-recovery', sources: ['startup', 'memory', 'ipcc', 'trace', 'rpmsg', 'resource-table', 'words'] },
  { id: 'sdb', sources: ['startup', 'memory', 'ipcc', 'trace', 'rpmsg', 'resource-table'] },
  { id: 'uart-owner', sources: ['startup', 'memory', 'ipcc', 'trace', 'rpmsg', 'resource-table', 'words'] },
  { id: 'lost-kick', sources: ['startup', 'memory', 'ipcc', 'trace', 'rpmsg', 'resource-table'] },
  { id: 'buffer-leak', sources: ['startup', 'memory', 'ipcc', 'trace', 'resource-table'] },
  { id: 'mailbox-pingpong', sources: ['startup', 'memory'] },
];

function ask(question) {
  const found = spawnSync(gcc, [question], { encoding: 'utf8' });
  return found.status === 0 ? found.stdout.trim() : undefined;
}

/** Paths that debug information would otherwise carry: of this folder, and of the compiler's own headers. */
const prefixMaps = () => [
  `-ffile-prefix-map=${demosDir}=demos`,
  `-ffile-prefix-map=${ask('-print-file-name=include')}=gcc`,
];

/** Objects and map carry no path: the linker runs inside the build folder, the compiler inside `public/demos/`. */
function build(demo, folder) {
  mkdirSync(folder, { recursive: true });
  const sources = [...demo.sources.map((name) => `common/${name}.c`), `${demo.id}/main.c`];
  const objects = sources.map((source) => {
    const object = `${basename(source, '.c')}.o`;
    execFileSync(gcc, [...compile, ...prefixMaps(), '-c', source, '-o', join(folder, object)], {
      cwd: demosDir,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    return object;
  });
  copyFileSync(join(demosDir, 'common/memory.ld'), join(folder, 'memory.ld'));
  execFileSync(gcc, [...link, '-T', 'memory.ld', `-Wl,-Map=${demo.id}.map`, ...objects, '-o', `${demo.id}.elf`], {
    cwd: folder,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  return [`${demo.id}.elf`, `${demo.id}.map`];
}

function isSame(left, right) {
  try {
    return readFileSync(left).equals(readFileSync(right));
  } catch {
    return false;
  }
}

function main() {
  const check = process.argv.includes('--check');
  const version = ask('-dumpfullversion');
  if (version === undefined) {
    console.error(
      `${gcc} is not installed. On Debian or Ubuntu: sudo apt-get install gcc-arm-none-eabi binutils-arm-none-eabi`,
    );
    return 1;
  }
  const scratch = mkdtempSync(join(tmpdir(), 'demo-firmware-'));
  const different = [];
  try {
    for (const demo of demos) {
      for (const file of build(demo, join(scratch, demo.id))) {
        const built = join(scratch, demo.id, file);
        const committed = join(demosDir, demo.id, file);
        if (check && !isSame(built, committed)) different.push(`public/demos/${demo.id}/${file}`);
        if (!check) writeFileSync(committed, readFileSync(built));
      }
    }
  } catch (error) {
    console.error(`The build failed: ${error.message}`);
    return 1;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  if (different.length === 0) {
    console.log(
      check
        ? 'The demo firmware is what its sources say.'
        : `Built with ${gcc} ${version}: ${demos.map((demo) => demo.id).join(', ')}`,
    );
    return 0;
  }
  console.error(
    `These files differ from what their sources give:\n  ${different.join('\n  ')}\nRun "npm run firmware" and commit the result.`,
  );
  if (version !== expectedCompiler)
    console.error(
      `This is ${gcc} ${version}; the committed files were built with ${expectedCompiler}, so bytes may differ for that reason alone.`,
    );
  return 1;
}

process.exitCode = main();
