/** The ETZPC as its own registers: six rows of DECPROT, sixteen cells each; hue is what is permitted, marks are who uses it. */

import { type KeyboardEvent, useRef } from 'react';
import { cellSentence, type EtzpcCell, type EtzpcRow } from '../derive/etzpc';
import { addressText } from '../derive/format';
import { FaultTriangle } from './marks';
import { OwnerSymbol } from './OwnerSymbol';
import { classes, ownerClass } from './owner-class';
import styles from './ownership-grid.module.css';
import { Decor, Drawing } from './svg';

type OwnershipGridProps = {
  readonly rows: readonly EtzpcRow[];
  readonly width: number;
  readonly height: number;
  readonly selected: number | undefined;
  readonly onSelect: (id: number) => void;
};
const gap = 4;
const columns = 16;
/** Narrower cells show their number only. */
const nameFrom = 32;

export function OwnershipGrid({ rows, width, height, selected, onSelect }: OwnershipGridProps) {
  const grid = useRef<SVGGElement>(null);
  const left = width > 620 ? 104 : 0;
  const cellWidth = (width - left - gap * (columns - 1)) / columns;
  const tight = cellWidth < nameFrom;
  const rowHeight = Math.max(tight ? 25 : 46, Math.min(tight ? 36 : 84, (height - gap) / rows.length - gap));
  const reachable = selected ?? rows[0]?.cells.find((c) => c.name !== '')?.id ?? 0;
  const walk = (event: KeyboardEvent, cell: EtzpcCell): void => {
    if (event.key === 'Enter' || event.key === ' ') onSelect(cell.id);
    else {
      const next = neighbour(event.key, cell.id, rows);
      if (next === undefined) return;
      grid.current?.querySelector<SVGGElement>(`[data-id="${next}"]`)?.focus();
    }
    event.preventDefault();
  };
  return (
    <Drawing label="ETZPC grid" className={styles.grid} width={width} height={(rowHeight + gap) * rows.length + 4}>
      <g ref={grid} role="listbox" aria-label="Peripherals by ETZPC id">
        {rows.map((row) => (
          <g key={row.index} transform={`translate(0 ${2 + row.index * (rowHeight + gap)})`}>
            {left > 0 && (
              <Decor>
                <text className={styles.register} x="0" y={rowHeight / 2 - 7}>
                  {row.register}
                </text>
                <text className={styles.value} x="0" y={rowHeight / 2 + 9}>
                  {addressText(row.value)}
                </text>
              </Decor>
            )}
            {row.cells.map((cell, i) => (
              <GridCell
                key={cell.id}
                cell={cell}
                x={left + i * (cellWidth + gap)}
                width={cellWidth}
                height={rowHeight}
                selected={cell.id === selected}
                reachable={cell.id === reachable}
                onSelect={onSelect}
                onKeyDown={(event) => walk(event, cell)}
              />
            ))}
          </g>
        ))}
      </g>
    </Drawing>
  );
}

type GridCellProps = {
  readonly cell: EtzpcCell;
  readonly x: number;
  readonly width: number;
  readonly height: number;
  readonly selected: boolean;
  readonly reachable: boolean;
  readonly onSelect: (id: number) => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
};
function GridCell({ cell, x, width, height, selected, reachable, onSelect, onKeyDown }: GridCellProps) {
  const radius = cell.owner === 'm4' ? Math.min(14, width / 2) : 3;
  if (cell.name === '') {
    return <rect className={styles.reserved} x={x + 0.5} y="0.500" width={width - 1} height={height - 1} rx="3" />;
  }
  const size = Math.min(12, Math.max(10, width * 0.25), (width - 3) / (cell.name.length * 0.6));
  const markY = height - Math.max(height < 32 ? 8 : 11, height * 0.22);
  return (
    <g
      role="option"
      data-id={cell.id}
      aria-selected={selected}
      aria-label={cellSentence(cell)}
      tabIndex={reachable ? 0 : -1}
      className={classes(
        styles.cell,
        ownerClass(cell.owner),
        cell.value === 1 && styles.readable,
        selected && styles.selected,
        cell.refused !== undefined && styles.refused,
      )}
      transform={`translate(${x} 0)`}
      onClick={() => onSelect(cell.id)}
      onKeyDown={onKeyDown}
    >
      <title>{cellSentence(cell)}</title>
      <rect className={styles.body} x="0.500" y="0.500" width={width - 1} height={height - 1} rx={radius} />
      <text
        className={styles.id}
        x={width / 2}
        y={height < 60 ? Math.min(13, height * 0.42) : Math.min(17, height * 0.32)}
      >
        {cell.id}
      </text>
      {width >= nameFrom && (
        <CellName name={cell.name} x={width / 2} y={height < 60 ? 25 : height * 0.53} size={size} room={width - 2} />
      )}
      <CellMarks cell={cell} x={width / 2} y={markY} small={height < 32} />
      {(cell.refused !== undefined || cell.conflict !== '') && (
        <FaultTriangle x={width - 4} y={3} size={width < nameFrom ? 11 : 16} />
      )}
    </g>
  );
}

/** A long name is set closer, never smaller than 10 px. */
function CellName({
  name,
  x,
  y,
  size,
  room,
}: {
  readonly name: string;
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly room: number;
}) {
  const shown = Math.max(10, size);
  const natural = name.length * shown * 0.6;
  const squeeze = natural > room ? { textLength: room, lengthAdjust: 'spacingAndGlyphs' as const } : {};
  return (
    <text className={styles.name} x={x} y={y} style={{ fontSize: shown }} {...squeeze}>
      {name}
    </text>
  );
}

type CellMarksProps = { readonly cell: EtzpcCell; readonly x: number; readonly y: number; readonly small: boolean };
function CellMarks({ cell, x, y, small }: CellMarksProps) {
  const both = cell.usedByLinux && cell.usedByM4;
  if (cell.usedByLinux || cell.usedByM4) {
    return (
      <>
        {cell.usedByLinux && <OwnerSymbol owner="a7" x={both ? x - 7 : x} y={y} />}
        {cell.usedByM4 && <OwnerSymbol owner="m4" x={both ? x + 7 : x} y={y} />}
      </>
    );
  }
  const transform = `translate(${x} ${y}) scale(${small ? 0.7 : 1})`;
  if (cell.value === 0)
    return <path className={styles.lock} transform={transform} d="M-5.500 -1h11v7h-11zM-3 -1v-3a3 3 0 0 1 6 0v3" />;
  if (cell.value === 1)
    return (
      <path
        className={styles.lock}
        transform={transform}
        d="M-7 1q7 -8 14 0q-7 8 -14 0zM-1.800 1a1.800 1.800 0 1 0 3.600 0a1.800 1.800 0 1 0 -3.600 0"
      />
    );
  return null;
}

/** The next id with a name in the direction of the arrow. */
function neighbour(key: string, id: number, rows: readonly EtzpcRow[]): number | undefined {
  const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns }[key];
  if (step === undefined) return undefined;
  const named = new Set(
    rows
      .flatMap((r) => r.cells)
      .filter((c) => c.name !== '')
      .map((c) => c.id),
  );
  for (let next = id + step; next >= 0 && next < rows.length * columns; next += step) if (named.has(next)) return next;
  return undefined;
}
