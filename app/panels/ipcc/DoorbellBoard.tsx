/** The doorbells in large, with the direction of each row and the use of each column. */

import { Doorbells } from '../../charts/Doorbells';
import { useSay } from '../../charts/roles';
import { Drawing } from '../../charts/svg';
import type { StepMarks } from '../../derive/chain';
import type { LampFace } from '../../derive/lamps';
import styles from './doorbell-board.module.css';

type DoorbellBoardProps = {
  readonly lamps: readonly LampFace[];
  readonly width: number;
  readonly selected: { readonly from: 1 | 2; readonly channel: number } | undefined;
  readonly onSelect: (from: 1 | 2, channel: number) => void;
  readonly steps: ReadonlyMap<string, StepMarks> | undefined;
};

export function DoorbellBoard({ lamps, width, selected, onSelect, steps }: DoorbellBoardProps) {
  const say = useSay();
  const left = 82;
  const lamp = Math.max(24, Math.min(64, (width - left) / 6 - 16));
  const height = Math.round(Math.min(30, lamp * 0.52));
  const pitch = (width - left - lamp - 8) / 5;
  const grid = { x: left + 2, y: 8, pitch, width: lamp, height, rowPitch: height + 16 };
  return (
    <Drawing className={styles.board} width={width} height={grid.y + grid.rowPitch + height + 24} label="Doorbells">
      <text className={styles.row} x="0" y={grid.y + height / 2 + 4}>
        {say('Linux → M4')}
      </text>
      <text className={styles.row} x="0" y={grid.y + grid.rowPitch + height / 2 + 4}>
        {say('M4 → Linux')}
      </text>
      <Doorbells
        lamps={lamps}
        grid={grid}
        labels={pitch > 66 ? 'wide' : 'narrow'}
        selected={selected}
        onSelect={onSelect}
        steps={steps}
      />
    </Drawing>
  );
}
