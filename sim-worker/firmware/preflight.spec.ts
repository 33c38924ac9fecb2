/** What the page says about the files that people drop by mistake. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { describeFile, type FileKind } from './preflight';

const demo = new Uint8Array(readFileSync('public/demos/tty-echo/tty-echo.elf'));
const text = (content: string): Uint8Array => new TextEncoder().encode(content);
const words = (...values: readonly number[]): Uint8Array =>
  new Uint8Array(new Uint32Array([...values, ...Array.from({ length: 30 }, () => 0)]).buffer);

/** The demo with some bytes changed. */
function changed(bytes: Readonly<Record<number, number>>, length = demo.length): Uint8Array {
  const copy = demo.slice(0, length);
  for (const [offset, value] of Object.entries(bytes)) copy[Number(offset)] = value;
  return copy;
}

/** The demo without program headers. */
const headless = changed({ 44: 0 });
const cases: readonly (readonly [string, FileKind, Uint8Array])[] = [
  ['the demo', 'firmware', demo],
  ['nothing', 'empty', new Uint8Array()],
  ['an ELF file of 20 bytes', 'too-small', demo.slice(0, 20)],
  ['a few odd bytes', 'too-small', new Uint8Array([1, 2, 3])],
  ['a signed container', 'signed-container', words(0x3543_a468, 1)],
  ['an FSBL', 'boot-image', text('STM2\x00\x01')],
  [
    'a Git LFS pointer',
    'git-lfs-pointer',
    text('version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n'),
  ],
  ['a saved page', 'web-page', text('\n\n<!DOCTYPE html>\n<html lang="en">')],
  ['a page with a comment first', 'web-page', text('<!-- saved -->\n<html>')],
  ['Intel HEX', 'intel-hex', text(':020000040800F2\r\n:10000000000002\r\n')],
  ['S-records', 'motorola-srec', text('S0080000746573743B\nS31508\n')],
  ['a zip', 'archive', text('PK\x03\x04....')],
  ['a library', 'static-library', text('!<arch>\nmain.o/   0  0  0  644  10  `\n')],
  ['a C file', 'source-text', text('int main(void) { return 0; }\n')],
  ['a .bin', 'raw-binary', words(0x1004_0000, 0x1000_0005)],
  ['noise', 'raw-binary', words(0xdead_beef, 0x1234_5678)],
  ['x86-64', 'elf64', changed({ 4: 2, 18: 62 })],
  ['a stump of a 64-bit file', 'elf64', changed({ 4: 2 }, 60)],
  ['big endian', 'big-endian', changed({ 5: 2 })],
  ['32-bit x86', 'other-machine', changed({ 18: 3 })],
  ['32-bit RISC-V', 'other-machine', changed({ 18: 243 })],
  ['an object file', 'relocatable', changed({ 16: 1 })],
  ['a core dump', 'core-file', changed({ 16: 4 })],
  ['a Linux program', 'linux-program', changed({ 52: 3 })],
  ['no program headers', 'no-segments', headless],
  ['an impossible class', 'damaged-elf', changed({ 4: 7 })],
  ['half a file', 'damaged-elf', demo.slice(0, 1000)],
];

describe('describeFile', () => {
  it.each(cases)('%s: %s', (_, kind, bytes) => {
    const found = describeFile(bytes);
    expect(found.kind).toBe(kind);
    expect(found.title).not.toBe('');
    expect(found.sentence).toMatch(/\.$/);
    expect(found.whatToDo === '').toBe(kind === 'firmware');
  });

  it('names the processor, and the addresses of a raw image', () => {
    expect(describeFile(changed({ 18: 243 })).sentence).toContain('RISC-V');
    expect(describeFile(changed({ 4: 2, 18: 183 })).sentence).toContain('AArch64');
    expect(describeFile(changed({ 18: 99 })).sentence).toContain('processor number 99');
    expect(describeFile(words(0x1004_0000, 0x1000_0005)).sentence).toContain('0x10000005');
  });
});
