/** The text of all 16-bit and of millions of 32-bit encodings, against Capstone and against binutils' objdump. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { disassemble } from '../../cpu/isa/disassemble';
import { encodings } from '../../cpu/isa/table';
import { capstone } from './capstone';
import { objdump } from './objdump';
import { acceptedOfObjdump, comparable, comparableOfObjdump } from './objdump-spelling';
import { Random } from './random';
import { type AcceptedText, acceptedOfCapstone } from './spellings';

const wanted = Number(process.env.ORACLE_TEXTS ?? 2_000_000);
const perStep = 100_000;
const folder = 'test-results/oracle/text';
const hour = 3_600_000;
const firstWide = 0xe800;
/** So many are shown. */
const shown = 20;
/** mov r8, r8: what follows an IT is not compared. */
const filler = 0x46c0;

/** Judges the texts of one disassembler. */
class Judge {
  compared = 0;
  accepted = 0;
  readonly open: string[] = [];
  readonly uses: Map<AcceptedText, number>;

  constructor(list: readonly AcceptedText[]) {
    this.uses = new Map(list.map((item) => [item, 0]));
  }

  compare(word: number, ours: string, theirs: string): void {
    this.compared++;
    if (ours === theirs) return;
    const difference = { word, ours, theirs };
    for (const [item, times] of this.uses) {
      if (!item.applies(difference)) continue;
      this.accepted++;
      this.uses.set(item, times + 1);
      return;
    }
    this.open.push(`0x${word.toString(16)}: ${ours} | ${theirs}`);
  }

  get report(): string {
    const reasons = [...this.uses].map(([{ reason }, times]) => `${`${times}`.padStart(9)}  ${reason}`);
    return [
      `${this.compared} texts, ${this.accepted} accepted differences, ${this.open.length} open ones`,
      ...reasons,
      ...this.open.slice(0, shown),
    ].join('\n');
  }
}

const ours = (first: number, second: number, address: number): string => {
  const { text } = disassemble(first, second, address);
  return text.startsWith('.') ? '' : text;
};

type Placed = { readonly word: number; readonly halves: readonly number[] };
const isIt = (first: number): boolean => first >>> 8 === 0xbf && (first & 15) !== 0;
const narrow: readonly Placed[] = Array.from({ length: firstWide }, (_, first) => ({
  word: first,
  halves: isIt(first) ? [first, filler, filler, filler, filler] : [first],
}));
/** The other halfwords begin an instruction of 32 bits: each with some second halfwords. */
function wide(count: number, random: Random): readonly Placed[] {
  const rows = encodings.filter(({ width }) => width === 32);
  return Array.from({ length: count }, (_, i) => {
    const row = random.pick(rows);
    const filled = ((random.word() & ~row.mask) | row.value) >>> 0;
    const word = i % 2 === 0 ? (firstWide * 0x1_0000 + random.below(0x1800_0000)) >>> 0 : filled;
    return { word, halves: [word >>> 16, word & 0xffff] };
  });
}
const eachFirst = (random: Random): readonly Placed[] =>
  Array.from({ length: 0x1_0000 - firstWide }, (_, i) => {
    const halves = [firstWide + i, random.word() & 0xffff] as const;
    return { word: ((halves[0] << 16) | halves[1]) >>> 0, halves };
  });

const judges = { capstone: new Judge(acceptedOfCapstone), objdump: new Judge(acceptedOfObjdump) };

function compareAll(list: readonly Placed[], theirs: Awaited<ReturnType<typeof capstone>>): void {
  const texts = objdump(Uint16Array.from(list.flatMap(({ halves }) => halves)), folder);
  let address = 0;
  for (const { word, halves } of list) {
    const [first = 0, second = 0] = halves;
    const mine = ours(first, second, address);
    judges.capstone.compare(word, mine, theirs(first, second, address));
    judges.objdump.compare(word, comparable(mine), comparableOfObjdump(texts.get(address) ?? 'nothing'));
    address += 2 * halves.length;
  }
}

beforeAll(async () => {
  const theirs = await capstone();
  const random = new Random(1);
  compareAll(narrow, theirs);
  compareAll(eachFirst(random), theirs);
  for (let done = 0; done < wanted; done += perStep) {
    compareAll(wide(Math.min(perStep, wanted - done), random), theirs);
    // The test runner wants to hear from time to time.
    await new Promise((resolve) => setImmediate(resolve));
  }
}, hour);

describe.each(['capstone', 'objdump'] as const)('against %s', (name) => {
  it('every text is the same, or the list says why not', () => {
    expect(judges[name].open.slice(0, shown)).toEqual([]);
    expect(judges[name].compared).toBe(0x1_0000 + wanted);
  });
});

it.skipIf(wanted < 1_000_000)('the lists have no reason that nothing needs', () => {
  const used = (item: AcceptedText): boolean => Object.values(judges).some(({ uses }) => (uses.get(item) ?? 0) > 0);
  const listed = new Set([...acceptedOfCapstone, ...acceptedOfObjdump]);
  expect([...listed].filter((item) => !used(item)).map(({ reason }) => reason)).toEqual([]);
});

afterAll(() => {
  for (const [name, judge] of Object.entries(judges)) console.log(`${name}: ${judge.report}`);
});
