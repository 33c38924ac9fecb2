/** The exceptions: one small program per rule of the manual that checks itself, on our core and on QEMU. */
import { afterAll, describe, expect, it } from 'vitest';
import { runOnOurs } from './board';
import { buildRules } from './build';
import { onlyOurs } from './only-ours';
import type { Outcome } from './outcome';
import { runOnQemu } from './qemu';

const folder = 'test-results/programs';
/** With this number the program tells its rules. */
const list = 0xffff;

const image = buildRules(folder);
const rules = runOnOurs(image, list)
  .text.trimEnd()
  .split('\n')
  .map((line, number) => {
    const [name, section, end, sentence] = line.split('|');
    return { number, name: name!, section: section!, end: end!, sentence: sentence! };
  });
const said = (of: Outcome): string => `${of.text}${of.end}`;
/** For rules that QEMU does not follow: some never end there, in milliseconds. */
const short = 5000;
const count = { both: 0, ours: 0 };

describe('rules of exceptions', () => {
  it.each(rules.map((rule) => [rule.name, rule.sentence, rule.section, rule] as const))(
    '%s: %s (%s)',
    { timeout: 60_000 },
    async (name, _sentence, _section, rule) => {
      const alone = onlyOurs.some((item) => item.rule === name);
      const theirs = runOnQemu(image, `${folder}/rule-${name}`, rule.number, alone ? short : undefined);
      const ours = said(runOnOurs(image, rule.number));
      const qemu = said(await theirs);
      expect(ours).toBe(rule.end);
      // What QEMU has learnt in a later version must leave the list.
      if (alone) expect(qemu).not.toBe(rule.end);
      else expect(`QEMU: ${qemu}`).toBe(`QEMU: ${rule.end}`);
      if (alone) count.ours++;
      else count.both++;
    },
  );

  it.each(onlyOurs.map((item) => [item.rule]))('the list of what QEMU does otherwise names a rule: %s', (name) => {
    expect(rules.some((rule) => rule.name === name)).toBe(true);
  });
});

afterAll(() => {
  const reasons = onlyOurs.map((item) => `  ${item.rule}: ${item.qemu} (${item.section})`);
  console.log([`${count.both} rules on both machines, ${count.ours} on ours only:`, ...reasons].join('\n'));
});
