/** A line of text that offers what the word at the cursor may become: arrow keys walk the offers, Tab or Enter takes one. */
import { type KeyboardEvent, type RefObject, useId, useState } from 'react';
import styles from './completing-field.module.css';

export type Offers = { readonly from: number; readonly words: readonly string[] };
type CompletingFieldProps = {
  /** The field's name, read aloud. */
  readonly label: string;
  readonly value: string;
  readonly placeholder?: string;
  readonly invalid?: boolean;
  /** Id of the text that says what is wrong. */
  readonly describedBy?: string | undefined;
  readonly complete: (text: string, cursor: number) => Offers;
  readonly onChange: (text: string) => void;
  readonly onSubmit: () => void;
  readonly onFocus?: () => void;
  /** The input itself, for whoever wants to give it the focus. */
  readonly field: RefObject<HTMLInputElement | null>;
};
const none: Offers = { from: 0, words: [] };

export function CompletingField(props: CompletingFieldProps) {
  const {
    label,
    value,
    placeholder,
    invalid = false,
    describedBy,
    complete,
    onChange,
    onSubmit,
    onFocus,
    field: input,
  } = props;
  const id = useId();
  const [offers, setOffers] = useState(none);
  const [at, setAt] = useState(-1);
  const open = offers.words.length > 0;
  const close = (): void => setOffers(none);
  const offer = (text: string, cursor: number): void => {
    setOffers(complete(text, cursor));
    setAt(-1);
  };
  const take = (word: string): void => {
    const cursor = input.current?.selectionStart ?? value.length;
    const before = `${value.slice(0, offers.from)}${word}${word.endsWith('=') ? '' : ' '}`;
    const after = value.slice(cursor).trimStart();
    onChange(before + after);
    offer(before, before.length);
    queueMicrotask(() => {
      input.current?.focus();
      input.current?.setSelectionRange(before.length, before.length);
    });
  };
  const keyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    const chosen = open ? offers.words[at] : undefined;
    switch (event.key) {
      case 'ArrowDown':
      case 'ArrowUp': {
        event.preventDefault();
        if (!open) offer(value, event.currentTarget.selectionStart ?? value.length);
        else setAt(walk(at, event.key === 'ArrowDown' ? 1 : -1, offers.words.length));
        return;
      }
      case 'Enter':
        event.preventDefault();
        if (chosen !== undefined) take(chosen);
        else {
          close();
          onSubmit();
        }
        return;
      case 'Tab':
        if (chosen === undefined || event.shiftKey) return;
        event.preventDefault();
        take(chosen);
        return;
      case 'Escape':
        if (!open) return;
        event.stopPropagation();
        close();
    }
  };
  return (
    <div className={styles.frame}>
      <input
        ref={input}
        type="text"
        role="combobox"
        className={styles.field}
        aria-label={label}
        aria-expanded={open}
        aria-controls={`${id}list`}
        aria-autocomplete="list"
        aria-invalid={invalid}
        {...(describedBy === undefined ? {} : { 'aria-describedby': describedBy })}
        {...(open && at >= 0 ? { 'aria-activedescendant': `${id}${at}` } : {})}
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        value={value}
        placeholder={placeholder}
        onChange={(event) => {
          onChange(event.target.value);
          offer(event.target.value, event.target.selectionStart ?? event.target.value.length);
        }}
        onKeyDown={keyDown}
        onBlur={close}
        onFocus={onFocus}
      />
      <div id={`${id}list`} role="listbox" aria-label={`${label}: offers`} className={styles.list} hidden={!open}>
        {offers.words.map((word, i) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the field, which keeps the focus
          // biome-ignore lint/a11y/useFocusableInteractive: the field names it by aria-activedescendant
          <div
            key={word}
            id={`${id}${i}`}
            role="option"
            aria-selected={i === at}
            className={styles.offer}
            ref={i === at ? (element) => element?.scrollIntoView({ block: 'nearest' }) : undefined}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => take(word)}
          >
            {word}
          </div>
        ))}
      </div>
    </div>
  );
}

/** Round in a ring of which -1, nothing chosen, is a part. */
const walk = (at: number, by: 1 | -1, count: number): number => ((at + 1 + by + count + 1) % (count + 1)) - 1;
