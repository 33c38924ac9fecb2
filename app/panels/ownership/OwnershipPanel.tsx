/** Ownership: what the ETZPC permits for each peripheral, who uses it, who was refused, and who holds which hardware semaphore. */
import { useMemo } from 'react';
import { OwnershipGrid } from '../../charts/OwnershipGrid';
import { useSize } from '../../charts/use-size';
import { etzpcRows, etzpcSummary } from '../../derive/etzpc';
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
  const selection = useSession((s) => s.selection);
  const select = useSession((s) => s.select);
  const rows = useMemo(
    () => (view === undefined || chip === undefined ? [] : etzpcRows(view, chip.etzpc)),
    [view, chip],
  );
  const summary = useMemo(() => etzpcSummary(rows), [rows]);
  const cells = useMemo(() => rows.flatMap((r) => r.cells), [rows]);
  const wide = size.width >= wideFrom;
  const asked = selection?.kind === 'etzpc' ? cells.find((c) => c.id === selection.id) : undefined;
  const refused = view?.refused[0];
  const shown = asked ?? cells.find((c) => c.refused !== undefined);
  const pick = (id: number): void => select({ kind: 'etzpc', id });
  const gridWidth = wide ? size.width - sideWidth - 48 : size.width - 24;
  if (view === undefined || chip === undefined || rows.length === 0) {
    return (
      <Panel title="Ownership">
        <div ref={ref}>
          <EmptyState
            why="There is no chip yet."
            whatToDo="Drop a firmware ELF on the page, or open a demo: then the ETZPC’s registers appear here."
          />
        </div>
      </Panel>
    );
  }
  return (
    <Panel
      title="Ownership"
      body={wide ? 'stage' : 'flush'}
      scrolls={false}
      {...(wide ? { actions: <OwnershipLegend summary={summary} /> } : { subtitle: 'who may use which peripheral' })}
    >
      <div ref={ref} className={wide ? styles.columns : styles.single}>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
        <section className={styles.main} tabIndex={0} aria-label="ETZPC">
          {!wide && <OwnershipLegend summary={summary} />}
          <OwnershipGrid
            rows={rows}
            width={gridWidth}
            height={wide ? Math.max(360, size.height - 180) : 290}
            selected={shown?.id}
            onSelect={pick}
          />
          {!wide && shown !== undefined && (
            <CellDetail
              cell={shown}
              rows={rows}
              refusal={refused !== undefined && refused.seq === shown.refused ? refused : undefined}
            />
          )}
          <div className={wide ? styles.tables : styles.stacked}>
            <RefusedTable refused={view.refused} />
            <Semaphores semaphores={view.semaphores} />
          </div>
        </section>
        {wide && (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
          <aside className={styles.side} style={{ width: sideWidth }} tabIndex={0} aria-label="Details of a peripheral">
            {shown === undefined ? (
              <EmptyState
                why="Choose a cell."
                whatToDo="The hue is what the ETZPC permits; the small mark is who uses the peripheral now. Two marks in an open cell are a conflict to come."
              />
            ) : (
              <CellDetail
                cell={shown}
                rows={rows}
                refusal={refused !== undefined && refused.seq === shown.refused ? refused : undefined}
              />
            )}
          </aside>
        )}
      </div>
    </Panel>
  );
}
