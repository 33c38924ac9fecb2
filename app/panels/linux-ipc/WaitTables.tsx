/** Who waits for a buffer, the shared buffers of rpmsg_sdb, and what the resource manager holds for the M4. */
import type { ResourceDevice, SdbBufferView, SendWaitView } from '../../../sim-worker/contract/linux-ipc';
import { addressText, sizeText } from '../../derive/format';
import { regulatorWords, sdbWritten, waitWords } from '../../derive/linux-ipc';
import { plural } from '../../derive/words';
import { useViewPart } from '../../stores/session-context';
import type { Column } from '../../widgets/DataTable';
import styles from './linux-ipc.module.css';
import { Section } from './Section';
import type { Ways } from './use-ways';

const nothing = {};

type SendWaitsProps = { readonly waits: readonly SendWaitView[]; readonly ways: Ways };
export function SendWaits({ waits, ways }: SendWaitsProps) {
  const now = useViewPart('status', nothing, (status) => status?.time ?? 0);
  const columns: readonly Column<SendWaitView>[] = [
    { key: 'who', head: 'Writer', mono: true, width: '32%', cell: ({ who }) => who },
    {
      key: 'why',
      head: 'Sleeps in rpmsg_send()',
      cell: (wait) => (
        <>
          {waitWords(wait, now)}
          <span className={styles.note}>every buffer of vring1 is with the M4</span>
        </>
      ),
    },
  ];
  return (
    <Section
      title="Waiting for a buffer"
      where="15 s at most"
      columns={columns}
      rows={waits}
      rowKey={({ who, until }) => `${who} ${until}`}
      onSelect={({ event }) => (event === undefined ? ways.console() : ways.event(event))}
    />
  );
}

const sdbColumns: readonly Column<SdbBufferView>[] = [
  { key: 'index', head: 'Buffer', mono: true, width: '32%', cell: ({ index }) => `B${index}` },
  {
    key: 'place',
    head: 'Place',
    mono: true,
    cell: ({ address }) => (address === 0 ? 'not mapped' : addressText(address)),
  },
  {
    key: 'written',
    head: 'Written by the M4',
    width: '42%',
    cell: (buffer) => (
      <>
        {sdbWritten(buffer)}
        <span className={styles.note}>
          of {sizeText(buffer.size)}
          {buffer.signals > 0 && `, ${plural(buffer.signals, 'signal')} not read`}
        </span>
      </>
    ),
  },
];

type SdbBuffersProps = { readonly buffers: readonly SdbBufferView[]; readonly ways: Ways };
export function SdbBuffers({ buffers, ways }: SdbBuffersProps) {
  return (
    <Section
      title="Shared buffers"
      where="/dev/rpmsg-sdb"
      columns={sdbColumns}
      rows={buffers}
      rowKey={({ index }) => index}
      onSelect={({ address }) => (address === 0 ? ways.console() : ways.memory(address))}
    />
  );
}

const resourceColumns: readonly Column<ResourceDevice>[] = [
  { key: 'name', head: 'Node', mono: true, width: '32%', cell: ({ name }) => name },
  { key: 'clocks', head: 'Clocks', mono: true, cell: ({ clocks }) => clocks.join(', ') || 'none' },
  { key: 'regulators', head: 'Regulators', width: '42%', cell: regulatorWords },
];

type ResourcesProps = { readonly devices: readonly ResourceDevice[]; readonly ways: Ways };
export function Resources({ devices, ways }: ResourcesProps) {
  return (
    <Section
      title="Held for the M4"
      where="rproc-srm-dev"
      columns={resourceColumns}
      rows={devices}
      rowKey={({ name }) => name}
      onSelect={({ id }) => ways.peripheral(id)}
    />
  );
}
