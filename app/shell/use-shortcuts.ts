/** Listens for the page's keys before anything else does, so that F5 and F11 stay in the page. */
import { useEffect } from 'react';
import { tinykeys } from 'tinykeys';
import { type Shortcut, type ShortcutId, shortcuts } from './shortcut-table';

export type ShortcutActions = { readonly [K in ShortcutId]?: () => void };

export function useShortcuts(actions: ShortcutActions): void {
  useEffect(() => {
    const bindings: Record<string, (event: KeyboardEvent) => void> = {};
    for (const shortcut of shortcuts) {
      const action = actions[shortcut.id];
      if (action === undefined) continue;
      for (const binding of shortcut.bindings) bindings[binding] = (event) => perform(shortcut, action, event);
    }
    return tinykeys(window, bindings, { capture: true });
  }, [actions]);
}

function perform(shortcut: Shortcut, action: () => void, event: KeyboardEvent): void {
  if (shortcut.character === true && isTyping(event.target)) return;
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
