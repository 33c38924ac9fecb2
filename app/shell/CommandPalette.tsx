/** Commands and places to choose from by typing. The keys stay in the line; `>` in the list of places leads to the commands. */
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react';
import { useStartLesson } from '../lessons/use-start-lesson';
import type { Demo } from '../stores/demo-manifest';
import { fetchDemos } from '../stores/demo-manifest';
import { useChip, useSessionStore } from '../stores/session-context';
import styles from './command-palette.module.css';
import { type Ranked, ranked } from './fuzzy';
import { namedTargets, numberTargets, type Symbols } from './go-to';
import { type PageCommand, pageCommands } from './page-commands';
import type { ShortcutActions } from './use-shortcuts';
import type { WorkbenchDialog } from './Workbench';

export type PaletteMode = 'commands' | 'places';
type PaletteProps = {
  /** undefined: closed. */
  readonly mode: PaletteMode | undefined;
  readonly empty: boolean;
  readonly actions: ShortcutActions;
  readonly onShow: (dialog: WorkbenchDialog) => void;
  readonly onResetLayout: () => void;
  readonly onClose: () => void;
};

const most = 60;
const recentKey = 'ampscope.recent';
const recentMost = 8;

export function CommandPalette(props: PaletteProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const { mode, onClose } = props;
  useEffect(() => {
    if (mode === undefined) dialog.current?.close();
    else if (dialog.current?.open === false) dialog.current.showModal();
  }, [mode]);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes it already; the click is on the ground around it
    <dialog
      ref={dialog}
      className={styles.palette}
      aria-label={mode === 'places' ? 'Go to' : 'Commands'}
      onClose={onClose}
      onClick={(event) => {
        if (event.target === dialog.current) onClose();
      }}
    >
      {mode !== undefined && <OpenPalette key={mode} {...props} mode={mode} />}
    </dialog>
  );
}

function OpenPalette(props: PaletteProps & { readonly mode: PaletteMode }) {
  const { mode, onClose } = props;
  const id = useId();
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const rows = useRows(props, text);
  const chosen = Math.min(at, rows.length - 1);
  const take = (row: Ranked<PageCommand> | undefined): void => {
    if (row === undefined) return;
    onClose();
    remember(row.item.key);
    // What it does may open a dialog or give the focus away: only after this one has closed.
    queueMicrotask(row.item.run);
  };
  const press = (event: KeyboardEvent): void => {
    const by = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
    if (by !== undefined && rows.length > 0) {
      event.preventDefault();
      setAt(
        Math.abs(by) === 1
          ? (chosen + by + rows.length) % rows.length
          : Math.max(0, Math.min(rows.length - 1, chosen + by)),
      );
    } else if (event.key === 'Enter') {
      event.preventDefault();
      take(rows[chosen]);
    }
  };
  const places = mode === 'places' && !text.startsWith('>');
  return (
    <div className={styles.sheet}>
      <input
        type="text"
        role="combobox"
        className={styles.line}
        // biome-ignore lint/a11y/noAutofocus: the dialog is its line
        autoFocus
        aria-label={places ? 'Go to' : 'Command'}
        aria-expanded={rows.length > 0}
        aria-controls={`${id}list`}
        aria-autocomplete="list"
        {...(rows[chosen] === undefined ? {} : { 'aria-activedescendant': `${id}${chosen}` })}
        autoComplete="off"
        spellCheck={false}
        placeholder={
          places
            ? 'Symbol, 0x address, register, peripheral, message 3, event 120; > for commands'
            : 'What shall be done?'
        }
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setAt(0);
        }}
        onKeyDown={press}
      />
      <div
        id={`${id}list`}
        role="listbox"
        tabIndex={-1}
        aria-label={places ? 'Places' : 'Commands'}
        className={styles.list}
      >
        {rows.map((row, i) => (
          <Row key={row.item.key} id={`${id}${i}`} row={row} chosen={i === chosen} onTake={() => take(row)} />
        ))}
      </div>
      {rows.length === 0 && (
        <p className={styles.none} role="status">
          {places ? 'No place of this name.' : 'No command of this name.'}
        </p>
      )}
    </div>
  );
}

