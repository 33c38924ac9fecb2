/** A list whose rows are fetched: it knows how many there are, tells which part is in sight, and draws what it is given. All rows are of one height. */
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import styles from './windowed-list.module.css';

type WindowedListProps = {
  readonly label: string;
  readonly count: number;
  readonly rowHeight: number;
  /** The part in sight has changed: its first row, and how many rows to have ready. */
  readonly onWindow: (from: number, count: number) => void;
  /** `undefined` while a row is not there yet. */
  readonly renderRow: (index: number) => ReactNode;
  readonly selected: number | undefined;
  /** Arrow keys move the choice. */
  readonly onMove: (index: number) => void;
};
const spare = 6;

export function WindowedList({ label, count, rowHeight, onWindow, renderRow, selected, onMove }: WindowedListProps) {
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 400 });
  const first = Math.max(0, Math.floor(view.top / rowHeight) - spare);
  const shown = Math.min(count - first, Math.ceil(view.height / rowHeight) + 2 * spare);
  useEffect(
    () => onWindow(first, Math.max(1, Math.ceil(view.height / rowHeight) + 2 * spare)),
    [first, view.height, rowHeight, onWindow],
  );
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const measure = (): void => setView({ top: element.scrollTop, height: element.clientHeight });
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const press = (event: KeyboardEvent): void => {
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (by === 0) return;
    event.preventDefault();
    const next = Math.max(0, Math.min(count - 1, (selected ?? -1) + by));
    onMove(next);
    const element = scroller.current;
    if (element === null) return;
    if (next * rowHeight < element.scrollTop) element.scrollTop = next * rowHeight;
    const bottom = (next + 1) * rowHeight - element.clientHeight;
    if (bottom > element.scrollTop) element.scrollTop = bottom;
  };
  return (
    <div
      ref={scroller}
      className={styles.scroller}
      onScroll={(event) => setView({ top: event.currentTarget.scrollTop, height: event.currentTarget.clientHeight })}
    >
      <div
        role="listbox"
        aria-label={label}
        className={styles.space}
        style={{ height: count * rowHeight }}
        tabIndex={0}
        {...(selected === undefined ? {} : { 'aria-activedescendant': `${id}-${selected}` })}
        onKeyDown={press}
      >
        {Array.from({ length: Math.max(0, shown) }, (_, i) => first + i).map((index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the list itself takes the keys
          <div
            key={index}
            role="option"
            tabIndex={-1}
            id={`${id}-${index}`}
            aria-selected={index === selected}
            aria-posinset={index + 1}
            aria-setsize={count}
            className={styles.row}
            style={{ transform: `translateY(${index * rowHeight}px)`, height: rowHeight }}
            onClick={() => onMove(index)}
          >
            {renderRow(index)}
          </div>
        ))}
      </div>
    </div>
  );
}
