/** Every entry of the instruction table, executed by us and by QEMU's Cortex-M4 from many states: all must be the same. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Encoding } from '../../cpu/isa/encoding';
import { encodings } from '../../cpu/isa/table';
import { accepted } from './accepted';
import { Batch, type Disagreement } from './batch';
import { nameOfWord } from './layout';
import { Model } from './model';
import { buildHarness, runOnQemu } from './qemu';

/** Cases per encoding. */
const wanted = Number(process.env.ORACLE_CASES ?? 4000);
/** Only rows with this in them. */
const only = process.env.ORACLE_ONLY;
const batchCases = 60_000;
const folder = 'test-results/oracle';
const hour = 3_600_000;
const shown = 5;

type Count = { cases: number; text: string; accepted: number; readonly open: Disagreement[] };
const chosen = encodings.filter((entry) => only === undefined || entry.row.includes(only));
const counts = new Map<Encoding, Count>(chosen.map((entry) => [entry, { cases: 0, text: '', accepted: 0, open: [] }]));
const uses = new Map(accepted.map((item) => [item, 0]));

const hex = (value: number): string => `0x${(value >>> 0).toString(16)}`;
const show = ({ program, words }: Disagreement): string =>
  `${hex(program.opcode)} ${program.text}: ${words
    .slice(0, 6)
    .map(
      ({ index, before, ours, theirs }) => `${nameOfWord(index)} ${hex(before)} -> ${hex(ours)}, QEMU ${hex(theirs)}`,
    )
    .join('; ')}`;

function judge(one: Disagreement): void {
  const count = counts.get(one.entry!)!;
  const reason = accepted.find((item) => item.applies(one));
  if (reason === undefined) count.open.push(one);
  else {
    count.accepted++;
    uses.set(reason, uses.get(reason)! + 1);
  }
}

beforeAll(async () => {
  const image = buildHarness(folder);
  const model = new Model();
  const perBatch = Math.max(1, Math.floor(batchCases / wanted));
  let previous: Promise<void> = Promise.resolve();
  for (let at = 0; at < chosen.length; at += perBatch) {
    const batch = new Batch(model, at + 1);
    for (const entry of chosen.slice(at, at + perBatch)) Object.assign(counts.get(entry)!, batch.add(entry, wanted));
    // While QEMU runs these, the next ones are made.
    await previous;
    previous = runOnQemu(image, `${folder}/${at}`, batch.file).then((results) => batch.compare(results).forEach(judge));
    previous.catch(() => undefined);
  }
  await previous;
}, hour);

describe('every encoding does what it does on QEMU', () => {
  it.each(chosen.map((entry) => [entry.row, entry] as const))('%s', (_, entry) => {
    const { cases, open } = counts.get(entry)!;
    expect(open.slice(0, shown).map(show)).toEqual([]);
    expect(cases).toBe(wanted);
  });

  it.skipIf(only !== undefined || wanted < 1000).each(accepted.map((item) => [item.what, item] as const))(
    'the list says: %s',
    (_, item) => expect(uses.get(item)).toBeGreaterThan(0),
  );
});

afterAll(() => {
  const rows = [...counts].map(([entry, { text, cases, accepted: known, open }]) => {
    const [mnemonic = ''] = text.split(' ');
    return [
      mnemonic.padEnd(12),
      entry.row.padEnd(48),
      `${cases}`.padStart(8),
      `${known}`.padStart(8),
      `${open.length}`.padStart(8),
    ].join('');
  });
  const sum = (of: (count: Count) => number): number => [...counts.values()].reduce((all, count) => all + of(count), 0);
  const head = `${'example'.padEnd(12)}${'encoding'.padEnd(48)}${'cases'.padStart(8)}${'accepted'.padStart(8)}${'open'.padStart(8)}`;
  const total = `${counts.size} encodings, ${sum((c) => c.cases)} cases, ${sum((c) => c.accepted)} accepted differences, ${sum((c) => c.open.length)} open ones`;
  const reasons = [...uses].map(
    ([item, times]) => `${`${times}`.padStart(8)}  ${item.what} Right: ${item.right}. ${item.source}`,
  );
  console.log([head, ...rows, total, ...reasons].join('\n'));
  const open = [...counts.values()].flatMap((count) => count.open.slice(0, shown));
  if (open.length > 0) console.log(open.map(show).join('\n'));
});
