/** Every line of the kernel log that this Linux can say of the M4 is explained, once. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bootedEcho } from '../testing/echo-bench';
import { kernelLineMeaning, kernelLineMeanings } from './kernel-lines';
import { ns } from './units';

it.each(kernelLineMeanings.map((row) => [row.example, row] as const))('%s', (example, row) => {
  expect(kernelLineMeaning(example)).toBe(row);
  expect(row.means).toMatch(/[.?]$/);
});

/** Drivers that talk only when somebody tests them with their own files. */
const asides = /mailbox-test|rpmsg-sdb|rproc-srm|rpmsg-ctrl|rate-limit/;
const sources = (folder: string): readonly string[] =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter(({ name }) => name.endsWith('.ts') && !name.endsWith('.spec.ts'))
    .map(({ name, parentPath }) => join(parentPath, name))
    .filter((path) => !asides.test(path));

describe('what the drivers say', () => {
  const said = sources('sim-worker/linux').flatMap((path) =>
    [...readFileSync(path, 'utf8').matchAll(/\b(?:say|#say)\((?:\w+, )?(['`"])((?:(?!\1).)+)\1/g)].map(
      ([, , text = '']) => text.replace(/\$\{[^}]*\}/g, '1'),
    ),
  );
  const whole = said.filter((text) => !/^1[ :]/.test(text));
  it('is read from their sources', () => expect(said.length).toBeGreaterThan(40));
  it.each([...new Set(whole)])('%s', (text) => expect(kernelLineMeaning(`speaker: ${text}`)).toBeDefined());
});

it.each(['tty-echo', 'mailbox-pingpong', 'crash-recovery'])('the log of %s', (demo) => {
  const target = bootedEcho('echo stop > /sys/class/remoteproc/remoteproc0/state', demo);
  target.machine.run(ns(1500e6));
  const strange = target.machine.linux.dmesg.filter(({ text }) => kernelLineMeaning(text) === undefined);
  expect(strange.map(({ text }) => text)).toEqual([]);
});

it('a healthy start has no line of trouble', () => {
  const target = bootedEcho('');
  target.machine.run(ns(300e6));
  expect(target.machine.linux.dmesg.filter(({ text }) => kernelLineMeaning(text)?.trouble === true)).toEqual([]);
});

it('knows nothing of a line that is not about the M4', () => {
  expect(kernelLineMeaning('usb 1-1: new high-speed USB device')).toBeUndefined();
});