type RowProps = {
  readonly id: string;
  readonly row: Ranked<PageCommand>;
  readonly chosen: boolean;
  readonly onTake: () => void;
};
function Row({ id, row: { item, fit }, chosen, onTake }: RowProps) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the line, which keeps the focus
    // biome-ignore lint/a11y/useFocusableInteractive: the line names it by aria-activedescendant
    <div
      id={id}
      role="option"
      aria-selected={chosen}
      className={styles.row}
      ref={chosen ? (element) => element?.scrollIntoView({ block: 'nearest' }) : undefined}
      onMouseDown={(event) => event.preventDefault()}
      onClick={onTake}
    >
      <span className={styles.title}>{marked(item.title, fit.at)}</span>
      <span className={styles.hint}>{item.hint}</span>
    </div>
  );
}

/** The text with what was typed standing out. */
function marked(text: string, at: readonly number[]) {
  if (at.length === 0) return text;
  const hits = new Set(at);
  return [...text].map((letter, i) =>
    hits.has(i) ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: a letter is its place
      <b key={i}>{letter}</b>
    ) : (
      letter
    ),
  );
}

/** What fits the line, the best first. */
function useRows(props: PaletteProps & { readonly mode: PaletteMode }, text: string): readonly Ranked<PageCommand>[] {
  const { mode, empty, actions, onShow, onResetLayout } = props;
  const { state, commands } = useSessionStore();
  const [recent] = useState(recentOnes);
  const [demos, setDemos] = useState<readonly Demo[]>([]);
  const start = useStartLesson();
  useEffect(() => {
    fetchDemos().then(setDemos, () => undefined);
  }, []);
  const places = usePlaces(mode === 'places');
  const all = useMemo(() => {
    const now = state.getState();
    return pageCommands({
      actions,
      keys: now.keys,
      demos,
      state: now,
      commands,
      startLesson: (id) => void start(id),
      show: onShow,
      resetLayout: onResetLayout,
      empty,
    });
  }, [state, actions, demos, commands, start, onShow, onResetLayout, empty]);
  return useMemo(() => {
    if (mode === 'commands' || text.startsWith('>')) return ranked(text.replace(/^>/, ''), all, recent, most);
    const now = state.getState();
    const numbers = numberTargets(text, now.log.total, now.views.messages?.rows ?? []);
    const toCommand = ({ key, title, hint, selection, panel }: (typeof numbers)[number]): PageCommand => ({
      key,
      title,
      hint,
      run: () => {
        state.getState().select(selection);
        state.getState().reveal(panel);
      },
    });
    return [
      ...numbers.map((target) => ({ item: toCommand(target), fit: { score: 0, at: [] } })),
      ...ranked(text, places.map(toCommand), recent, most),
    ];
  }, [mode, text, all, places, recent, state]);
}

function usePlaces(wanted: boolean) {
  const { commands } = useSessionStore();
  const chip = useChip();
  const [symbols, setSymbols] = useState<Symbols>([]);
  useEffect(() => {
    if (wanted) void commands.symbols().then(setSymbols);
  }, [wanted, commands]);
  return useMemo(() => (wanted ? namedTargets(symbols, chip) : []), [wanted, symbols, chip]);
}

function recentOnes(): readonly string[] {
  try {
    const saved: unknown = JSON.parse(localStorage.getItem(recentKey) ?? '[]');
    return Array.isArray(saved) ? saved.filter((each) => typeof each === 'string') : [];
  } catch {
    return [];
  }
}

function remember(key: string): void {
  try {
    const all = [key, ...recentOnes().filter((each) => each !== key)].slice(0, recentMost);
    localStorage.setItem(recentKey, JSON.stringify(all));
  } catch {
    // A full or forbidden storage only means that nothing is remembered.
  }
}
