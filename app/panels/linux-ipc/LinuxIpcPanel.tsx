/** The Linux side of the communication, as Linux sees it: remoteproc, virtqueues, channels, files and resources; each row leads to what it tells of. */
import type { LinuxIpcView, RemoteprocView } from '../../../sim-worker/contract/linux-ipc';
import { dumpWords, type Emptiness, noChannels, noLinux, remoteprocSentence } from '../../derive/linux-ipc';
import { useView, useViewPart } from '../../stores/session-context';
import { CodeText } from '../../widgets/CodeText';
import { EmptyState } from '../../widgets/EmptyState';
import { OwnerMark } from '../../widgets/OwnerMark';
import { Panel } from '../../widgets/Panel';
import { Channels, CharacterDevices, Endpoints, Ttys, Virtqueues } from './BusTables';
import styles from './linux-ipc.module.css';
import { useWays, type Ways } from './use-ways';
import { Resources, SdbBuffers, SendWaits } from './WaitTables';

const nothing = {};

export function LinuxIpcPanel() {
  const view = useView('linuxIpc', nothing);
  const boot = useViewPart('status', nothing, (status) => (status?.phase === 'empty' ? undefined : status?.boot));
  const ways = useWays(view?.channels ?? []);
  const none = noLinux(boot);
  return (
    <Panel title="Linux IPC">
      {none !== undefined && <Empty {...none} />}
      {none === undefined && view !== undefined && (
        <div className={styles.columns}>
          <Remoteproc remoteproc={view.remoteproc} ways={ways} />
          <Bus view={view} ways={ways} />
          <Resources devices={view.resources} ways={ways} />
        </div>
      )}
    </Panel>
  );
}

const Empty = ({ why, whatToDo }: Emptiness) => <EmptyState why={why} whatToDo={<CodeText text={whatToDo} />} />;

type BusProps = { readonly view: LinuxIpcView; readonly ways: Ways };
function Bus({ view, ways }: BusProps) {
  const none = noChannels(view);
  const queues = <Virtqueues queues={view.virtqueues} ways={ways} />;
  const broken = view.virtqueues.some((queue) => queue.broken);
  return (
    <>
      {broken && queues}
      <SendWaits waits={view.sendWaits} ways={ways} />
      {none !== undefined && <Empty {...none} />}
      <Channels channels={view.channels} ways={ways} />
      <Ttys ttys={view.ttys} ways={ways} />
      <CharacterDevices devices={view.characterDevices} ways={ways} />
      <SdbBuffers buffers={view.sdbBuffers} ways={ways} />
      {!broken && queues}
      <Endpoints endpoints={view.endpoints} ways={ways} />
    </>
  );
}

type RemoteprocProps = { readonly remoteproc: RemoteprocView; readonly ways: Ways };
function Remoteproc({ remoteproc, ways }: RemoteprocProps) {
  const now = useViewPart('status', nothing, (status) => status?.time ?? 0);
  const { state, firmware, recovery, coredump, powerCount, crashes, waitingDump, event, shutdownOnRelease } =
    remoteproc;
  return (
    <section className={styles.section} aria-label="remoteproc0">
      <p className={styles.lead}>
        <OwnerMark owner={state === 'crashed' ? 'fault' : 'a7'} size={12} /> {remoteprocSentence(remoteproc)}
      </p>
      <p className={styles.whose}>As Linux sees it: its drivers’ own state, not what lies in memory.</p>
      <dl className={styles.facts}>
        <dt>state</dt>
        <dd>
          {event === undefined ? (
            <code>{state}</code>
          ) : (
            <button type="button" className={styles.link} onClick={() => ways.event(event)}>
              <code>{state}</code>
            </button>
          )}
        </dd>
        <dt>firmware</dt>
        <dd>
          <code>{firmware}</code>
        </dd>
        <dt>recovery</dt>
        <dd>
          <code>{recovery ? 'enabled' : 'disabled'}</code>
        </dd>
        <dt>coredump</dt>
        <dd>
          <code>{coredump}</code>
        </dd>
        <dt>power count</dt>
        <dd>{powerCount}</dd>
        <dt>crashes</dt>
        <dd>
          {crashes}
          {waitingDump !== undefined && (
            <>
              , dump <code>{waitingDump}</code>
              {dumpWords(remoteproc, now)}
            </>
          )}
        </dd>
        {shutdownOnRelease && (
          <>
            <dt>last close</dt>
            <dd className={styles.wide}>
              of <code>/dev/remoteproc0</code> {state === 'attached' ? 'lets go of the M4' : 'stops the M4'}
            </dd>
          </>
        )}
      </dl>
    </section>
  );
}
