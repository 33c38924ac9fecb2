/** Files that are no firmware, and segments, vectors and stacks in the wrong place; each with a file that only nearly is so. */
import { expect, it } from 'vitest';
import type { KernelTree } from '../../contract/protocol';
import { fileScene, sceneOf } from '../../session/scene';
import { demoElf } from '../../testing/echo-bench';
import { LinuxBench, sleepingFirmware } from '../../testing/linux-bench';
import { join, makeElf, makeTable, vdevEntry, words } from '../../testing/make-elf';
import { type RuleCase, testRules, untested } from '../../testing/rule-cases';
import type { FileScene } from '../scene';
import { fileRules } from './file';
import { segmentRules } from './segments';

const scene = (bytes: Uint8Array, tree: KernelTree = 'mainline'): FileScene => fileScene('test.elf', bytes, tree);
const text = (content: string): Uint8Array => new TextEncoder().encode(content);
const good = (): FileScene => scene(sleepingFirmware());

function with16(bytes: Uint8Array, at: number, value: number): Uint8Array {
  new DataView(bytes.buffer).setUint16(at, value, true);
  return bytes;
}

/** A word of a program header: 8 virtual address, 12 load address. */
function withHeader(bytes: Uint8Array, header: number, field: number, value: number): Uint8Array {
  new DataView(bytes.buffer).setUint32(52 + 32 * header + field, value, true);
  return bytes;
}

const vectors = { address: 0, bytes: words(0x1004_0000, 0x1000_0001) };
const code = { address: 0x1000_0000, bytes: words(0xe7fd_bf30) };
const table = makeTable(vdevEntry());
const tableHere = { address: 0x1002_0000, bytes: table };

/** A firmware with rpmsg, and one more segment. */
const holding = (address: number, length: number): Uint8Array =>
  makeElf({ segments: [vectors, code, { address, bytes: new Uint8Array(length) }], table: tableHere });
const startingWith = (...first: readonly [stack: number, reset: number]): FileScene =>
  scene(makeElf({ segments: [{ address: 0, bytes: words(...first) }, code], table: tableHere }));

