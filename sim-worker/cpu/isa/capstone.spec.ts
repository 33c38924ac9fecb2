/** The text of instructions against Capstone, an outside disassembler: all 16-bit ones and a sample of the 32-bit ones. */
import { beforeAll, expect, it } from 'vitest';
import { capstone } from '../../testing/oracle/capstone';
import { acceptedOfCapstone } from '../../testing/oracle/spellings';
import { disassemble } from './disassemble';
import { encodings } from './table';

/** How many 32-bit instructions are compared; `npm run oracle` compares millions. */
const samples = Number(process.env.ISA_SAMPLES ?? 60_000);
const address = 0x1000;

let theirs: Awaited<ReturnType<typeof capstone>>;
beforeAll(async () => {
  theirs = await capstone();
});

/** Empty when we know no such instruction. */
function ours(first: number, second: number): string {
  const { text } = disassemble(first, second, address);
  return text.startsWith('.') ? '' : text;
}

const used = new Set<string>();
/** Differences without a reason. */
function differencesIn(words: Iterable<number>): readonly string[] {
  const bad: string[] = [];
  for (const word of words) {
    const [first, second] = word > 0xffff ? [word >>> 16, word & 0xffff] : [word, 0];
    const difference = { word, ours: ours(first, second), theirs: theirs(first, second, address) };
    if (difference.ours === difference.theirs) continue;
    const why = acceptedOfCapstone.find(({ applies }) => applies(difference));
    if (why === undefined) bad.push(`${word.toString(16)}: ${difference.ours} | ${difference.theirs}`);
    else used.add(why.reason);
  }
  return bad;
}

function* chance(): Generator<number, never> {
  for (let seed = 1; ; ) {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) | 0;
    const mixed = Math.imul(seed ^ (seed >>> 15), 0x85eb_ca6b);
    yield (mixed ^ (mixed >>> 13)) >>> 0;
  }
}
/** By turns anything, and a row of the table with its operand bits filled. */
function* wideSamples(): Generator<number> {
  const random = chance();
  const next = (): number => random.next().value;
  const rows = encodings.filter(({ width }) => width === 32);
  for (let i = 0; i < samples; i++) {
    const row = rows[next() % rows.length]!;
    yield i % 2 === 0 ? (0xe800_0000 + (next() % 0x1800_0000)) >>> 0 : ((next() & ~row.mask) | row.value) >>> 0;
  }
}

it('all 16-bit instructions', () => {
  expect(differencesIn(Array.from({ length: 0xe800 }, (_, first) => first))).toEqual([]);
});

it('a sample of the 32-bit instructions', () => {
  expect(differencesIn(wideSamples())).toEqual([]);
});

it('every accepted difference exists', () => {
  expect(acceptedOfCapstone.map(({ reason }) => reason).filter((reason) => !used.has(reason))).toEqual([]);
});
