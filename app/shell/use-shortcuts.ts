/** Listens for the page's keys before anything else does, so that F5 and F11 stay in the page. */
import { useEffect } from 'react';
import { tinykeys } from 'tinykeys';
import { useSession } from '../stores/session-context';
import { bindingsOf, type Shortcut, type ShortcutId, shortcuts, shownKeys } from './shortcut-table';

export type ShortcutActions = { readonly [K in ShortcutId]?: () => void };

/** The first key of a command as it is now, for buttons and menus. */
export function useShownKeys(): (id: ShortcutId) => string {
  const map = useSession((state) => state.keys);
  return (id) => shownKeys(id, map);
}

export function useShortcuts(actions: ShortcutActions): void {
  const map = useSession((state) => state.keys);
  useEffect(() => {
    const bindings: Record<string, (event: KeyboardEvent) => void> = {};
    for (const shortcut of shortcuts) {
      const action = actions[shortcut.id];
      if (action === undefined) continue;
      for (const binding of bindingsOf(shortcut, map))
        bindings[binding] = (event) => perform(shortcut, binding, action, event);
    }
    return tinykeys(window, bindings, { capture: true });
  }, [actions, map]);
}

function perform(shortcut: Shortcut, binding: string, action: () => void, event: KeyboardEvent): void {
  const bare = !/^(F\d|\$mod|Control|Alt|Shift\+.{2})/.test(binding);
  if (bare && (isTyping(event.target) || hasOwnUse(event))) return;
  if (document.querySelector('[data-takes-keys]') !== null) return;
  event.preventDefault();
  event.stopPropagation();
  if (!event.repeat || shortcut.group === 'Step' || shortcut.group === 'Chain') action();
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement)
    return true;
  return target instanceof HTMLInputElement && !['button', 'checkbox', 'radio', 'range'].includes(target.type);
}

/** Some drawings have letters of their own, which count while they have the focus: `data-letters="wasd"`. */
const hasOwnUse = ({ target, key }: KeyboardEvent): boolean =>
  target instanceof Element &&
  target.closest('[data-letters]')?.getAttribute('data-letters')?.includes(key.toLowerCase()) === true;
