/** One peripheral: what its value permits to whom, who uses it, and when somebody was refused, what happened and what to do. */
import type { LinuxNode, OwnershipView } from '../../../sim-worker/contract/ownership';
import { adviceFor, type EtzpcCell, type EtzpcRow, fieldWords, protectionWords } from '../../derive/etzpc';
import { addressText, secondsText } from '../../derive/format';
import { decprotChanges, nodeChanges, nodeWords, resourceWords } from '../../derive/ownership-change';
import { useCommands, useSession } from '../../stores/session-context';
import { Button } from '../../widgets/Button';
import { OwnerMark } from '../../widgets/OwnerMark';
import { ChangeMenu } from './ChangeMenu';
import styles from './cell-detail.module.css';

type Refusal = OwnershipView['refused'][number];
type CellDetailProps = {
  readonly cell: EtzpcCell;
  readonly rows: readonly EtzpcRow[];
  readonly refusal: Refusal | undefined;
  /** What Linux' device tree says of it. */
  readonly node: LinuxNode | undefined;
  /** Linux' resource manager has a device for it now. */
  readonly held: boolean;
};

export function CellDetail({ cell, rows, refusal, node, held }: CellDetailProps) {
  if (cell.name === '') {
    return (
      <section className={styles.detail}>
        <h2>Id {cell.id} is reserved</h2>
        <p className={styles.lead}>No peripheral stands behind it.</p>
      </section>
    );
  }
  return (
    <section className={styles.detail} aria-label={cell.name}>
      {refusal === undefined ? <Heading cell={cell} /> : <RefusedHeading cell={cell} refusal={refusal} />}
      <dl className={styles.facts}>
        {refusal !== undefined && <RefusalFacts refusal={refusal} />}
        <Rule cell={cell} node={node} />
        <Permissions cell={cell} />
        {node !== undefined && <DeviceTree cell={cell} node={node} held={held} />}
        <dt>Used by</dt>
        <dd>{usersWords(cell)}</dd>
        <dt>Base</dt>
        <dd>
          <code>{addressText(cell.base)}</code>
        </dd>
      </dl>
      {cell.conflict !== '' && <p className={styles.conflict}>{cell.conflict}</p>}
      {cell.note !== '' && <p className={styles.note}>{cell.note}</p>}
      {(refusal !== undefined || cell.conflict !== '') && (
        <>
          <h3>What to do</h3>
          <p className={styles.note}>{adviceFor(cell, rows)}</p>
        </>
      )}
      {refusal !== undefined && <GoThere refusal={refusal} />}
    </section>
  );
}

function Heading({ cell }: { readonly cell: EtzpcCell }) {
  const words = protectionWords[cell.value];
  return (
    <>
      <p className={styles.kind}>
        <OwnerMark owner={cell.owner} size={11} /> {words.short}
      </p>
      <h2>{cell.name}</h2>
      <p className={styles.lead}>{words.sentence}</p>
    </>
  );
}

function RefusedHeading({ cell, refusal }: { readonly cell: EtzpcCell; readonly refusal: Refusal }) {
  const belongs = {
    secure: 'the secure world',
    m4: 'the M4',
    shared: 'both',
    a7: 'Linux',
    free: 'nobody',
    fault: 'nobody',
  }[cell.owner];
  return (
    <>
      <p className={styles.refusedKind}>
        <OwnerMark owner="fault" size={12} /> Refused access <code>{secondsText(refusal.last)} s</code>
      </p>
      <h2>
        {sideWord(refusal.by)} tried to {refusal.write ? 'write' : 'read'} {cell.name}, but {cell.name} belongs to{' '}
        {belongs}.
      </h2>
      <p className={styles.lead}>{protectionWords[cell.value].sentence} The access never reached the peripheral.</p>
    </>
  );
}
const sideWord = (by: number): string => (by === 1 ? 'Linux' : 'The M4');

function RefusalFacts({ refusal }: { readonly refusal: Refusal }) {
  return (
    <>
      <dt>{refusal.write ? 'Write' : 'Read'}</dt>
      <dd>
        <code>{addressText(refusal.address)}</code>
      </dd>
      {refusal.pc !== undefined && (
        <>
          <dt>PC</dt>
          <dd>
            <code>{addressText(refusal.pc)}</code>
          </dd>
        </>
      )}
    </>
  );
}

type RuleProps = { readonly cell: EtzpcCell; readonly node: LinuxNode | undefined };
function Rule({ cell, node }: RuleProps) {
  const commands = useCommands();
  return (
    <>
      <dt>Rule</dt>
      <dd className={styles.changeable}>
        <span className={styles.words}>
          <code>{fieldWords(cell)}</code>
          <span>
            id {cell.id}, {protectionWords[cell.value].short.toLowerCase()}
            {cell.locked ? ', locked until reset' : ''}
          </span>
        </span>
        <ChangeMenu
          label={`Change DECPROT of ${cell.name}`}
          heading="As the secure firmware does it: at once, and again after a restart"
          changes={decprotChanges(cell, node)}
          onChange={(value) => commands.setDecprot(cell.id, value)}
        />
      </dd>
    </>
  );
}

type DeviceTreeProps = { readonly cell: EtzpcCell; readonly node: LinuxNode; readonly held: boolean };
function DeviceTree({ cell, node, held }: DeviceTreeProps) {
  const commands = useCommands();
  const resources = resourceWords(cell, node, held);
  const changes = nodeChanges(cell, node);
  return (
    <>
      <dt>Linux</dt>
      <dd className={styles.changeable}>
        <span className={styles.words}>
          {node.node !== '' && <code>{node.node}</code>}
          <span>{nodeWords(node)}</span>
          {resources !== '' && <span>{resources}</span>}
        </span>
        {changes.length > 0 && (
          <ChangeMenu
            label={`Change the device tree for ${cell.name}`}
            heading="As a device tree overlay does it"
            changes={changes}
            onChange={(change) => commands.setLinuxNode(cell.id, change)}
          />
        )}
      </dd>
    </>
  );
}

function Permissions({ cell }: { readonly cell: EtzpcCell }) {
  const words = protectionWords[cell.value];
  return (
    <>
      <dt>Lets in</dt>
      <dd className={styles.who}>
        <span>
          <OwnerMark owner="a7" size={9} /> Linux: {words.a7}
        </span>
        <span>
          <OwnerMark owner="m4" size={9} /> M4: {words.m4}
        </span>
        <span>
          <OwnerMark owner="secure" size={9} /> secure world: {words.secure}
        </span>
      </dd>
    </>
  );
}

function usersWords(cell: EtzpcCell): string {
  if (cell.usedByLinux && cell.usedByM4) return 'Linux and the M4';
  if (cell.usedByLinux) return 'Linux';
  return cell.usedByM4 ? 'the M4' : 'nobody so far';
}

function GoThere({ refusal }: { readonly refusal: Refusal }) {
  const select = useSession((s) => s.select);
  const reveal = useSession((s) => s.reveal);
  const { pc } = refusal;
  return (
    <div className={styles.buttons}>
      <Button
        small
        onClick={() => {
          select({ kind: 'event', seq: refusal.seq });
          reveal('events');
        }}
      >
        Show the event
      </Button>
      {pc !== undefined && (
        <Button
          small
          onClick={() => {
            select({ kind: 'address', address: pc });
            reveal('disassembly');
          }}
        >
          Show the code
        </Button>
      )}
    </div>
  );
}
