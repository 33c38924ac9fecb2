/** The twelve doorbells of the IPCC: arrow lamps that point at the receiver, lit in the colour of who set them. */
import type { KeyboardEvent } from 'react';
import type { StepMarks } from '../derive/chain';
import { columnLabel, type LampFace } from '../derive/lamps';
import styles from './doorbells.module.css';
import { FaultTriangle } from './marks';
import { classes, ownerClass } from './owner-class';
import { useSay } from './roles';
import { StepTag, stepWords } from './StepTag';

export type LampPlace = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
export type DoorbellGrid = {
  readonly x: number;
  readonly y: number;
  readonly pitch: number;
  readonly width: number;
  readonly height: number;
  readonly rowPitch: number;
};

/** Where a lamp stands: Linux → M4 above, M4 → Linux below, one column per channel. */
export const lampPlace = (grid: DoorbellGrid, from: 1 | 2, channel: number): LampPlace => ({
  x: grid.x + (channel - 1) * grid.pitch,
  y: grid.y + (from === 1 ? 0 : grid.rowPitch),
  width: grid.width,
  height: grid.height,
});

type DoorbellsProps = {
  readonly lamps: readonly LampFace[];
  readonly grid: DoorbellGrid;
  readonly labels: 'narrow' | 'wide' | 'none';
  readonly selected?: { readonly from: 1 | 2; readonly channel: number } | undefined;
  /** The bell that rings at this instant. */
  readonly now?: { readonly from: 1 | 2; readonly channel: number } | undefined;
  /** While running: the share of time each flag is set, by "from.channel"; the lamp fills that far. */
  readonly duty?: ReadonlyMap<string, number> | undefined;
  readonly onSelect?: (from: 1 | 2, channel: number) => void;
  /** Steps of the chain, by "from.channel". */
  readonly steps?: ReadonlyMap<string, StepMarks> | undefined;
};

export function Doorbells({ lamps, grid, labels, selected, now, duty, onSelect, steps }: DoorbellsProps) {
  const is = (mark: { readonly from: number; readonly channel: number } | undefined, lamp: LampFace): boolean =>
    mark?.from === lamp.from && mark.channel === lamp.channel;
  return (
    <g>
      {lamps.map((lamp) => (
        <LampMark
          key={`${lamp.from}.${lamp.channel}`}
          lamp={lamp}
          place={lampPlace(grid, lamp.from, lamp.channel)}
          selected={is(selected, lamp)}
          duty={duty?.get(`${lamp.from}.${lamp.channel}`)}
          onSelect={onSelect}
          marks={steps?.get(`${lamp.from}.${lamp.channel}`)}
        />
      ))}
      {labels !== 'none' &&
        [1, 2, 3, 4, 5, 6].map((channel) => (
          <text
            key={channel}
            className={classes(styles.label, now?.channel === channel && styles.labelNow)}
            x={grid.x + (channel - 1) * grid.pitch + grid.width / 2}
            y={grid.y + grid.rowPitch + grid.height + 15}
          >
            {columnLabel(channel, labels)}
          </text>
        ))}
    </g>
  );
}

type LampMarkProps = {
  readonly lamp: LampFace;
  readonly place: LampPlace;
  readonly selected: boolean;
  readonly duty: number | undefined;
  readonly onSelect: ((from: 1 | 2, channel: number) => void) | undefined;
  readonly marks: StepMarks | undefined;
};
function LampMark({ lamp, place, selected, duty, onSelect, marks }: LampMarkProps) {
  const say = useSay();
  const { width, height } = place;
  const d = lampPath(lamp.from, width, height);
  const press = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    onSelect?.(lamp.from, lamp.channel);
  };
  const lit = lamp.occupied && duty === undefined;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a mark inside a drawing cannot be a button element
    <g
      role="button"
      tabIndex={0}
      aria-label={`${say(lamp.sentence)}${stepWords(marks)}`}
      aria-pressed={selected}
      data-part={`lamp-${lamp.from}-${lamp.channel}`}
      className={classes(
        styles.lamp,
        ownerClass(lamp.from === 1 ? 'a7' : 'm4'),
        lit && styles.lit,
        lamp.unused && styles.unused,
        (selected || marks !== undefined) && styles.selected,
      )}
      transform={`translate(${place.x} ${place.y})`}
      onClick={() => onSelect?.(lamp.from, lamp.channel)}
      onKeyDown={press}
    >
      <title>{say(lamp.sentence)}</title>
      <rect className={styles.reach} x="-8" y="-4" width={width + 16} height={height + 8} />
      <path className={styles.halo} d={d} />
      <path className={styles.body} d={d} />
      {duty !== undefined && duty > 0 && (
        <rect
          className={styles.duty}
          x={lamp.from === 1 ? 1 : width - 1 - (width - 2) * duty}
          y="1"
          width={(width - 2) * duty}
          height={height - 2}
        />
      )}
      {lamp.masked && <path className={styles.bar} d={`M-4 ${height + 1} ${width + 4} -1`} />}
      {marks !== undefined && <StepTag x={width / 2 + (lamp.from === 1 ? -2 : 2)} y={height / 2} marks={marks} />}
      {lamp.tooLong && <FaultTriangle x={lamp.from === 1 ? width - 2 : width - 3} y={1} size={12} />}
    </g>
  );
}

/** A pentagon whose tip points at the receiver: right for Linux → M4, left for M4 → Linux. */
export function lampPath(from: 1 | 2, width: number, height: number): string {
  const tip = Math.min(height * 0.5, width * 0.3);
  return from === 1
    ? `M1 0H${width - tip}L${width} ${height / 2} ${width - tip} ${height}H1a1 1 0 0 1-1-1V1a1 1 0 0 1 1-1Z`
    : `M${width - 1} 0H${tip}L0 ${height / 2} ${tip} ${height}H${width - 1}a1 1 0 0 0 1-1V1a1 1 0 0 0-1-1Z`;
}
