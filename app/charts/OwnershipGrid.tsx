/** What both sides share as rows of cells: hue is the owner, marks are who uses it, a triangle is trouble. */

import { type KeyboardEvent, type MouseEvent, memo, useRef } from 'react';
import { nameLines, type OwnedCell, type OwnedRow } from '../derive/owned-grid';
import { FaultTriangle } from './marks';
import { OwnerSymbol } from './OwnerSymbol';
import { classes, ownerClass } from './owner-class';
import styles from './ownership-grid.module.css';
import { Decor, Drawing } from './svg';

type OwnershipGridProps = {
  /** Read aloud. */
  readonly label: string;
  readonly rows: readonly OwnedRow[];
  readonly width: number;
  readonly height: number;
  readonly selected: string | undefined;
  readonly onSelect: (key: string) => void;
};
const gap = 4;
const columns = 16;
/** Narrower cells show their number only. */
const nameFrom = 32;
/** Of the smallest size, 10 px, a letter of the fixed-width font takes 6 px. */
const lettersIn = (width: number): number => Math.floor((width - 3.4) / 6);

export function OwnershipGrid({ label, rows, width, height, selected, onSelect }: OwnershipGridProps) {
  const grid = useRef<SVGGElement>(null);
  const left = width > 620 ? 104 : 0;
  const cellWidth = (width - left - gap * (columns - 1)) / columns;
  const tight = cellWidth < nameFrom;
  const letters = lettersIn(cellWidth);
  const wraps = rows.some((row) => row.cells.some(({ name }) => nameLines(name, letters).length > 1));
  const rowHeight = Math.max(
    tight ? 25 : wraps ? 57 : 46,
    Math.min(tight ? 36 : 84, (height - gap) / rows.length - gap),
  );
  const places = rows.map((row) => row.cells.map((cell) => (cell.name === '' ? undefined : cell.key)));
  const first = places.flat().find((key) => key !== undefined);
  const reachable = places.flat().includes(selected) ? selected : first;
  const choose = (event: MouseEvent): void => {
    const key = keyAt(event.target);
    if (key !== undefined) onSelect(key);
  };
  const walk = (event: KeyboardEvent): void => {
    const key = keyAt(event.target);
    if (key === undefined) return;
    if (event.key === 'Enter' || event.key === ' ') onSelect(key);
    else {
      const next = neighbour(event.key, key, places);
      if (next === undefined) return;
      grid.current?.querySelector<SVGGElement>(`[data-key="${next}"]`)?.focus();
    }
    event.preventDefault();
  };
  return (
    <Drawing label={label} className={styles.grid} width={width} height={(rowHeight + gap) * rows.length + 4}>
      <g ref={grid} role="listbox" aria-label={label} onClick={choose} onKeyDown={walk}>
        {rows.map((row, at) => (
          <g key={row.key} transform={`translate(0 ${2 + at * (rowHeight + gap)})`}>
            {left > 0 && <RowLabel row={row} height={rowHeight} />}
            {row.cells.map((cell, i) => (
              <GridCell
                key={cell.key}
                cell={cell}
                x={left + i * (cellWidth + gap)}
                width={cellWidth}
                height={rowHeight}
                selected={cell.key === selected}
                reachable={cell.key === reachable}
              />
            ))}
          </g>
        ))}
      </g>
    </Drawing>
  );
}

function RowLabel({ row, height }: { readonly row: OwnedRow; readonly height: number }) {
  return (
    <Decor>
      <text className={styles.register} x="0" y={height / 2 + (row.below === '' ? 4 : -7)}>
        {row.label}
      </text>
      <text className={styles.value} x="0" y={height / 2 + 9}>
        {row.below}
      </text>
    </Decor>
  );
}

type GridCellProps = {
  readonly cell: OwnedCell;
  readonly x: number;
  readonly width: number;
  readonly height: number;
  readonly selected: boolean;
  readonly reachable: boolean;
};
/** While the board runs new data comes twenty times a second, and hardly a cell differs. */
const GridCell = memo(function GridCell({ cell, x, width, height, selected, reachable }: GridCellProps) {
  const radius = cell.owner === 'm4' ? Math.min(14, width / 2) : 3;
  if (cell.name === '') {
    return <rect className={styles.reserved} x={x + 0.5} y="0.500" width={width - 1} height={height - 1} rx="3" />;
  }
  const lines = nameLines(cell.name, lettersIn(width));
  const longest = Math.max(...lines.map((line) => line.length));
  const size = Math.max(10, Math.min(12, width * 0.25, (width - 7) / (longest * 0.6)));
  const markY = height - Math.max(height < 32 ? 8 : 11, height * (lines.length > 1 ? 0.19 : 0.22));
  return (
    <g
      role="option"
      data-key={cell.key}
      aria-selected={selected}
      aria-label={cell.sentence}
      tabIndex={reachable ? 0 : -1}
      className={classes(
        styles.cell,
        ownerClass(cell.owner),
        cell.dashed && styles.dashed,
        cell.filled && styles.filled,
        cell.owner === 'free' && !cell.filled && styles.idle,
        selected && styles.selected,
        cell.trouble === 'refused' && styles.refused,
      )}
      transform={`translate(${x} 0)`}
    >
      <title>{cell.sentence}</title>
      <rect className={styles.body} x="0.500" y="0.500" width={width - 1} height={height - 1} rx={radius} />
      <text
        className={styles.id}
        x={width / 2}
        y={height < 60 ? Math.min(13, height * 0.42) : Math.min(17, height * 0.32)}
      >
        {cell.number}
      </text>
      {width >= nameFrom && (
        <CellName
          lines={lines}
          x={width / 2}
          y={height < 60 ? 25 : height * (lines.length > 1 ? 0.47 : 0.53)}
          size={size}
          room={width - 5}
        />
      )}
      <CellMarks cell={cell} x={width / 2} y={markY} small={height < 32} />
      {cell.trouble !== undefined && (
        <FaultTriangle
          x={width < nameFrom ? width - 1 : width - 4}
          y={width < nameFrom ? 1 : 3}
          size={width < nameFrom ? 10 : 16}
          foreseen={cell.trouble === 'conflict'}
        />
      )}
    </g>
  );
}, sameCell);

