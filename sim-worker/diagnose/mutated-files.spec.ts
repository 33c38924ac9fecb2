/** Rules about files take any bytes: they never fail, and each file that Linux refuses is told why. */
import { expect, it } from 'vitest';
import { readElf } from '../firmware/elf';
import { fileScene } from '../session/scene';
import { demoElf } from '../testing/echo-bench';
import { sleepingFirmware } from '../testing/linux-bench';
import { carveoutEntry, makeTable, traceEntry, vdevEntry } from '../testing/make-elf';
import { generator, mutate } from '../testing/mutate';
import { diagnoseFile } from './all';

const copies = 300;
const demos = ['tty-echo', 'mailbox-pingpong'].map(demoElf);
const carved = carveoutEntry('vdev0vring0', 0xffff_ffff, 0x1000);
const rich = sleepingFirmware(
  makeTable(vdevEntry(), carved, traceEntry(0x1002_1000, 64), carveoutEntry('heap', 0xffff_ffff, 0x800)),
);
const table = readElf(rich).sections.find(({ name }) => name === '.resource_table')!;

/** Damage within the resource table only. */
function mutateTable(seed: number): Uint8Array {
  const next = generator(seed + 1);
  const bytes = rich.slice();
  const values = [0, 1, 2, 3, 4, 0x20, 0x100, 0xffff_ffff, 0x1004_0000, 0x0020_0000];
  for (let n = 1 + (next() % 2); n > 0; n--) {
    const at = table.offset + 4 * (next() % Math.floor(table.size / 4));
    new DataView(bytes.buffer).setUint32(at, values[next() % values.length] ?? 0, true);
  }
  return bytes;
}

/** Nothing for a file that Linux takes. */
function verdict(bytes: Uint8Array): { readonly told: boolean; readonly log: readonly string[] } | undefined {
  const scene = fileScene('broken.elf', bytes);
  const told = diagnoseFile(scene).some(({ certainty }) => certainty !== 'harmless');
  return scene.prediction.errno === 0 ? undefined : { told, log: scene.prediction.log };
}

it.each([
  ['anywhere', (seed: number) => mutate(demos[seed % demos.length]!, seed)],
  ['in the resource table', mutateTable],
] as const)('a file that is refused is told why, with damage %s', (_where, damaged) => {
  const refused = Array.from({ length: copies }, (_, seed) => verdict(damaged(seed))).filter(
    (each) => each !== undefined,
  );
  expect(refused.length).toBeGreaterThan(copies / 6);
  expect(refused.filter(({ told }) => !told)).toEqual([]);
});
