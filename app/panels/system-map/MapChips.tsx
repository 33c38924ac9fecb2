/** The row of hardware at the bottom: who uses which peripheral, and the ETZPC in small. */
import { memo, useMemo } from 'react';
import { classes, ownerClass } from '../../charts/owner-class';
import { cellSentence, type EtzpcCell, etzpcRows, isMemory } from '../../derive/etzpc';
import { OwnerMark } from '../../widgets/OwnerMark';
import type { MapStageProps } from './MapStage';
import styles from './map-chips.module.css';

type MapChipsProps = Pick<MapStageProps, 'layout' | 'ownership' | 'chip' | 'selection' | 'actions'>;

/** Drawn anew only when one of its parts changes, not with every frame. */
export const MapChips = memo(function MapChips({ layout, ownership, chip, selection, actions }: MapChipsProps) {
  const rows = useMemo(
    () => (ownership === undefined || chip === undefined ? [] : etzpcRows(ownership, chip.etzpc)),
    [ownership, chip],
  );
  const cells = useMemo(() => rows.flatMap((r) => r.cells), [rows]);
  if (cells.length === 0) return null;
  const named = cells.filter((c) => c.name !== '' && !isMemory(c.name));
  const most = Math.max(1, Math.floor((layout.chips.width - 290) / 2 / 78));
  const linux = named.filter((c) => c.usedByLinux && !c.usedByM4);
  const m4 = named.filter((c) => c.value === 2 || (c.usedByM4 && !c.usedByLinux));
  const { x, y, width, height } = layout.chips;
  return (
    <div className={styles.chips} data-part="peripherals" style={{ left: x, top: y, width, height }}>
      <ChipRow cells={linux} most={most} owner="a7" onPick={actions.etzpc} />
      <button
        type="button"
        className={styles.grid}
        onClick={() => actions.etzpc(undefined)}
        aria-label={`ETZPC: who may use which of ${named.length} peripherals`}
      >
        <span>ETZPC</span>
        <MiniGrid cells={cells} selected={selection?.kind === 'etzpc' ? selection.id : undefined} />
        <span className={styles.ids}>{cells.length} ids</span>
      </button>
      <ChipRow cells={m4} most={most} owner="m4" onPick={actions.etzpc} />
    </div>
  );
});

type ChipRowProps = {
  readonly cells: readonly EtzpcCell[];
  readonly most: number;
  readonly owner: 'a7' | 'm4';
  readonly onPick: (id: number | undefined) => void;
};
function ChipRow({ cells, most, owner, onPick }: ChipRowProps) {
  const shown = cells.slice(0, most);
  const more = cells.length - shown.length;
  return (
    <div className={classes(styles.row, styles[owner], ownerClass(owner))}>
      {shown.map((cell) => (
        <button
          key={cell.id}
          type="button"
          className={styles.chip}
          title={cellSentence(cell)}
          onClick={() => onPick(cell.id)}
        >
          <OwnerMark owner={owner} size={8} />
          {cell.name}
        </button>
      ))}
      {more > 0 && (
        <button
          type="button"
          className={styles.more}
          onClick={() => onPick(undefined)}
          aria-label={`${more} more peripherals`}
        >
          +{more}
        </button>
      )}
    </div>
  );
}

const columns = 24;
const pitch = 8;
function MiniGrid({
  cells,
  selected,
}: {
  readonly cells: readonly EtzpcCell[];
  readonly selected: number | undefined;
}) {
  return (
    <svg
      className={styles.mini}
      width={columns * pitch}
      height={Math.ceil(cells.length / columns) * pitch}
      aria-hidden="true"
    >
      {cells.map((cell, i) => {
        const x = (i % columns) * pitch;
        const y = Math.floor(i / columns) * pitch;
        const round = cell.owner === 'm4' && cell.name !== '';
        return (
          <rect
            key={cell.id}
            className={classes(
              ownerClass(cell.owner),
              cell.name === '' ? styles.reserved : styles.id,
              cell.owner === 'shared' && styles.shared,
              cell.id === selected && styles.selected,
            )}
            x={x + 0.5}
            y={y + 0.5}
            width="6"
            height="6"
            rx={round ? 3 : 1}
          />
        );
      })}
    </svg>
  );
}
