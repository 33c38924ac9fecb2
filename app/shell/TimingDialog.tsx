/** How long things take on the Linux side; every figure can be changed while the machine runs. */
import { useState } from 'react';
import type { LatencyView } from '../../sim-worker/contract/linux-view';
import { useCommands, useSession, useView } from '../stores/session-context';
import { Button } from '../widgets/Button';
import { CodeText } from '../widgets/CodeText';
import { type Column, DataTable } from '../widgets/DataTable';
import { Dialog } from '../widgets/Dialog';
import { TextField } from '../widgets/TextField';
import styles from './dialogs.module.css';
import { microseconds, nanoseconds } from './latency-text';

type Row = LatencyView[number];

export function TimingDialog({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  return (
    <Dialog
      open={open}
      title="Timing of Linux"
      wide
      onClose={onClose}
      actions={<Button onClick={onClose}>Done</Button>}
    >
      <Latencies />
    </Dialog>
  );
}

function Latencies() {
  const rows = useView('latencies', {}) ?? [];
  const commands = useCommands();
  const columns: readonly Column<Row>[] = [
    { key: 'name', head: 'Name', cell: (row) => row.name, mono: true },
    { key: 'value', head: 'Value, µs', cell: (row) => <Value row={row} />, width: '104px' },
    { key: 'usual', head: 'Usual, µs', cell: (row) => microseconds(row.usual), mono: true, align: 'end' },
    {
      key: 'reset',
      head: 'Reset',
      cell: (row) => (
        <Button
          small
          look="quiet"
          disabled={row.value === row.usual}
          aria-label={`Reset ${row.name}`}
          onClick={() => commands.setLatency(row.name, row.usual)}
        >
          Reset
        </Button>
      ),
    },
    { key: 'doc', head: 'What it is', cell: (row) => <CodeText text={row.doc} /> },
  ];
  const changed = rows.filter(({ value, usual }) => value !== usual);
  return (
    <>
      <p className={styles.lead}>
        Plausible figures for an idle board, none of them measured. A change counts from now on, what is planned already
        keeps its time; it stays after a restart.
      </p>
      <DataTable label="Latencies" rows={rows} rowKey={(row) => row.name} columns={columns} />
      <p className={styles.remark}>
        <Button
          small
          disabled={changed.length === 0}
          onClick={() => {
            for (const { name, usual } of changed) commands.setLatency(name, usual);
          }}
        >
          Reset all
        </Button>
      </p>
    </>
  );
}

/** Taken over with Enter or when the field is left. */
function Value({ row }: { readonly row: Row }) {
  const [draft, setDraft] = useState<string | undefined>(undefined);
  const commands = useCommands();
  const notify = useSession((state) => state.notify);
  const take = (): void => {
    if (draft === undefined) return;
    setDraft(undefined);
    const ns = nanoseconds(draft);
    if (ns === undefined) notify(`${draft} is no time: give microseconds from 0 to 1000000.`, 'fault');
    else if (ns !== row.value) commands.setLatency(row.name, ns);
  };
  return (
    <TextField
      mono
      label={`${row.name}, in microseconds`}
      inputMode="decimal"
      size={9}
      value={draft ?? microseconds(row.value)}
      onChange={(event) => setDraft(event.target.value)}
      onBlur={take}
      onKeyDown={(event) => {
        if (event.key === 'Enter') take();
      }}
    />
  );
}
