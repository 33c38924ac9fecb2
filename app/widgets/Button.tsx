/** Buttons: ink on paper, never a hue, for hue means owner. */
import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react';
import styles from './button.module.css';

type Shared = Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'className' | 'type' | 'children'>;
type ButtonProps = Shared & {
  /** `primary` is the one thing to do next; at most one can be seen at a time. */
  readonly look?: 'primary' | 'plain' | 'quiet';
  readonly small?: boolean;
  /** Sends the form that it stands in. */
  readonly submit?: boolean;
  readonly icon?: ReactNode;
  /** The key that does the same, shown beside the words. */
  readonly keys?: string;
  readonly children: ReactNode;
  readonly ref?: Ref<HTMLButtonElement>;
};

export function Button({ look = 'plain', small = false, submit = false, icon, keys, children, ...rest }: ButtonProps) {
  return (
    <button
      type={submit ? 'submit' : 'button'}
      className={[styles.button, styles[look], small ? styles.small : ''].join(' ')}
      {...(keys === undefined ? {} : { 'aria-keyshortcuts': keys })}
      {...rest}
    >
      {icon}
      {children}
      {keys !== undefined && (
        <span className={styles.keys} aria-hidden="true">
          {keys}
        </span>
      )}
    </button>
  );
}

type IconButtonProps = Shared & {
  /** The name, also shown on hover. */
  readonly label: string;
  readonly look?: 'plain' | 'quiet';
  readonly small?: boolean;
  readonly keys?: string;
  readonly children: ReactNode;
  readonly ref?: Ref<HTMLButtonElement>;
};

export function IconButton({ label, look = 'quiet', small = false, keys, children, ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      className={[styles.button, styles.icon, styles[look], small ? styles.small : ''].join(' ')}
      aria-label={label}
      title={keys === undefined ? label : `${label} (${keys})`}
      {...(keys === undefined ? {} : { 'aria-keyshortcuts': keys })}
      {...rest}
    >
      {children}
    </button>
  );
}
