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
const wanted = Number(process.env.ORACLE_CASES ?? 10_000);
/** Only rows with this in them. */
const only = process.env.ORACLE_ONLY;
const batchCases = 60_000;
const folder = 'test-results/oracle';
const hour = 3_600_000;
const shown = 5;

type Count = { cases: number; completed: number; text: string; accepted: number; readonly open: Disagreement[] };
const chosen = encodings.filter((entry) => only === undefined || entry.row.includes(only));
const counts = new Map<Encoding, Count>(
  chosen.map((entry) => [entry, { cases: 0, completed: 0, text: '', accepted: 0, open: [] }]),
);
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

  it('no entry of the table is left out', () => {
    const rest = chosen.filter((entry) => counts.get(entry)!.completed === 0);
    expect(rest.map(({ row }) => row)).toEqual([]);
  });

  it.skipIf(only !== undefined || wanted < 1000).each(accepted.map((item) => [item.what, item] as const))(
    'the list says: %s',
    (_, item) => expect(uses.get(item)).toBeGreaterThan(0),
  );
});

const line = (example: string, row: string, ...numbers: readonly (number | string)[]): string =>
  [example.padEnd(12), row.padEnd(48), ...numbers.map((n) => `${n}`.padStart(10))].join('');

afterAll(() => {
  const all = [...counts];
  const sum = (of: (count: Count) => number): number => all.reduce((total, [, count]) => total + of(count), 0);
  const covered = all.filter(([, { completed }]) => completed > 0).length;
  const report = [
    line('example', 'encoding', 'cases', 'completed', 'accepted', 'open'),
    ...all.map(([{ row }, { text, cases, completed, accepted: known, open }]) =>
      line(text.split(' ')[0] ?? '', row, cases, completed, known, open.length),
    ),
    `${covered} of ${all.length} encodings executed, ${sum(({ cases }) => cases)} cases`,
    `${sum((count) => count.accepted)} accepted differences, ${sum(({ open }) => open.length)} open ones`,
    ...[...uses].map(
      ([{ what, right, source }, times]) => `${`${times}`.padStart(8)}  ${what} Right: ${right}. ${source}`,
    ),
    ...all.flatMap(([, { open }]) => open.slice(0, shown).map(show)),
  ];
  console.log(report.join('\n'));
});
