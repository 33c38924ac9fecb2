/** The fidelity ledger: what of the chip is modelled, simplified, a stub or absent. */
import type { Fidelity } from '../../sim-worker/contract/registers';
import { useChip } from '../stores/session-context';
import { DataTable } from '../widgets/DataTable';
import { Dialog } from '../widgets/Dialog';
import { EmptyState } from '../widgets/EmptyState';
import styles from './dialogs.module.css';

const order: readonly Fidelity[] = ['modelled', 'simplified', 'stub', 'absent'];
const meanings: Readonly<Record<Fidelity, string>> = {
  modelled: 'behaves as the manual says',
  simplified: 'behaves, with what is left out named beside it',
  stub: 'its registers can be read and written, nothing happens',
  absent: 'not there: an access is told as an event',
};

export function SimulatedDialog({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  return open ? <OpenSimulatedDialog onClose={onClose} /> : null;
}

function OpenSimulatedDialog({ onClose }: { readonly onClose: () => void }) {
  const chip = useChip();
  const rows =
    chip === undefined ? [] : chip.ledger.toSorted((a, b) => order.indexOf(a.fidelity) - order.indexOf(b.fidelity));
  return (
    <Dialog open title="What is simulated" wide onClose={onClose}>
      <p className={styles.lead}>
        The Cortex-M4 side runs your firmware’s own instructions against modelled peripherals. The Linux side is a model
        of the kernel’s drivers, not a kernel. Nothing that is missing is silent: touching it is an event with the
        address and the PC.
      </p>
      <ul className={styles.legend}>
        {order.map((fidelity) => (
          <li key={fidelity}>
            <FidelityWord fidelity={fidelity} /> {meanings[fidelity]}
          </li>
        ))}
      </ul>
      {rows.length === 0 ? (
        <EmptyState
          why="The ledger is not here yet."
          whatToDo="It comes with the simulation, which is still loading."
        />
      ) : (
        <DataTable
          label="Fidelity ledger"
          rows={rows}
          rowKey={(row) => row.what}
          columns={[
            { key: 'what', head: 'Part', cell: (row) => row.what, width: '24%' },
            {
              key: 'fidelity',
              head: 'Fidelity',
              cell: (row) => <FidelityWord fidelity={row.fidelity} />,
              width: '96px',
            },
            { key: 'note', head: 'In one sentence', cell: (row) => row.note },
          ]}
        />
      )}
    </Dialog>
  );
}

function FidelityWord({ fidelity }: { readonly fidelity: Fidelity }) {
  return (
    <span className={styles.fidelity} data-fidelity={fidelity}>
      {fidelity}
    </span>
  );
}
