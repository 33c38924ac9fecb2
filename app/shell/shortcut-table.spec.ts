/** The keys: none has two meanings, each can be changed, and what is remembered is checked. */
import { expect, it } from 'vitest';
import { bindingOf, keysOf, ownerOf, readKeys, shortcuts, shownKeys } from './shortcut-table';

const press = (key: string, held: Partial<Record<'ctrlKey' | 'altKey' | 'shiftKey', boolean>> = {}) =>
  bindingOf({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...held });
const storage = (text: string | null): Storage => ({ getItem: () => text }) as unknown as Storage;

it('gives every key one meaning', () => {
  const all = shortcuts.flatMap(({ bindings }) => bindings.map((each) => each.toLowerCase()));
  expect(new Set(all).size).toBe(all.length);
});

it('reads key presses as the table writes them', () => {
  expect(press('F8')).toBe('F8');
  expect(press('k', { ctrlKey: true })).toBe('$mod+k');
  expect(press('P', { ctrlKey: true, shiftKey: true })).toBe('$mod+Shift+p');
  expect(press('?', { shiftKey: true })).toBe('?');
  expect(press('Shift', { shiftKey: true })).toBeUndefined();
});

it('shows the key of the user in the place of the usual one', () => {
  expect(shownKeys('run')).toBe('F8');
  expect(shownKeys('run', { run: '$mod+Shift+r' })).toBe('Ctrl+Shift+R');
  const run = shortcuts.find(({ id }) => id === 'run');
  expect(run && keysOf(run, { run: 'F2' })).toEqual(['F2']);
});

it('knows whose a key is', () => {
  expect(ownerOf('F10', {}, 'run')?.id).toBe('step-over');
  expect(ownerOf('$mod+Shift+p', {}, 'run')?.id).toBe('palette');
  expect(ownerOf('F8', {}, 'run')).toBeUndefined();
  expect(ownerOf('F8', { run: 'F2' }, 'step')).toBeUndefined();
  expect(ownerOf('F2', { run: 'F2' }, 'step')?.id).toBe('run');
});

it.each([null, '', 'not json', '[]', '{"run":3}', '{"nothing":"F2"}', '{"run":""}'])('begins anew over %s', (text) => {
  expect(readKeys(storage(text))).toEqual({});
});

it('remembers', () => {
  expect(readKeys(storage('{"run":"F2","x":"F3"}'))).toEqual({ run: 'F2' });
});
