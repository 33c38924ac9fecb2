/** Binutils as a disassembler: many instructions at once. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const megabytes = 1024 * 1024;

/** Text by address, as objdump writes it but for its comments. `halfwords` begin at address 0. */
export function objdump(halfwords: Uint16Array, folder: string): ReadonlyMap<number, string> {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'code.bin');
  writeFileSync(file, halfwords);
  const options = [
    '-D',
    '-b',
    'binary',
    '-m',
    'armv7e-m',
    '-M',
    'force-thumb,reg-names-std',
    '--no-show-raw-insn',
    '-z',
  ];
  const lines = execFileSync('arm-none-eabi-objdump', [...options, file], { maxBuffer: 2048 * megabytes }).toString();
  rmSync(file);
  const texts = new Map<number, string>();
  for (const line of lines.split('\n')) {
    const [, address, text] = /^ *([0-9a-f]+):\t(.*)$/.exec(line) ?? [];
    if (address !== undefined)
      texts.set(
        Number.parseInt(address, 16),
        (text ?? '')
          .replace(/\s*[;@].*$/, '')
          .replaceAll('\t', ' ')
          .trim(),
      );
  }
  return texts;
}
