/** The table of rules as a whole: every one has a case, the catalogue of failures is covered, and the printed table is up to date. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { untested } from '../testing/rule-cases';
import { describeRules, rules } from './all';

const folder = 'sim-worker/diagnose/rules';

/** Rules that some spec has a failing case for. */
function tested(): readonly { readonly rule: string }[] {
  const specs = readdirSync(folder).filter((name) => name.endsWith('.spec.ts'));
  const text = specs.map((name) => readFileSync(`${folder}/${name}`, 'utf8')).join('\n');
  return [...text.matchAll(/\brule: '([^']+)'/g)].map(([, rule = '']) => ({ rule }));
}

const sources = new Set(rules.flatMap((rule) => rule.sources));
const numbered = (letter: string): number => [...sources].filter((source) => source.startsWith(letter)).length;

it('every rule has a failing case and a near miss', () => {
  expect(
    untested(
      rules.map(({ id }) => id),
      tested() as Parameters<typeof untested>[1],
    ),
  ).toEqual([]);
});

it('no two rules have the same name, nor the same title', () => {
  expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
  expect(new Set(rules.map(({ title }) => title)).size).toBe(rules.length);
});

it('at least 45 failures of the catalogue and all eight invariants are looked for', () => {
  expect(numbered('F-')).toBeGreaterThanOrEqual(45);
  expect(numbered('V')).toBe(8);
});

describe('words', () => {
  it.each(rules.map((rule) => [rule.id, rule] as const))('%s says what it is, why, and how to mend it', (_id, rule) => {
    expect(rule.id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(rule.title).not.toMatch(/\.$/);
    for (const sentence of [rule.doc, rule.why, rule.mend]) expect(sentence).toMatch(/[.?!;]$/);
    for (const source of rule.sources) expect(source).toMatch(/^(F-\d\d|V[1-8]|[1-8](\.\d)?)$/);
  });
});

it('the printed table is that of the rules', async () => {
  const rows = describeRules().map(
    ({ id, group, title, doc, sources }) => `| ${id} | ${group} | ${title} | ${doc} | ${sources.join(', ')} |`,
  );
  const text = [
    '# What is looked for',
    '',
    'Made by `rules.spec.ts` from the rules; sources are numbers of the catalogue of failures (F) and of the invariants of rings (V).',
    '',
    '| rule | group | title | fires when | sources |',
    '|---|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
  await expect(text).toMatchFileSnapshot('rules.md');
});
