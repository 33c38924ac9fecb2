/** Every key of the page, once: the handler, the overlay and the buttons read this table. */

export type ShortcutId =
  | 'run'
  | 'step'
  | 'step-over'
  | 'step-instruction'
  | 'step-out'
  | 'run-to'
  | 'chain-next'
  | 'chain-previous'
  | 'chain-end'
  | 'why'
  | 'restart'
  | 'stop'
  | 'palette'
  | 'go-to'
  | 'timeline-zoom'
  | 'timeline-pan'
  | 'timeline-fit'
  | 'timeline-centre'
  | 'breakpoint'
  | 'next-panel'
  | 'previous-panel'
  | 'maximize'
  | 'keys'
  | 'theme';
export type Shortcut = {
  readonly id: ShortcutId;
  /** As people read them; the first is shown on buttons. */
  readonly keys: readonly string[];
  /** As tinykeys parses them. */
  readonly bindings: readonly string[];
  readonly does: string;
  readonly group: 'Run' | 'Step' | 'Chain' | 'Timeline' | 'Page';
  /** A single character: ignored while something is being typed. */
  readonly character?: true;
  /** Handled where it applies (a panel, the dock), only listed here. */
  readonly elsewhere?: true;
};

export const shortcuts: readonly Shortcut[] = [
  { id: 'run', keys: ['F8', 'F5'], bindings: ['F8', 'F5'], does: 'Run or pause', group: 'Run' },
  {
    id: 'restart',
    keys: ['Ctrl+Shift+F5'],
    bindings: ['$mod+Shift+F5', 'Control+Shift+F5'],
    does: 'The same firmware on a fresh board',
    group: 'Run',
  },
  {
    id: 'stop',
    keys: ['Shift+F5'],
    bindings: ['Shift+F5'],
    does: 'Stop: closes the firmware, back to the demos',
    group: 'Run',
  },
  { id: 'step', keys: ['F7'], bindings: ['F7'], does: 'Step by the unit chosen in the top bar', group: 'Step' },
  { id: 'step-over', keys: ['F10'], bindings: ['F10'], does: 'Step one instruction, over calls', group: 'Step' },
  { id: 'step-instruction', keys: ['F11'], bindings: ['F11'], does: 'Step one instruction, into calls', group: 'Step' },
  { id: 'step-out', keys: ['Shift+F11'], bindings: ['Shift+F11'], does: 'Step out of the function', group: 'Step' },
  {
    id: 'run-to',
    keys: ['Shift+F8'],
    bindings: ['Shift+F8'],
    does: 'Run again to what was chosen last under “run to”',
    group: 'Step',
  },
  {
    id: 'breakpoint',
    keys: ['F9'],
    bindings: ['F9'],
    does: 'Breakpoint on or off, where the focus, the choice or the M4 is',
    group: 'Step',
  },
  {
    id: 'chain-next',
    keys: [']'],
    bindings: [']'],
    does: 'To the next step of the chain',
    group: 'Chain',
    character: true,
  },
  {
    id: 'chain-previous',
    keys: ['['],
    bindings: ['['],
    does: 'To the step before',
    group: 'Chain',
    character: true,
  },
  {
    id: 'chain-end',
    keys: ['Esc'],
    bindings: [],
    does: 'Let go of what is selected, and of its chain',
    group: 'Chain',
    elsewhere: true,
  },
  { id: 'why', keys: ['W'], bindings: ['w'], does: 'Why is nothing happening?', group: 'Run', character: true },
  { id: 'timeline-zoom', keys: ['W', 'S'], bindings: [], does: 'Nearer, farther', group: 'Timeline', elsewhere: true },
  { id: 'timeline-pan', keys: ['A', 'D'], bindings: [], does: 'Back, on', group: 'Timeline', elsewhere: true },
  { id: 'timeline-fit', keys: ['F'], bindings: [], does: 'All recorded time', group: 'Timeline', elsewhere: true },
  {
    id: 'timeline-centre',
    keys: ['.'],
    bindings: [],
    does: 'What is selected, or now, into the middle',
    group: 'Timeline',
    elsewhere: true,
  },
  {
    id: 'palette',
    keys: ['Ctrl+K', 'Ctrl+Shift+P', 'F1'],
    bindings: ['$mod+k', '$mod+Shift+P', 'F1'],
    does: 'All commands, to choose from by typing',
    group: 'Page',
  },
  {
    id: 'go-to',
    keys: ['Ctrl+P'],
    bindings: ['$mod+p'],
    does: 'Go to a symbol, address, register, peripheral, message or event',
    group: 'Page',
  },
  { id: 'next-panel', keys: ['F6'], bindings: [], does: 'To the next panel', group: 'Page', elsewhere: true },
  {
    id: 'previous-panel',
    keys: ['Shift+F6'],
    bindings: [],
    does: 'To the previous panel',
    group: 'Page',
    elsewhere: true,
  },
  {
    id: 'maximize',
    keys: ['Alt+Enter'],
    bindings: ['Alt+Enter'],
    does: 'The panel with the focus takes the whole page, or gives it back',
    group: 'Page',
  },
  { id: 'theme', keys: ['Ctrl+Shift+L'], bindings: ['$mod+Shift+L'], does: 'Light or dark', group: 'Page' },
  { id: 'keys', keys: ['?'], bindings: ['Shift+?', '?'], does: 'This list', group: 'Page', character: true },
];

