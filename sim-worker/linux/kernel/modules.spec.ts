/** Loadable modules: what one needs comes first, what is in use stays. */
import { expect, it } from 'vitest';
import { Modules } from './modules';

function bench() {
  const modules = new Modules();
  const done: string[] = [];
  const held = { ctrl: 0 };
  const add = (name: string, needs: readonly string[], holders = () => 0): void =>
    modules.add({
      name,
      needs,
      size: 4096,
      holders,
      insert: () => void done.push(`+${name}`),
      remove: () => void done.push(`-${name}`),
    });
  add('rpmsg_char', []);
  add('rpmsg_ctrl', ['rpmsg_char'], () => held.ctrl);
  return { modules, done, held };
}

it('the newest stands first, with its users', () => {
  expect(bench().modules.loaded).toEqual([
    { name: 'rpmsg_ctrl', size: 4096, uses: 0, usedBy: [] },
    { name: 'rpmsg_char', size: 4096, uses: 1, usedBy: ['rpmsg_ctrl'] },
  ]);
});

it('a module that another needs, or that is held, cannot go', () => {
  const { modules, held, done } = bench();
  expect(modules.remove('rpmsg_char')).toBe(11);
  held.ctrl = 1;
  expect(modules.remove('rpmsg_ctrl')).toBe(11);
  held.ctrl = 0;
  expect([modules.remove('rpmsg_ctrl'), modules.remove('rpmsg_char')]).toEqual([0, 0]);
  expect(done).toEqual(['-rpmsg_ctrl', '-rpmsg_char']);
});

it('what is needed is loaded first; both signs mean the same', () => {
  const { modules, done } = bench();
  modules.remove('rpmsg_ctrl');
  modules.remove('rpmsg-char');
  expect([modules.insert('rpmsg-ctrl'), modules.insert('rpmsg_ctrl')]).toEqual([0, 0]);
  expect(done.slice(2)).toEqual(['+rpmsg_char', '+rpmsg_ctrl']);
});

it('no such module, or not loaded: ENOENT', () => {
  const { modules } = bench();
  expect([modules.insert('nothing'), modules.remove('nothing')]).toEqual([2, 2]);
  modules.remove('rpmsg_ctrl');
  expect(modules.remove('rpmsg_ctrl')).toBe(2);
});

it('a copy of the state knows what was loaded', () => {
  const { modules, done } = bench();
  const saved = modules.save();
  modules.remove('rpmsg_ctrl');
  modules.load(saved);
  expect(modules.isLoaded('rpmsg_ctrl')).toBe(true);
  expect(done).toHaveLength(1);
});
