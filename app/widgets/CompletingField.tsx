/** A line of text that offers what the word at the cursor may become: arrow keys walk the offers, Tab or Enter takes one. */
import { type KeyboardEvent, type RefObject, useId, useState } from 'react';
import styles from './completing-field.module.css';

export type Offers = { readonly from: number; readonly words: readonly string[] };
type Complete = (text: string, cursor: number) => Offers;
type CompletingFieldProps = {
  /** The field's name, read aloud. */
  readonly label: string;
  readonly value: string;
  readonly placeholder?: string;
  readonly invalid?: boolean;
  /** Id of the text that says what is wrong. */
  readonly describedBy?: string | undefined;
  readonly complete: Complete;
  readonly onChange: (text: string) => void;
  readonly onSubmit: () => void;
  readonly onFocus?: () => void;
  /** The input itself, for whoever wants to give it the focus. */
  readonly field: RefObject<HTMLInputElement | null>;
};
const none: Offers = { from: 0, words: [] };

export function CompletingField(props: CompletingFieldProps) {
  const { label, value, placeholder, invalid = false, describedBy, onChange, onSubmit, onFocus, field } = props;
  const id = useId();
  const offers = useOffers(props);
  return (
    <div className={styles.frame}>
      <input
        ref={field}
        type="text"
        role="combobox"
        className={styles.field}
        aria-label={label}
        aria-expanded={offers.open}
        aria-controls={`${id}list`}
        aria-autocomplete="list"
        aria-invalid={invalid}
        {...(describedBy === undefined ? {} : { 'aria-describedby': describedBy })}
        {...(offers.chosen === undefined ? {} : { 'aria-activedescendant': `${id}${offers.at}` })}
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        value={value}
        placeholder={placeholder}
        onChange={(event) => {
          onChange(event.target.value);
          offers.look(event.target.value, event.target.selectionStart ?? event.target.value.length);
        }}
        onKeyDown={(event) => handleKey(event, offers, value, onSubmit)}
        onBlur={offers.close}
        onFocus={onFocus}
      />
      <div
        id={`${id}list`}
        role="listbox"
        tabIndex={-1}
        aria-label={`${label}: offers`}
        className={styles.list}
        hidden={!offers.open}
      >
        {offers.words.map((word, i) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the field, which keeps the focus
          // biome-ignore lint/a11y/useFocusableInteractive: the field names it by aria-activedescendant
          <div
            key={word}
            id={`${id}${i}`}
            role="option"
            aria-selected={i === offers.at}
            className={styles.offer}
            ref={i === offers.at ? (element) => element?.scrollIntoView({ block: 'nearest' }) : undefined}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => offers.take(word)}
          >
            {word}
          </div>
        ))}
      </div>
    </div>
  );
}

type OffersNow = ReturnType<typeof useOffers>;

/** The offers for the word at the cursor, and which of them is chosen. */
function useOffers({ value, complete, onChange, field }: CompletingFieldProps) {
  const [{ from, words }, setOffers] = useState(none);
  const [at, setAt] = useState(-1);
  const look = (text: string, cursor: number): void => {
    setOffers(complete(text, cursor));
    setAt(-1);
  };
  return {
    words,
    at,
    open: words.length > 0,
    chosen: words[at],
    look,
    close: () => setOffers(none),
    walk: (by: 1 | -1) => setAt(around(at, by, words.length)),
    /** Puts the word in the place of the one that was being typed. */
    take: (word: string) => {
      const cursor = field.current?.selectionStart ?? value.length;
      const before = `${value.slice(0, from)}${word}${word.endsWith('=') ? '' : ' '}`;
      onChange(before + value.slice(cursor).trimStart());
      look(before, before.length);
      queueMicrotask(() => {
        field.current?.focus();
        field.current?.setSelectionRange(before.length, before.length);
      });
    },
  };
}

function handleKey(
  event: KeyboardEvent<HTMLInputElement>,
  offers: OffersNow,
  value: string,
  onSubmit: () => void,
): void {
  const { open, chosen } = offers;
  switch (event.key) {
    case 'ArrowDown':
    case 'ArrowUp':
      event.preventDefault();
      if (open) offers.walk(event.key === 'ArrowDown' ? 1 : -1);
      else offers.look(value, event.currentTarget.selectionStart ?? value.length);
      return;
    case 'Enter':
      event.preventDefault();
      if (chosen !== undefined) offers.take(chosen);
      else {
        offers.close();
        onSubmit();
      }
      return;
    case 'Tab':
      if (chosen === undefined || event.shiftKey) return;
      event.preventDefault();
      offers.take(chosen);
      return;
    case 'Escape':
      if (!open) return;
      event.stopPropagation();
      offers.close();
  }
}

/** Round in a ring of which -1, nothing chosen, is a part. */
const around = (at: number, by: 1 | -1, count: number): number => ((at + 1 + by + count + 1) % (count + 1)) - 1;
