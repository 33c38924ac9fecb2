/** The outside judge: the harness image, built with the Debian cross compiler, on QEMU's Cortex-M4. */
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { macros } from './layout';

const sources = 'sim-worker/testing/oracle/harness';
const minute = 60_000;

/** Builds the image into `folder`; answers its path. */
export function buildHarness(folder: string): string {
  mkdirSync(folder, { recursive: true });
  const image = resolve(folder, 'harness.elf');
  const defines = Object.entries(macros).map(([name, value]) => `-D${name}=${value}`);
  const files = [`${sources}/harness.c`, `${sources}/trap.s`];
  const linking = ['-nostdlib', '-ffreestanding', '-Wl,--no-warn-rwx-segments', `-T${sources}/harness.ld`];
  const target = ['-mcpu=cortex-m4', '-mthumb', '-mfloat-abi=soft', '-O2', '-fno-tree-loop-distribute-patterns'];
  const warnings = ['-Wall', '-Wextra', '-Werror'];
  execFileSync('arm-none-eabi-gcc', [...target, ...warnings, ...defines, ...linking, ...files, '-o', image]);
  return image;
}

/** Runs the cases; answers the results. Rejects with what QEMU has said when it does not come to a good end. */
export function runOnQemu(image: string, folder: string, cases: readonly Int32Array[]): Promise<Int32Array> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, 'cases.bin'),
    Buffer.concat(cases.map((part) => Buffer.from(part.buffer, part.byteOffset, part.byteLength))),
  );
  const machine = ['-M', 'mps2-an386', '-display', 'none', '-monitor', 'none', '-serial', 'null', '-semihosting'];
  return new Promise((done, failed) => {
    const child = spawn('qemu-system-arm', [...machine, '-kernel', image], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 5 * minute,
    });
    let said = '';
    child.stdout.on('data', (text) => {
      said += text;
    });
    child.stderr.on('data', (text) => {
      said += text;
    });
    child.on('error', failed);
    child.on('close', (code, signal) => {
      if (code !== 0) {
        failed(new Error(`qemu-system-arm: ${signal ?? `exit code ${code}`} ${said.slice(-2000)}`));
        return;
      }
      const bytes = readFileSync(join(folder, 'results.bin'));
      rmSync(folder, { recursive: true, force: true });
      done(new Int32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)));
    });
  });
}
