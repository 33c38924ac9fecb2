/** The frame of every panel: a named region with a one-line head and a body. */
import { type ReactNode, useContext } from 'react';
import { createPortal } from 'react-dom';
import styles from './panel.module.css';
import { PanelHeadSlot } from './panel-head';

type PanelProps = {
  /** Also the region's name. */
  readonly title: string;
  readonly subtitle?: ReactNode;
  readonly actions?: ReactNode;
  /** `flush`: no padding. `stage`: the stage's ground instead of paper. */
  readonly body?: 'padded' | 'flush' | 'stage';
  /** The body scrolls by itself; false when something inside does. */
  readonly scrolls?: boolean;
  /** A panel that has its own way to say what it is, as the stage, shows no head. */
  readonly headless?: boolean;
  readonly children: ReactNode;
};

export function Panel({
  title,
  subtitle,
  actions,
  body = 'padded',
  scrolls = true,
  headless = false,
  children,
}: PanelProps) {
  const slot = useContext(PanelHeadSlot);
  const extras = (
    <>
      {subtitle !== undefined && (
        <span className={styles.subtitle}>
          <span>{subtitle}</span>
        </span>
      )}
      {actions !== undefined && <div className={styles.actions}>{actions}</div>}
    </>
  );
  const classes = [styles.body, styles[body], scrolls ? styles.scrolls : styles.fixed].join(' ');
  return (
    <section className={styles.panel} aria-label={title}>
      {!headless && slot === undefined && (
        <header className={styles.head}>
          <h2 className={styles.title}>{title}</h2>
          {extras}
        </header>
      )}
      {!headless && slot !== undefined && createPortal(extras, slot)}
      {scrolls ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        <div className={classes} tabIndex={0}>
          {children}
        </div>
      ) : (
        <div className={classes}>{children}</div>
      )}
    </section>
  );
}
