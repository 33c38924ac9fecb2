/** What is no instruction here is none on QEMU's Cortex-M4 either, and faults in the same way. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { decode, isWide } from '../../cpu/isa/decode';
import { Batch } from './batch';
import { capstone } from './capstone';
import { place, word } from './layout';
import { Model } from './model';
import { buildHarness, runOnQemu } from './qemu';
import { Random } from './random';
import { unpredictable } from './spellings';

const wanted = 40 * Number(process.env.ORACLE_CASES ?? 10_000);
const folder = 'test-results/oracle/undefined';
const hour = 3_600_000;
const shown = 20;
const firstWide = 0xe800_0000;
/** HLT #0x3c of other profiles calls QEMU's semihosting. */
const semihosting = 0xbabc;

/**
 * LDM and STM with lists, MSR with masks, and MRS from registers that must not be: QEMU executes them, and a bad stack
 * pointer would be the end of the harness.
 */
const isDangerous = (opcode: number): boolean =>
  (opcode & 0xfe40_0000) >>> 0 === 0xe800_0000 || (opcode & 0xff80_d000) >>> 0 === 0xf380_8000;

/** What QEMU executes although it is nothing here. */
const accepted: readonly {
  readonly what: string;
  readonly right: 'ampscope' | 'both';
  readonly source: string;
  readonly applies: (opcode: number) => boolean;
}[] = [
  {
    what: 'SSAT16 and USAT16 of the PC, or with a bit set that should be zero.',
    right: 'both',
    source: 'A7.7, SSAT16 and USAT16: UNPREDICTABLE.',
    applies: (opcode) => (opcode & 0xff70_f0c0) >>> 0 === 0xf320_0000,
  },
  {
    what: 'SETEND, which only other profiles have.',
    right: 'ampscope',
    source: 'A5.2.5: the encoding is UNDEFINED.',
    applies: (opcode) => (opcode & 0xfff7) === 0xb650 && opcode < 0x1_0000,
  },
  {
    what: 'LDREXD and STREXD, which only other profiles have.',
    right: 'ampscope',
    source: 'A5.3.6: the encoding is UNDEFINED.',
    applies: (opcode) => (opcode & 0xffe0_00f0) >>> 0 === 0xe8c0_0070,
  },
];
const uses = new Map(accepted.map((item) => [item, 0]));

let tried = 0;
const open: string[] = [];
const halves = (opcode: number): readonly [number, number] =>
  opcode > 0xffff ? [opcode >>> 16, opcode & 0xffff] : [opcode, 0];

beforeAll(async () => {
  const random = new Random(7);
  const theirs = await capstone();
  const textOf = (opcode: number): string => theirs(...halves(opcode), place.code);
  /** UNPREDICTABLE encodings are nothing here, and often something on QEMU: everybody may choose. */
  const isChoice = (opcode: number): boolean => {
    if (isDangerous(opcode)) return true;
    const difference = { word: opcode, ours: '', theirs: textOf(opcode) };
    return difference.theirs !== '' && unpredictable.some(({ applies }) => applies(difference));
  };
  const batch = new Batch(new Model(), 1);
  const add = (opcode: number): void => {
    if (opcode === semihosting || decode(...halves(opcode), place.code, false) !== undefined) return;
    if (!isChoice(opcode)) batch.addUndefined(opcode);
  };
  for (let first = 0; !isWide(first); first++) add(first);
  for (let i = 0; i < wanted; i++) add(firstWide + random.below(0x1800_0000));
  tried = batch.size;
  const image = buildHarness(folder);
  for (const { program, words } of batch.compare(await runOnQemu(image, `${folder}/run`, batch.file))) {
    const reason = accepted.find(({ applies }) => applies(program.opcode));
    if (reason !== undefined) {
      uses.set(reason, uses.get(reason)! + 1);
      continue;
    }
    const cfsr = words.find(({ index }) => index === word.cfsr);
    const fault = `CFSR 0x${cfsr?.ours.toString(16)}, QEMU 0x${cfsr?.theirs.toString(16)}`;
    open.push(`0x${program.opcode.toString(16)} ${textOf(program.opcode)}: ${fault}`);
  }
}, hour);

it('what is no instruction here faults as on QEMU', () => {
  expect(open.slice(0, shown)).toEqual([]);
  expect(tried).toBeGreaterThan(wanted / 10);
});

it.skipIf(wanted < 100_000).each(accepted.map((item) => [item.what, item] as const))('the list says: %s', (_, item) => {
  expect(uses.get(item)).toBeGreaterThan(0);
});

afterAll(() => {
  const total = [...uses.values()].reduce((sum, times) => sum + times, 0);
  const reasons = [...uses].map(
    ([item, times]) => `${`${times}`.padStart(8)}  ${item.what} Right: ${item.right}. ${item.source}`,
  );
  console.log(
    [
      `${tried} words that are no instruction, ${total} accepted differences, ${open.length} open ones`,
      ...reasons,
    ].join('\n'),
  );
});
