/** The echo demo on a fresh board, for tests of the whole machine. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { asText } from '../contract/event-text';
import { startLines, Target } from '../session/target';
import type { MachineOptions } from '../soc/machine';

export const demoElf = (name: string): Uint8Array => new Uint8Array(readFileSync(`public/demos/${name}/${name}.elf`));

/** Linux boots the firmware, then runs the given shell lines. Nothing has run yet. */
export function bootedEcho(lines: string, name = 'tty-echo', options: Partial<MachineOptions> = {}): Target {
  const target = new Target({ name: `${name}.elf`, bytes: demoElf(name) }, { board: 'dk2', boot: 'linux', ...options });
  target.journal.record(target.machine, {
    kind: 'script',
    text: `${[...startLines(`${name}.elf`), lines].join('\n')}\n`,
  });
  return target;
}

export function logText({ machine: { log } }: Target): readonly string[] {
  return Array.from({ length: log.length - log.first }, (_, i) => asText(log.at(log.first + i)!));
}

/** One hash over all RAM that was ever written. */
export function ramDigest({ machine: { memory } }: Target): string {
  const hash = createHash('sha256');
  for (const [page, bytes] of memory.savePages()) {
    if (bytes.some((byte) => byte !== 0)) hash.update(`${page}:`).update(bytes);
  }
  return hash.digest('hex');
}
