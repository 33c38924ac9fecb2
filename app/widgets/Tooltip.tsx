/** A remark that appears beside a thing on hover or focus. Never the only place of a fact. */
import { type ReactNode, useId, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import styles from './tooltip.module.css';

type TooltipProps = { readonly text: ReactNode; readonly children: ReactNode };

export function Tooltip({ text, children }: TooltipProps) {
  const id = useId();
  const anchor = useRef<HTMLSpanElement>(null);
  const [at, setAt] = useState<{ readonly x: number; readonly y: number } | undefined>(undefined);
  const show = (): void => {
    const box = anchor.current?.getBoundingClientRect();
    if (box !== undefined)
      setAt({ x: Math.min(Math.max(box.left + box.width / 2, 140), window.innerWidth - 140), y: box.bottom + 6 });
  };
  const hide = (): void => setAt(undefined);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only listens for hover; the thing inside is what can be used
    <span
      ref={anchor}
      className={styles.anchor}
      aria-describedby={at === undefined ? undefined : id}
      onMouseEnter={show}
      onMouseLeave={hide}
      onFocus={show}
      onBlur={hide}
    >
      {children}
      {at !== undefined &&
        createPortal(
          <div id={id} role="tooltip" className={styles.tip} style={{ left: at.x, top: at.y }}>
            {text}
          </div>,
          document.body,
        )}
    </span>
  );
}
