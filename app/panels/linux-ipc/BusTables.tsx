/** What is on the rpmsg bus: channels, ttys, character devices, virtqueues and endpoints. */
import type {
  ChannelView,
  CharacterDeviceView,
  LinuxIpcView,
  VirtqueueView,
} from '../../../sim-worker/contract/linux-ipc';
import { useSay } from '../../charts/roles';
import type { StepMarks } from '../../derive/chain';
import {
  addressWords,
  channelNotes,
  openWords,
  orderedChannels,
  ttySettings,
  ttyWaiting,
} from '../../derive/linux-ipc';
import { directionWords, plural } from '../../derive/words';
import { useChain } from '../../stores/session-context';
import { CodeText } from '../../widgets/CodeText';
import type { Column } from '../../widgets/DataTable';
import { OwnerMark } from '../../widgets/OwnerMark';
import { StepMark } from '../../widgets/StepMark';
import styles from './linux-ipc.module.css';
import { Section } from './Section';
import type { Ways } from './use-ways';

function Marked({ name, marks }: { readonly name: string; readonly marks: StepMarks | undefined }) {
  return (
    <>
      {name}
      {marks !== undefined && <StepMark label={marks.label} current={marks.current} />}
    </>
  );
}

const channelColumns: readonly Column<ChannelView>[] = [
  { key: 'service', head: 'Name', mono: true, width: '32%', cell: (c) => c.service },
  { key: 'way', head: 'src → dst', mono: true, cell: (c) => `${addressWords(c.src)} → ${addressWords(c.dst)}` },
  { key: 'driver', head: 'Driver', width: '42%', cell: (c) => <Driver channel={c} /> },
];

function Driver({ channel }: { readonly channel: ChannelView }) {
  const { driver, hint, builtIn } = channel;
  const notes = channelNotes(channel);
  if (builtIn && driver !== '') return <span className={styles.quiet}>part of the bus</span>;
  return (
    <>
      {driver === '' ? <span>no driver</span> : <code className={styles.mono}>{driver}</code>}
      {hint !== '' && (
        <span className={styles.hint}>
          <CodeText text={hint} />
        </span>
      )}
      {notes.length > 0 && <span className={styles.note}>{notes.join(', ')}</span>}
    </>
  );
}

type Rows<Name extends string, Row> = { readonly [N in Name]: readonly Row[] } & { readonly ways: Ways };

export function Channels({ channels, ways }: Rows<'channels', ChannelView>) {
  return (
    <Section
      title="Channels"
      where="/sys/bus/rpmsg/devices"
      columns={channelColumns}
      rows={orderedChannels(channels)}
      rowKey={(c) => c.device}
      onSelect={ways.channel}
    />
  );
}

type TtyRow = LinuxIpcView['ttys'][number];
const ttyColumns: readonly Column<TtyRow>[] = [
  { key: 'node', head: 'File', mono: true, width: '32%', cell: (t) => <TtyName tty={t} /> },
  { key: 'open', head: 'Open', cell: (t) => openWords(t.openCount) },
  { key: 'waiting', head: 'Waiting', width: '42%', cell: (t) => <TtyWaiting tty={t} /> },
];

function TtyName({ tty: { node, port } }: { readonly tty: TtyRow }) {
  return <Marked name={node.slice('/dev/'.length)} marks={useChain()?.ttys.get(port)} />;
}

function TtyWaiting({ tty }: { readonly tty: TtyRow }) {
  return (
    <>
      {ttyWaiting(tty)}
      <span className={styles.note}>{ttySettings(tty)}</span>
    </>
  );
}

export function Ttys({ ttys, ways }: Rows<'ttys', TtyRow>) {
  return (
    <Section
      title="Terminals"
      where="/dev/ttyRPMSGn"
      columns={ttyColumns}
      rows={ttys}
      rowKey={(t) => t.port}
      onSelect={({ port }) => ways.tty(port)}
    />
  );
}

const characterColumns: readonly Column<CharacterDeviceView>[] = [
  { key: 'node', head: 'File', mono: true, width: '32%', cell: (d) => d.node.slice('/dev/'.length) },
  { key: 'open', head: 'Open', cell: (d) => openWords(d.openCount) },
  { key: 'endpoint', head: 'Endpoint', width: '42%', cell: (d) => <CharacterEndpoint device={d} /> },
];

function CharacterEndpoint({ device: { service, local, dst, messages } }: { readonly device: CharacterDeviceView }) {
  if (dst === undefined) return <span>makes endpoints</span>;
  const way = local === undefined ? 'none until it is opened' : `${addressWords(local)} → ${addressWords(dst)}`;
  return (
    <>
      <code className={styles.mono}>{way}</code>
      <span className={styles.note}>
        {service}
        {messages > 0 && `, ${plural(messages, 'message')} to be read`}
      </span>
    </>
  );
}

export function CharacterDevices({ devices, ways }: Rows<'devices', CharacterDeviceView>) {
  return (
    <Section
      title="Character devices"
      where="/dev/rpmsgN"
      columns={characterColumns}
      rows={devices}
      rowKey={(d) => d.node}
      onSelect={ways.console}
    />
  );
}

/** The first device's rings need no more than their number. */
const ringName = ({ device, ring }: VirtqueueView): string =>
  device === 'virtio0' ? `vring${ring}` : `${device} vring${ring}`;

/** The chain goes through the rings of the first device. */
function RingName({ queue }: { readonly queue: VirtqueueView }) {
  const chain = useChain();
  return (
    <Marked name={ringName(queue)} marks={queue.device === 'virtio0' ? chain?.rings.get(queue.ring) : undefined} />
  );
}

const queueColumns: readonly Column<VirtqueueView>[] = [
  { key: 'ring', head: 'Ring', mono: true, width: '32%', cell: (q) => <RingName queue={q} /> },
  { key: 'way', head: 'Way', cell: (q) => <Way ring={q.ring} /> },
  { key: 'state', head: 'State', width: '42%', cell: (q) => <QueueState queue={q} /> },
];

function Way({ ring }: { readonly ring: number }) {
  const say = useSay();
  return say(directionWords(ring === 0 ? 'm4-to-linux' : 'linux-to-m4'));
}

function QueueState({ queue: { broken, free, num, read, name } }: { readonly queue: VirtqueueView }) {
  if (!broken) return `${num - free} of ${num} offered, has read ${read}`;
  return (
    <span className={styles.broken}>
      <OwnerMark owner="fault" size={11} /> {name} is broken: virtio_ring uses it no more until the M4 is started again.
    </span>
  );
}

export function Virtqueues({ queues, ways }: Rows<'queues', VirtqueueView>) {
  return (
    <Section
      title="Virtqueues"
      where="as virtio_ring has them"
      columns={queueColumns}
      rows={queues}
      rowKey={ringName}
      onSelect={ways.ring}
    />
  );
}

type EndpointRow = LinuxIpcView['endpoints'][number];
const endpointColumns: readonly Column<EndpointRow>[] = [
  { key: 'address', head: 'Address', mono: true, width: '32%', cell: (e) => addressWords(e.address) },
  { key: 'driver', head: 'Driver', mono: true, cell: (e) => e.driver },
  { key: 'device', head: 'Device', mono: true, width: '42%', cell: (e) => e.device },
];

export function Endpoints({ endpoints, ways }: Rows<'endpoints', EndpointRow>) {
  return (
    <Section
      title="Endpoints"
      where="where a message to Linux may go"
      columns={endpointColumns}
      rows={endpoints}
      rowKey={(e) => `${e.device} ${e.address}`}
      onSelect={({ device }) => ways.device(device)}
    />
  );
}
