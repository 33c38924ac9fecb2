/** What a dropped file is told before it runs: the kernel's verdict, a sentence, and notes where Linux goes on without a word. */
import { expect, it } from 'vitest';
import { readElf } from '../firmware/elf';
import { demoElf } from '../testing/echo-bench';
import { makeElf } from '../testing/make-elf';
import { preflight } from './preflight';

const elf = demoElf('tty-echo');
const table = readElf(elf).sections.find(({ name }) => name === '.resource_table')!;

function withTableWord(at: number, value: number): Uint8Array {
  const bytes = elf.slice();
  new DataView(bytes.buffer).setUint32(table.offset + at, value, true);
  return bytes;
}

it('a good firmware loads, with nothing to note', () => {
  expect(preflight('a.elf', elf)).toMatchObject({ loads: true, errno: 0, notes: [] });
});

it('a resource table of another version is noted, because Linux starts the firmware without it', () => {
  const found = preflight('a.elf', withTableWord(0, 9));
  expect(found).toMatchObject({ loads: true, errno: 0 });
  expect(found.notes).toEqual([
    'Linux does not take the resource table (unsupported fw ver: 9): Linux starts this firmware, but makes no vrings, no rpmsg and no trace for it.',
  ]);
});

it('an empty file is refused with the errno and a way on', () => {
  expect(preflight('a.elf', new Uint8Array(0))).toMatchObject({
    loads: false,
    errno: 22,
    title: expect.stringMatching(/empty/i),
  });
});

it('signed firmware is told which kernel has the memory for its table, and loads with that', () => {
  const bytes = makeElf({ segments: [{ address: 0x1004_8000, bytes: new Uint8Array(8) }] });
  expect(preflight('signed.elf', bytes).whatToDo).toContain('--tree st');
  expect(preflight('signed.elf', bytes, 'st')).toMatchObject({ loads: true, errno: 0 });
});
