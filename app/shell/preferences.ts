/** What is remembered between visits, in the browser and nowhere else. */
import { roleNames } from '../derive/roles';
import type { SessionState, Theme } from '../stores/session-state';

const storageKey = 'ampscope.preferences';

/** Everything that one of a few words can say. */
const choices = {
  theme: ['light', 'dark'],
  roles: roleNames,
  aloud: ['on', 'off'],
  stepKind: ['instruction', 'ipc-event', 'message'],
  board: ['dk2', 'ev1'],
  tree: ['mainline', 'st'],
  kernel: ['A', 'B', 'C'],
  deviceTree: ['standard', 'm4-examples'],
  etzpcAnswer: ['bus-error', 'zero'],
} as const satisfies Partial<{ [K in keyof SessionState]: readonly SessionState[K][] }>;
type Name = keyof typeof choices;
const names = Object.keys(choices) as Name[];

export function readPreferences(storage: Storage, prefersDark: boolean): Partial<SessionState> {
  const theme: Theme = prefersDark ? 'dark' : 'light';
  try {
    const saved = JSON.parse(storage.getItem(storageKey) ?? '{}') as Partial<Record<Name, unknown>>;
    const known = names.filter((name) => (choices[name] as readonly unknown[]).includes(saved[name]));
    return { theme, ...Object.fromEntries(known.map((name) => [name, saved[name]])) };
  } catch {
    return { theme };
  }
}

/** Nothing that is remembered differs. */
export const samePreferences = (a: SessionState, b: SessionState): boolean =>
  names.every((name) => a[name] === b[name]);

export function writePreferences(storage: Storage, state: SessionState): void {
  try {
    storage.setItem(storageKey, JSON.stringify(Object.fromEntries(names.map((name) => [name, state[name]]))));
  } catch {
    // A full or forbidden storage only means that nothing is remembered.
  }
}
