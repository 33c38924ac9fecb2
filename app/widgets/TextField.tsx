/** One line of text to type into. */
import type { InputHTMLAttributes, Ref } from 'react';
import styles from './text-field.module.css';

type TextFieldProps = Omit<InputHTMLAttributes<HTMLInputElement>, 'className' | 'aria-label' | 'type'> & {
  /** The field's name, read aloud. */
  readonly label: string;
  readonly mono?: boolean;
  /** `bare`: no border, for a line at the foot of a panel. */
  readonly look?: 'boxed' | 'bare';
  readonly kind?: 'text' | 'search';
  readonly ref?: Ref<HTMLInputElement>;
};

export function TextField({ label, mono = false, look = 'boxed', kind = 'text', ...rest }: TextFieldProps) {
  const classes = [styles.field, styles[look], mono ? styles.mono : ''].join(' ');
  return (
    <input
      type={kind}
      className={classes}
      aria-label={label}
      autoComplete="off"
      autoCapitalize="off"
      spellCheck={false}
      {...rest}
    />
  );
}
