/** What a number or a name leads to. */
import { expect, it } from 'vitest';
import { namedTargets, numberTargets } from './go-to';

const messages = [{ ordinal: 3, id: 210 }];
const keys = (text: string): readonly string[] => numberTargets(text, 500, messages).map(({ key }) => key);

it('takes hexadecimal numbers for addresses, in memory and as code', () => {
  expect(keys('0x10040000')).toEqual(['memory 268697600', 'code 268697600']);
  expect(numberTargets('0x10000101', 0, []).map(({ selection }) => selection)).toEqual([
    { kind: 'address', address: 0x10000101 },
    { kind: 'address', address: 0x10000100 },
  ]);
});

it('takes plain numbers for events and for messages that are listed', () => {
  expect(keys('3')).toEqual(['event 3', 'message 3']);
  expect(keys('event 3')).toEqual(['event 3']);
  expect(keys('message 3')).toEqual(['message 3']);
  expect(numberTargets('message 3', 500, messages)[0]?.selection).toEqual({ kind: 'event', seq: 210 });
});

it('offers no event that has not happened and no message that is not kept', () => {
  expect(keys('501')).toEqual([]);
  expect(keys('message 4')).toEqual([]);
});

it('leads functions to the code and objects to the memory', () => {
  const targets = namedTargets(
    [
      { name: 'main', address: 0x10000100, code: true },
      { name: 'buffer', address: 0x10020000, code: false },
    ],
    undefined,
  );
  expect(targets.map(({ title, panel }) => `${title}: ${panel}`)).toEqual(['main: disassembly', 'buffer: memory']);
});
