/** The mark of ampscope: Linux' square and the M4's circle, joined. */
import styles from './logo.module.css';

export function Logo() {
  return (
    <span className={styles.logo}>
      <svg width="22" height="12" viewBox="0 0 22 12" aria-hidden="true" focusable="false">
        <rect x="0.5" y="1" width="10" height="10" rx="1.5" fill="var(--a7)" />
        <circle cx="16" cy="6" r="5.4" fill="var(--m4)" stroke="var(--m4-edge)" />
        <path d="M5 6h11" stroke="var(--ink)" strokeWidth="1.8" />
      </svg>
      <span data-wordmark>ampscope</span>
    </span>
  );
}
