/** The firewall ETZPC: what each id permits, who uses it, who was refused, and the last accesses of both sides. */
import { useMemo } from 'react';
import type { OwnershipView, Refusal } from '../../../sim-worker/contract/ownership';
import { type EtzpcCell, etzpcGrid, etzpcLegend, etzpcRows } from '../../derive/etzpc';
import { useChip, useSession, useView } from '../../stores/session-context';
import { AccessTable } from './AccessTable';
import { CellDetail } from './CellDetail';
import { Conflicts } from './Conflicts';
import { OwnedPanel, type SectionSwitch } from './OwnedPanel';

const none = {};

export function FirewallSection(props: { readonly switch: SectionSwitch }) {
  const view = useView('ownership', none);
  const chip = useChip();
  const selection = useSession((s) => s.selection);
  const select = useSession((s) => s.select);
  const rows = useMemo(
    () => (view === undefined || chip === undefined ? [] : etzpcRows(view, chip.etzpc)),
    [view, chip],
  );
  const grid = useMemo(() => etzpcGrid(rows), [rows]);
  const legend = useMemo(() => etzpcLegend(rows), [rows]);
  const cells = useMemo(() => rows.flatMap((row) => row.cells), [rows]);
  const asked = selection?.kind === 'etzpc' ? selection.id : undefined;
  const refusal = refusalFor(view, asked, selection?.kind === 'event' ? selection.seq : undefined);
  const shown = cells.find(({ id }) => id === (asked ?? refusal?.id));
  const accesses = useView('accesses', { id: shown?.id });
  const choose = (id: number): void => select({ kind: 'etzpc', id });
  return (
    <OwnedPanel
      switch={props.switch}
      word="lets in"
      legend={legend}
      marks="used by"
      rows={grid}
      selected={shown === undefined ? undefined : String(shown.id)}
      onSelect={(key) => choose(Number(key))}
      detail={detailOf(shown, refusal, { view, rows, about: accesses?.about ?? [] })}
      nothing={<Conflicts cells={cells} onChoose={choose} />}
    >
      <AccessTable accesses={accesses} about={shown} onChoose={choose} />
    </OwnedPanel>
  );
}

/** The refusal that is told: of the chosen id, of the chosen event, or the newest of all. */
function refusalFor(
  view: OwnershipView | undefined,
  id: number | undefined,
  seq: number | undefined,
): Refusal | undefined {
  const refused = view?.refused ?? [];
  if (id !== undefined) return refused.find((one) => one.id === id);
  return refused.find((one) => one.seq === seq) ?? refused[0];
}

type Surroundings = Pick<Parameters<typeof CellDetail>[0], 'rows' | 'about'> & {
  readonly view: OwnershipView | undefined;
};
function detailOf(cell: EtzpcCell | undefined, refusal: Refusal | undefined, { view, rows, about }: Surroundings) {
  if (cell === undefined || view === undefined) return undefined;
  return (
    <CellDetail
      cell={cell}
      rows={rows}
      refusal={refusal}
      about={about}
      node={view.linux[cell.id]}
      held={view.resources.includes(cell.id)}
    />
  );
}
