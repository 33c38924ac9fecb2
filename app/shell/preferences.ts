/** What is remembered between visits, in the browser and nowhere else. */
import type { SessionState, Theme } from '../stores/session-state';

const storageKey = 'ampscope.preferences';

type Preferences = Pick<SessionState, 'theme' | 'stepKind' | 'board'>;

export function readPreferences(storage: Storage, prefersDark: boolean): Partial<SessionState> {
  const theme: Theme = prefersDark ? 'dark' : 'light';
  try {
    const saved = JSON.parse(storage.getItem(storageKey) ?? '{}') as Partial<Record<keyof Preferences, unknown>>;
    return {
      theme: saved.theme === 'light' || saved.theme === 'dark' ? saved.theme : theme,
      ...(saved.stepKind === 'instruction' || saved.stepKind === 'ipc-event' || saved.stepKind === 'message'
        ? { stepKind: saved.stepKind }
        : {}),
      ...(saved.board === 'dk2' || saved.board === 'ev1' ? { board: saved.board } : {}),
    };
  } catch {
    return { theme };
  }
}

export function writePreferences(storage: Storage, { theme, stepKind, board }: SessionState): void {
  try {
    storage.setItem(storageKey, JSON.stringify({ theme, stepKind, board }));
  } catch {
    // A full or forbidden storage only means that nothing is remembered.
  }
}
