/** QEMU's mps2-an386 for the same programs. */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Image } from './build';
import { type End, type Outcome, place } from './outcome';

/** An instruction lasts 32 ns of QEMU's time, near the cycle of 40 ns: what a timer does depends on no clock of the host. */
const machine = ['-M', 'mps2-an386', '-icount', 'shift=5,sleep=off', '-display', 'none', '-monitor', 'none'];
const console = ['-serial', 'null', '-chardev', 'stdio,id=text', '-semihosting-config', 'enable=on,chardev=text'];
/** Milliseconds. */
const limit = 20_000;

function endOf(code: number | null, signal: string | null, errors: string, finished: boolean): End {
  if (/Lockup/.test(errors)) return 'locked-up';
  if (signal === 'SIGKILL') return 'time';
  if (!finished && code === 0) return 'reset';
  return code === 0 ? 'exit 0' : 'exit 1';
}

/** Runs a program in `folder`, which is emptied. A program that leaves no picture of RAM has not ended by itself. */
export function runOnQemu(image: Image, folder: string, chosen = 0, patience = limit): Promise<Outcome> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const loader = `loader,addr=${place.chosen},data=${chosen},data-len=4`;
  const options = [...machine, ...console, '-no-reboot', '-device', loader, '-kernel', image.path];
  return new Promise((done, failed) => {
    const child = spawn('qemu-system-arm', options, {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: patience,
      killSignal: 'SIGKILL',
    });
    let text = '';
    let errors = '';
    child.stdout.on('data', (part) => {
      text += part;
    });
    child.stderr.on('data', (part) => {
      errors += part;
    });
    child.on('error', failed);
    child.on('close', (code, signal) => {
      const path = join(folder, 'ram.bin');
      const ram = existsSync(path) ? new Uint8Array(readFileSync(path)) : undefined;
      rmSync(folder, { recursive: true, force: true });
      done({ end: endOf(code, signal, errors, ram !== undefined), text, ram });
    });
  });
}
