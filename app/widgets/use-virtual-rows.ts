/** What a long list and a long table share: the visible rows, following the end, and bringing one row into view. */
import { useVirtualizer, type Virtualizer } from '@tanstack/react-virtual';
import { type RefObject, useEffect, useRef } from 'react';

export type VirtualRowsSetup = {
  readonly count: number;
  /** Height of a row in pixels; of rows that wrap, a first guess. */
  readonly rowHeight: number;
  /** The row's own for as long as it is in the list, also where others before it go: measured heights are kept by it. */
  readonly rowKey: (index: number) => string | number;
  /** Brought into view when its key changes. */
  readonly shown?: { readonly key: string | number; readonly index: number } | undefined;
};
export type VirtualRows = {
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly rows: Virtualizer<HTMLDivElement, Element>;
  /** To be called when the scroller scrolls. */
  readonly noteScroll: () => void;
};

/** The list stays at its end while new rows come, unless the user scrolled up. */
export function useVirtualRows({ count, rowHeight, rowKey, shown }: VirtualRowsSetup): VirtualRows {
  const scroller = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const top = useRef(0);
  const shownKey = useRef<string | number | undefined>(undefined);
  const rows = useVirtualizer<HTMLDivElement, Element>({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: rowKey,
    overscan: 5,
  });

  // The observer is told when the browser has laid out anyway: nobody waits for heights in the middle of a frame.
  useEffect(() => {
    const element = scroller.current;
    const content = element?.firstElementChild;
    if (element === null || content == null) return;
    const follow = (): void => {
      if (!atEnd.current) return;
      element.scrollTop = element.scrollHeight;
      top.current = element.scrollTop;
    };
    const observer = new ResizeObserver(follow);
    observer.observe(content);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    if (shownKey.current === shown?.key) return;
    shownKey.current = shown?.key;
    if (shown === undefined || shown.index < 0) return;
    atEnd.current = false;
    rows.scrollToIndex(shown.index, { align: 'auto' });
  }, [shown, rows]);

  const noteScroll = (): void => {
    const element = scroller.current;
    if (element === null) return;
    // More rows may have come since the list went to its end: only a way up is the user's.
    const up = element.scrollTop < top.current;
    top.current = element.scrollTop;
    const isAtEnd = element.scrollTop + element.clientHeight >= element.scrollHeight - rowHeight;
    atEnd.current = isAtEnd || (atEnd.current && !up);
  };
  return { scroller, rows, noteScroll };
}