const cases: readonly RuleCase[] = [
  {
    rule: 'not-an-elf',
    fails: 'an Intel HEX file',
    make: () => scene(text(':020000041000EA\n:10000000000004200100001000000000000000000B\n')),
    near: 'the ELF of the same program',
    makeNear: good,
  },
  {
    rule: 'not-an-elf',
    fails: 'a Git LFS pointer',
    make: () => scene(text('version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n')),
    near: 'an ELF whose end is missing',
    makeNear: () => scene(sleepingFirmware().subarray(0, 40)),
  },
  {
    rule: 'signed-container',
    fails: 'the magic of the signing tool',
    make: () => scene(join(words(0x3543_a468, 1, 0, 0), new Uint8Array(200))),
    near: 'plain firmware in the place of signed firmware',
    makeNear: () => scene(holding(0x1004_8000, 16), 'st'),
  },
  {
    rule: 'file-cut-short',
    fails: 'the last segment is not all there',
    make: () => scene(sleepingFirmware().slice(0, -300)),
    near: 'whole',
    makeNear: good,
  },
  {
    rule: 'wrong-processor',
    fails: 'a program for x86',
    make: () => scene(with16(sleepingFirmware(), 18, 3)),
    near: 'for Arm',
    makeNear: good,
  },
  {
    rule: 'not-linked',
    fails: 'an object file',
    make: () => scene(with16(sleepingFirmware(), 16, 1)),
    near: 'linked',
    makeNear: good,
  },
  {
    rule: 'last-header-not-loaded',
    fails: 'GNU_STACK comes last',
    make: () => scene(withHeader(sleepingFirmware(), 2, 0, 0x6474_e551)),
    near: 'GNU_STACK comes first',
    makeNear: () => scene(withHeader(sleepingFirmware(), 0, 0, 0x6474_e551)),
  },
  {
    rule: 'segment-outside-memory',
    fails: 'a link script for flash memory',
    make: () => scene(makeElf({ segments: [{ address: 0x0800_0000, bytes: words(0x2000_4000, 0x0800_0101) }] })),
    near: 'all of RETRAM is used',
    makeNear: () => scene(makeElf({ segments: [{ ...vectors, memsz: 0x1_0000 }, code] })),
  },
  {
    rule: 'segment-outside-memory',
    fails: 'RETRAM is used beyond its end',
    make: () => scene(makeElf({ segments: [{ ...vectors, memsz: 0x1_0004 }, code] })),
    near: 'the alias of SRAM at 0x30000000',
    makeNear: () => scene(holding(0x3000_0000, 16)),
  },
  {
    rule: 'segment-outside-memory',
    fails: 'only the load address is flash',
    make: () => scene(withHeader(holding(0x1003_0000, 16), 2, 12, 0x0804_0000)),
    near: 'only the running address is flash',
    makeNear: () => scene(withHeader(holding(0x1003_0000, 16), 2, 8, 0x0804_0000)),
  },
  {
    rule: 'segment-in-rings',
    fails: 'data grow beyond 0x1003ffff',
    make: () => scene(holding(0x1003_fff0, 32)),
    near: 'data end at 0x1003ffff',
    makeNear: () => scene(holding(0x1003_fff0, 16)),
  },
  {
    rule: 'segment-in-rings',
    fails: 'data in the place of vring0, which Linux loads',
    make: () => scene(holding(0x1004_0000, 16)),
    near: 'the same, and there are no vrings',
    makeNear: () => scene(makeElf({ segments: [vectors, code, { address: 0x1004_0000, bytes: new Uint8Array(16) }] })),
  },
  {
    rule: 'data-copied-over-itself',
    fails: 'the data run 16 bytes above their load address',
    make: () => scene(withHeader(holding(0x1003_0000, 64), 2, 8, 0x1003_0010)),
    near: 'they run just behind it',
    makeNear: () => scene(withHeader(holding(0x1003_0000, 64), 2, 8, 0x1003_0040)),
  },
  {
    rule: 'data-copied-over-itself',
    fails: 'they run 4 bytes above it',
    make: () => scene(withHeader(holding(0x1003_0000, 64), 2, 8, 0x1003_0004)),
    near: 'they run below it: an upward copy reads before it writes',
    makeNear: () => scene(withHeader(holding(0x1003_0000, 64), 2, 8, 0x1002_fff0)),
  },
  {
    rule: 'segment-in-signed-area',
    fails: 'mainline has no region there',
    make: () => scene(holding(0x1004_8000, 16)),
    near: "ST's kernel has one",
    makeNear: () => scene(holding(0x1004_8000, 16), 'st'),
  },
  {
    rule: 'stack-in-rings',
    fails: 'the stack begins in the buffers',
    make: () => startingWith(0x1004_6000, 0x1000_0001),
    near: 'the stack begins right below the vrings',
    makeNear: () => startingWith(0x1004_0000, 0x1000_0001),
  },
  {
    rule: 'vectors-wrong',
    fails: 'nothing goes to address 0',
    make: () => scene(makeElf({ segments: [code], table: tableHere })),
    near: 'vectors at 0',
    makeNear: good,
  },
  {
    rule: 'vectors-wrong',
    fails: 'the reset vector has no Thumb bit',
    make: () => startingWith(0x1004_0000, 0x1000_0000),
    near: 'it has',
    makeNear: () => startingWith(0x1004_0000, 0x1000_0001),
  },
  {
    rule: 'vectors-wrong',
    fails: 'Linux has started it, and the M4 has locked up',
    make: () => sceneOf(new LinuxBench(makeElf({ segments: [code], table: tableHere })).start().target),
    near: 'Linux has started it, and the M4 sleeps',
    makeNear: () => sceneOf(new LinuxBench().start().target),
  },
  {
    rule: 'vectors-wrong',
    fails: 'the reset vector points to flash',
    make: () => startingWith(0x1004_0000, 0x0800_0001),
    near: 'a stack in RETRAM is unusual, and right',
    makeNear: () => startingWith(0x0001_0000, 0x1000_0001),
  },
];

testRules(cases);

it('each rule of both files has a case', () => {
  const ids = [...fileRules, ...segmentRules].map(({ id }) => id);
  expect(untested(ids, cases)).toEqual([]);
});

it('the demos are right', () => {
  for (const name of ['tty-echo', 'crash-lab', 'crash-recovery', 'sdb', 'mailbox-pingpong']) {
    const file = scene(demoElf(name));
    expect([...fileRules, ...segmentRules].filter((rule) => rule.find(file) !== undefined)).toEqual([]);
  }
});