/** Keys of the user, by command. */
export type KeyMap = Readonly<Record<string, string>>;

/** What tinykeys listens to for a command. */
export const bindingsOf = (shortcut: Shortcut, map: KeyMap): readonly string[] => {
  const own = map[shortcut.id];
  return own === undefined ? shortcut.bindings : [own];
};

/** How a command's keys are written for people. */
export const keysOf = (shortcut: Shortcut, map: KeyMap): readonly string[] => {
  const own = map[shortcut.id];
  return own === undefined ? shortcut.keys : [keyText(own)];
};

/** The first key of a shortcut, for a button. */
export const shownKeys = (id: ShortcutId, map: KeyMap = {}): string => {
  const shortcut = shortcuts.find((each) => each.id === id);
  return shortcut === undefined ? '' : (keysOf(shortcut, map)[0] ?? '');
};

const keyText = (binding: string): string =>
  binding
    .split('+')
    .map((part) => (part === '$mod' || part === 'Control' ? 'Ctrl' : part.length === 1 ? part.toUpperCase() : part))
    .join('+');

type Pressed = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;
const modifiers: ReadonlySet<string> = new Set(['Control', 'Meta', 'Alt', 'Shift', 'AltGraph']);

/** A key press as tinykeys writes it; undefined while only modifiers are down. */
export function bindingOf({ key, ctrlKey, metaKey, altKey, shiftKey }: Pressed): string | undefined {
  if (modifiers.has(key)) return undefined;
  const sign = key.length === 1 && key.toLowerCase() === key.toUpperCase();
  const parts = [ctrlKey || metaKey ? '$mod' : '', altKey ? 'Alt' : '', shiftKey && !sign ? 'Shift' : ''];
  return [...parts.filter((part) => part !== ''), key.length === 1 ? key.toLowerCase() : key].join('+');
}

/** The command that a key means already. */
export function ownerOf(binding: string, map: KeyMap, except: ShortcutId): Shortcut | undefined {
  const asked = keyText(binding);
  return shortcuts.find(
    (each) =>
      each.id !== except && each.elsewhere !== true && bindingsOf(each, map).some((used) => keyText(used) === asked),
  );
}

/** Remembered keys, without what is no command or no text. */
export function readKeys(storage: Storage): KeyMap {
  try {
    const saved: unknown = JSON.parse(storage.getItem(storageKey) ?? '{}');
    if (typeof saved !== 'object' || saved === null) return {};
    const known = Object.entries(saved).filter(
      ([id, binding]) => typeof binding === 'string' && binding !== '' && shortcuts.some((each) => each.id === id),
    );
    return Object.fromEntries(known) as KeyMap;
  } catch {
    return {};
  }
}

export function writeKeys(storage: Storage, map: KeyMap): void {
  try {
    storage.setItem(storageKey, JSON.stringify(map));
  } catch {
    // A full or forbidden storage only means that the keys are not remembered.
  }
}
const storageKey = 'ampscope.keys';
