/** One version, in both places. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { ampscopeVersion } from './version';

it('is that of package.json', () => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  expect(ampscopeVersion).toBe(version);
});
