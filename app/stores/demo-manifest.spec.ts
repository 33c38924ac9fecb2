/** The manifest is read with care: what is incomplete is left out, not shown broken. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { demoUrl, parseManifest } from './demo-manifest';

const whole = {
  id: 'echo',
  title: 'Echo',
  sentence: 'Type hello.',
  minutes: 2,
  elf: 'echo.elf',
  map: '',
  sources: ['main.c'],
  services: [],
  howTo: [],
};

it('reads a list, bare or under "demos"', () => {
  expect(parseManifest([whole])).toEqual([whole]);
  expect(parseManifest({ demos: [whole] })).toEqual([whole]);
});

it('leaves out what cannot be opened', () => {
  expect(parseManifest([{ ...whole, elf: undefined }, null, 'x', { id: 'a' }, whole])).toEqual([whole]);
  expect(parseManifest('nonsense')).toEqual([]);
});

it('finds the ELF by name or by path', () => {
  const [demo] = parseManifest([whole]);
  expect(demo && demoUrl(demo)).toBe('./demos/echo/echo.elf');
  const [other] = parseManifest([{ ...whole, elf: 'echo/build/echo.elf' }]);
  expect(other && demoUrl(other)).toBe('./demos/echo/build/echo.elf');
});

it('understands the manifest that comes with the page', () => {
  const root = new URL('../../public/', import.meta.url);
  const demos = parseManifest(JSON.parse(readFileSync(new URL('demos/manifest.json', root), 'utf8')));
  expect(demos.length).toBeGreaterThan(0);
  for (const demo of demos)
    expect(
      readFileSync(new URL(demoUrl(demo), root))
        .subarray(1, 4)
        .toString(),
    ).toBe('ELF');
});
