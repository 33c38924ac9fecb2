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
  readonly group: 'Run' | 'Step' | 'Chain' | 'Page';
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
    bindings: [],
    does: 'Breakpoint on or off, in the disassembly',
    group: 'Step',
    elsewhere: true,
  },
  {
    id: 'chain-next',
    keys: [']', '.'],
    bindings: [']', '.'],
    does: 'To the next step of the chain',
    group: 'Chain',
    character: true,
  },
  {
    id: 'chain-previous',
    keys: ['[', ','],
    bindings: ['[', ','],
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

/** The first key of a shortcut, for a button. */
export const shownKeys = (id: ShortcutId): string => shortcuts.find((each) => each.id === id)?.keys[0] ?? '';