function sameCell({ cell: before, ...a }: GridCellProps, { cell: after, ...b }: GridCellProps): boolean {
  return same(a, b) && same(before, after);
}
const same = <T extends object>(a: T, b: T): boolean =>
  (Object.keys(a) as (keyof T)[]).every((name) => a[name] === b[name]);

/** The cell that an event happened in. */
const keyAt = (target: EventTarget): string | undefined =>
  (target as Element).closest('[data-key]')?.getAttribute('data-key') ?? undefined;

type CellNameProps = {
  readonly lines: readonly string[];
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly room: number;
};
/** A line that is still too long is set closer, never smaller than 10 px. */
function CellName({ lines, x, y, size, room }: CellNameProps) {
  return (
    <text className={styles.name} y={y} style={{ fontSize: size }}>
      {lines.map((line, at) => {
        const squeeze =
          line.length * size * 0.6 > room ? { textLength: room, lengthAdjust: 'spacingAndGlyphs' as const } : {};
        return (
          <tspan key={line} x={x} dy={at === 0 ? 0 : size} {...squeeze}>
            {line}
          </tspan>
        );
      })}
    </text>
  );
}

type CellMarksProps = { readonly cell: OwnedCell; readonly x: number; readonly y: number; readonly small: boolean };
function CellMarks({ cell, x, y, small }: CellMarksProps) {
  const both = cell.linux && cell.m4;
  // In the smallest cells two marks have just room beside each other.
  const apart = small ? 4.5 : 7;
  const size = small ? 7 : 9;
  const transform = `translate(${x} ${y}) scale(${small ? 0.7 : 1})`;
  const beside = cell.sign !== undefined && (cell.linux || cell.m4);
  return (
    <>
      {cell.linux && <OwnerSymbol owner="a7" x={both ? x - apart : beside ? x - 9 : x} y={y} size={size} />}
      {cell.m4 && <OwnerSymbol owner="m4" x={both ? x + apart : beside ? x - 9 : x} y={y} size={size} />}
      {cell.sign !== undefined && !both && (
        <path
          className={styles.sign}
          transform={beside ? `translate(${x + 8} ${y}) scale(0.8)` : transform}
          d={signs[cell.sign]}
        />
      )}
    </>
  );
}
const signs: Readonly<Record<'lock' | 'eye', string>> = {
  lock: 'M-5.500 -1h11v7h-11zM-3 -1v-3a3 3 0 0 1 6 0v3',
  eye: 'M-7 1q7 -8 14 0q-7 8 -14 0zM-1.800 1a1.800 1.800 0 1 0 3.600 0a1.800 1.800 0 1 0 -3.600 0',
};

type Places = readonly (readonly (string | undefined)[])[];
const directions: Readonly<Record<string, readonly [rows: number, columns: number]>> = {
  ArrowRight: [0, 1],
  ArrowLeft: [0, -1],
  ArrowDown: [1, 0],
  ArrowUp: [-1, 0],
};

/** The next cell with a name in the direction of a key; right and left go on into the next and the last row. */
function neighbour(pressed: string, from: string, places: Places): string | undefined {
  const flat = places.flat();
  const row = places.findIndex((cells) => cells.includes(from));
  const column = places[row]?.indexOf(from) ?? 0;
  if (pressed === 'Home') return places[row]?.find((place) => place !== undefined);
  if (pressed === 'End') return places[row]?.findLast((place) => place !== undefined);
  const [rows, steps] = directions[pressed] ?? [0, 0];
  if (steps !== 0) {
    const at = flat.indexOf(from);
    return steps > 0
      ? flat.slice(at + 1).find((place) => place !== undefined)
      : flat.slice(0, at).findLast((place) => place !== undefined);
  }
  for (let next = row + rows; rows !== 0 && next >= 0 && next < places.length; next += rows) {
    const place = places[next]?.[column];
    if (place !== undefined) return place;
  }
  return undefined;
}
