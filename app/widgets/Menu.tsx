/** A button that opens a list of commands; arrow keys walk it, Escape closes it. */
import { type KeyboardEvent, type ReactNode, useId, useRef } from 'react';
import styles from './menu.module.css';

export type MenuItem =
  | {
      readonly kind?: 'command';
      readonly key: string;
      readonly label: string;
      readonly hint?: string;
      /** What it is, in quiet words beside the label; no part of its name. */
      readonly remark?: string;
      /** What it will do, below the label. */
      readonly sentence?: string;
      /** Present for choices: shown with a mark. */
      readonly checked?: boolean;
      readonly disabled?: boolean;
      readonly onChoose: () => void;
    }
  | { readonly kind: 'heading'; readonly key: string; readonly label: string };

/** Items from which on a list has two columns. */
const longList = 20;

type MenuProps = {
  /** Read aloud for the button and the list. */
  readonly label: string;
  readonly items: readonly MenuItem[];
  /** What the button shows. */
  readonly children: ReactNode;
  readonly buttonClass?: string | undefined;
  readonly align?: 'start' | 'end';
  /** The list stays open after a choice, for several choices in a row. */
  readonly stays?: boolean;
};

export function Menu({ label, items, children, buttonClass, align = 'start', stays = false }: MenuProps) {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const list = useRef<HTMLDivElement>(null);

  const place = (): void => {
    const box = button.current?.getBoundingClientRect();
    const popup = list.current;
    if (box === undefined || popup === null) return;
    popup.style.top = `${Math.max(8, Math.min(box.bottom + 4, window.innerHeight - popup.offsetHeight - 8))}px`;
    const left = align === 'start' ? box.left : box.right - popup.offsetWidth;
    popup.style.left = `${Math.max(8, Math.min(left, window.innerWidth - popup.offsetWidth - 8))}px`;
    enabledItems(list.current)[0]?.focus();
  };
  const walk = (event: KeyboardEvent): void => {
    const entries = enabledItems(list.current);
    const at = entries.indexOf(document.activeElement as HTMLButtonElement);
    const next =
      event.key === 'ArrowDown'
        ? at + 1
        : event.key === 'ArrowUp'
          ? at - 1
          : event.key === 'Home'
            ? 0
            : event.key === 'End'
              ? -1
              : undefined;
    if (event.key === 'Tab') list.current?.hidePopover();
    if (next === undefined || entries.length === 0) return;
    event.preventDefault();
    entries[(next + entries.length) % entries.length]?.focus();
  };

  return (
    <>
      <button
        ref={button}
        type="button"
        className={buttonClass ?? styles.button}
        aria-label={label}
        title={label}
        aria-haspopup="menu"
        popoverTarget={id}
      >
        {children}
      </button>
      <div
        ref={list}
        id={id}
        popover="auto"
        role="menu"
        aria-label={label}
        tabIndex={-1}
        className={styles.list}
        {...(items.length > longList ? { 'data-long': true } : {})}
        onKeyDown={walk}
        onToggle={(event) => {
          if (event.newState === 'open') place();
        }}
      >
        {items.map((item) =>
          item.kind === 'heading' ? (
            <div key={item.key} role="presentation" className={styles.heading}>
              {item.label}
            </div>
          ) : (
            <MenuEntry key={item.key} item={item} onDone={() => (stays ? undefined : list.current?.hidePopover())} />
          ),
        )}
      </div>
    </>
  );
}

type Command = Exclude<MenuItem, { readonly kind: 'heading' }>;

function MenuEntry({ item, onDone }: { readonly item: Command; readonly onDone: () => void }) {
  const role =
    item.checked === undefined ? { role: 'menuitem' } : { role: 'menuitemcheckbox', 'aria-checked': item.checked };
  return (
    <button
      type="button"
      {...role}
      tabIndex={-1}
      disabled={item.disabled === true}
      className={styles.item}
      onClick={() => {
        onDone();
        item.onChoose();
      }}
    >
      <span className={styles.mark} aria-hidden="true">
        {item.checked === true ? '✓' : ''}
      </span>
      {item.sentence === undefined ? (
        <span className={item.remark === undefined ? undefined : styles.named}>{item.label}</span>
      ) : (
        <span className={styles.two}>
          {item.label}
          <span className={styles.sentence}>{item.sentence}</span>
        </span>
      )}
      {item.remark !== undefined && (
        <span className={styles.remark} aria-hidden="true">
          {item.remark}
        </span>
      )}
      {item.hint !== undefined && <span className={styles.hint}>{item.hint}</span>}
    </button>
  );
}

const enabledItems = (list: HTMLElement | null): readonly HTMLButtonElement[] => [
  ...(list?.querySelectorAll<HTMLButtonElement>('button:not(:disabled)') ?? []),
];
