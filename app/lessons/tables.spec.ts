/** Every lesson's table is well made: its patterns are events with such fields, and it stays short. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fieldsOf } from '../../sim-worker/contract/stop-rules';
import { parseManifest } from '../stores/demo-manifest';
import { panelIds } from '../stores/panel-ids';
import { lessons } from './catalogue';
import type { Claim, Deed, Lesson, Reading, Step } from './lesson';
import { bodyOf } from './patterns';

const demos = parseManifest(JSON.parse(readFileSync('public/demos/manifest.json', 'utf8')));
const knownParts = /^(linux|m4|ipcc|peripherals|vring[01]|lamp-[12]-[1-6])$/;

function readingsOf(step: Step): readonly Reading[] {
  const claims: readonly Claim[] =
    step.kind === 'choose' ? step.choices.map(({ holds }) => holds) : step.kind === 'do' ? (step.must ?? []) : [];
  return [
    ...claims.map(({ reading }) => reading),
    ...(step.again?.past === undefined ? [] : [step.again.past.reading]),
    ...(step.kind === 'predict' ? [step.reading] : []),
    ...(step.tells ?? []),
  ];
}
function patternsOf(step: Step): readonly string[] {
  const inReadings = readingsOf(step).flatMap((reading) =>
    reading.kind === 'order'
      ? [reading.first, reading.second]
      : reading.kind === 'span'
        ? [reading.from, reading.to]
        : reading.kind === 'count' || reading.kind === 'field' || reading.kind === 'actor'
          ? [reading.of]
          : [],
  );
  const asked = step.kind === 'do' ? [...step.passes, ...(step.fails ?? []).map(({ when }) => when)] : [];
  const after = (step.kind === 'predict' || step.kind === 'choose') && step.after !== undefined ? [step.after] : [];
  const ever = 'ever' in step && typeof step.ever === 'string' ? [step.ever] : [];
  const deeds: readonly Deed[] = [...(step.before ?? []), ...(step.again?.deeds ?? [])];
  const done = deeds.flatMap((deed) =>
    deed.kind === 'run-to' ? [deed.to] : deed.kind === 'show-address' ? [deed.of] : [],
  );
  return [...inReadings, ...asked, ...after, ...ever, ...done];
}

/** What a reader has to read. */
const wordsOf = (lesson: Lesson): number =>
  lesson.steps
    .flatMap((step) => [step.title, ...step.text, step.learnt ?? '', 'question' in step ? step.question : ''])
    .join(' ')
    .split(/\s+/).length;

it('there are eight', () => {
  expect(lessons.map(({ id }) => id)).toHaveLength(8);
});

describe.each(lessons)('$id', ({ id, minutes, load }) => {
  it('has the firmware that it is about, and the name it is kept by', async () => {
    const lesson = await load();
    expect(lesson.id).toBe(id);
    expect(demos.map((demo) => demo.id)).toContain(lesson.demo);
  });

  it('asks only for events and fields that exist', async () => {
    for (const step of (await load()).steps) {
      for (const pattern of patternsOf(step)) expect(() => bodyOf(pattern), pattern).not.toThrow();
      for (const reading of readingsOf(step)) {
        if (reading.kind === 'field') expect(Object.keys(fieldsOf(bodyOf(reading.of).on))).toContain(reading.field);
      }
    }
  });

  it('points at panels and parts that exist, and gives at most three hints', async () => {
    for (const { spot, hints = [], title } of (await load()).steps) {
      if (spot?.panel !== undefined) expect(panelIds, title).toContain(spot.panel);
      if (spot?.part !== undefined) expect(spot.part).toMatch(spot.panel === undefined ? /^(run|step)$/ : knownParts);
      expect(hints.length, title).toBeLessThanOrEqual(3);
    }
  });

  it('gives something back only to whoever can be past it', async () => {
    for (const step of (await load()).steps) {
      if (step.again === undefined || step.again.past !== undefined) continue;
      expect(step.kind === 'do' && step.ever !== undefined, step.title).toBe(true);
    }
  });

  it('can be read in its time, at 120 words a minute', async () => {
    expect(wordsOf(await load()) / 120).toBeLessThan(minutes);
    expect(minutes).toBeLessThanOrEqual(5);
  });

  it('has an answer for whatever is wrong', async () => {
    for (const step of (await load()).steps) {
      if (step.kind === 'choose') {
        expect(step.choices.length).toBeGreaterThan(1);
        for (const choice of step.choices) expect(choice.reason).not.toBe('');
      }
      if (step.kind === 'click') expect(step.wrong.length).toBeGreaterThan(0);
    }
  });
});
