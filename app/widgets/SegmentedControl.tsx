/** A row of choices of which exactly one holds: a radio group, so arrow keys move the choice. */
import { type KeyboardEvent, useRef } from 'react';
import styles from './segmented-control.module.css';
import { walked } from './walk-keys';

type Segment<T extends string> = { readonly value: T; readonly label: string; readonly title?: string };
type SegmentedControlProps<T extends string> = {
  /** The group's name, read aloud. */
  readonly label: string;
  readonly segments: readonly Segment<T>[];
  readonly value: T;
  readonly onChange: (value: T) => void;
  readonly disabled?: boolean;
  readonly small?: boolean;
};

export function SegmentedControl<T extends string>(props: SegmentedControlProps<T>) {
  const { label, segments, value, onChange, disabled = false, small = false } = props;
  const group = useRef<HTMLDivElement>(null);

  const move = (event: KeyboardEvent): void => {
    const at = segments.findIndex((segment) => segment.value === value);
    const next = walked(event.key, at, segments.length);
    const segment = next === undefined ? undefined : segments[next];
    if (next === undefined || segment === undefined) return;
    event.preventDefault();
    onChange(segment.value);
    group.current?.querySelectorAll('button')[next]?.focus();
  };

  return (
    <div
      ref={group}
      role="radiogroup"
      aria-label={label}
      className={small ? `${styles.group} ${styles.small}` : styles.group}
      onKeyDown={move}
    >
      {segments.map((segment) => (
        // biome-ignore lint/a11y/useSemanticElements: a native radio cannot be laid out as one button in a bar
        <button
          key={segment.value}
          type="button"
          role="radio"
          aria-checked={segment.value === value}
          tabIndex={segment.value === value ? 0 : -1}
          disabled={disabled}
          className={styles.segment}
          title={segment.title}
          onClick={() => onChange(segment.value)}
        >
          {segment.label}
        </button>
      ))}
    </div>
  );
}
