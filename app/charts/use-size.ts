/** The size of an element, followed while it changes. */
import { type RefCallback, useCallback, useState } from 'react';

export type Size = { readonly width: number; readonly height: number };

/** Whole pixels; `initial` is what is drawn before the first measurement, and in tests. Give the first part to `ref`. */
export function useSize<T extends Element>(initial: Size): readonly [RefCallback<T>, Size] {
  const [size, setSize] = useState(initial);
  const ref = useCallback((element: T | null) => {
    if (element === null) return;
    const measure = (): void => {
      const { width, height } = element.getBoundingClientRect();
      // A covered panel measures nothing; it keeps the size it had.
      if (width === 0 || height === 0) return;
      setSize((old) => {
        const next = { width: Math.floor(width), height: Math.floor(height) };
        return old.width === next.width && old.height === next.height ? old : next;
      });
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [ref, size];
}
