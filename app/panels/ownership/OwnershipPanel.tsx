/** Ownership: what the ETZPC permits for each peripheral, who uses it, who was refused, and who holds which hardware semaphore. */
import { useMemo } from 'react';
import type { OwnershipView } from '../../../sim-worker/contract/ownership';
import { OwnershipGrid } from '../../charts/OwnershipGrid';
import { type Size, useSize } from '../../charts/use-size';
import { type EtzpcRow, type EtzpcSummary, etzpcRows, etzpcSummary } from '../../derive/etzpc';
import { useChip, useSession, useView } from '../../stores/session-context';
import { EmptyState } from '../../widgets/EmptyState';
import { Panel } from '../../widgets/Panel';
import { CellDetail } from './CellDetail';
import { OwnershipLegend } from './OwnershipLegend';
import styles from './ownership.module.css';
import { RefusedTable } from './RefusedTable';
import { Semaphores } from './Semaphores';

const nothing = {};
const wideFrom = 900;
const sideWidth = 348;

export function OwnershipPanel() {
  const [ref, size] = useSize<HTMLDivElement>({ width: 424, height: 264 });
  const view = useView('ownership', nothing);
  const chip = useChip();
  const rows = useMemo(
    () => (view === undefined || chip === undefined ? [] : etzpcRows(view, chip.etzpc)),
    [view, chip],
  );
  const summary = useMemo(() => etzpcSummary(rows), [rows]);
  const wide = size.width >= wideFrom;
  if (view === undefined || rows.length === 0) {
    return (
      <Panel title="Ownership">
        <EmptyState
          why="There is no chip yet."
          whatToDo="Drop a firmware ELF on the page, or open a demo: then the ETZPC’s registers appear here."
        />
      </Panel>
    );
  }
  return (
    <Panel
      title="Ownership"
      body={wide ? 'stage' : 'flush'}
      scrolls={false}
      {...(wide ? { actions: <OwnershipLegend summary={summary} /> } : {})}
    >
      <div ref={ref} className={wide ? styles.columns : styles.single}>
        <OwnershipBody view={view} rows={rows} summary={summary} size={size} />
      </div>
    </Panel>
  );
}

type OwnershipBodyProps = {
  readonly view: OwnershipView;
  readonly rows: readonly EtzpcRow[];
  readonly summary: EtzpcSummary;
  readonly size: Size;
};
function OwnershipBody({ view, rows, summary, size }: OwnershipBodyProps) {
  const selection = useSession((s) => s.selection);
  const select = useSession((s) => s.select);
  const cells = useMemo(() => rows.flatMap((r) => r.cells), [rows]);
  const wide = size.width >= wideFrom;
  const asked = selection?.kind === 'etzpc' ? cells.find((c) => c.id === selection.id) : undefined;
  const newest = view.refused[0];
  const shown = asked ?? cells.find((c) => c.refused !== undefined && c.refused === newest?.seq);
  const refusal = view.refused.find((r) => r.seq === shown?.refused);
  const detail =
    shown === undefined ? undefined : (
      <CellDetail
        cell={shown}
        rows={rows}
        refusal={refusal}
        node={view.linux[shown.id]}
        held={view.resources.includes(shown.id)}
      />
    );
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section className={styles.main} tabIndex={0} aria-label="ETZPC">
        {!wide && <OwnershipLegend summary={summary} />}
        <OwnershipGrid
          rows={rows}
          width={wide ? size.width - sideWidth - 48 : size.width - 24}
          height={wide ? Math.max(360, size.height - 180) : size.height - 76}
          selected={shown?.id}
          onSelect={(id) => select({ kind: 'etzpc', id })}
        />
        {!wide && detail}
        <div className={wide ? styles.tables : styles.stacked}>
          <RefusedTable refused={view.refused} />
          <Semaphores semaphores={view.semaphores} />
        </div>
      </section>
      {wide && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        <aside className={styles.side} style={{ width: sideWidth }} tabIndex={0} aria-label="Details of a peripheral">
          {detail ?? (
            <EmptyState
              why="Choose a cell."
              whatToDo="The hue is what the ETZPC permits; the small mark is who uses the peripheral now. Two marks in an open cell are a conflict to come."
            />
          )}
        </aside>
      )}
    </>
  );
}
