/** One peripheral: what its value permits to whom, who uses it, and when somebody was refused, what happened and what to do. */
import type { Access, LinuxNode, Refusal } from '../../../sim-worker/contract/ownership';
import { type EtzpcCell, type EtzpcRow, fieldWords, protectionWords } from '../../derive/etzpc';
import { addressText, secondsText } from '../../derive/format';
import { times } from '../../derive/owned-grid';
import { decprotChanges, nodeChanges, nodeWords, resourceWords } from '../../derive/ownership-change';
import { adviceFor } from '../../derive/refusal';
import { useCommands } from '../../stores/session-context';
import { OwnerMark } from '../../widgets/OwnerMark';
import { ChangeMenu } from './ChangeMenu';
import styles from './cell-detail.module.css';
import { GoTo } from './GoTo';
import { AnswerFact, RefusalFacts, RefusedHeading, WhatIfOpen } from './RefusalDetail';

type CellDetailProps = {
  readonly cell: EtzpcCell;
  readonly rows: readonly EtzpcRow[];
  readonly refusal: Refusal | undefined;
  /** Who has asked for it, the newest first. */
  readonly about: readonly Access[];
  /** What Linux' device tree says of it. */
  readonly node: LinuxNode | undefined;
  /** Linux' resource manager has a device for it now. */
  readonly held: boolean;
};

export function CellDetail({ cell, rows, refusal, about, node, held }: CellDetailProps) {
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
      {refusal === undefined ? (
        <Heading cell={cell} />
      ) : (
        <>
          <RefusedHeading cell={cell} refusal={refusal} />
          <dl className={styles.facts}>
            <RefusalFacts refusal={refusal} />
            <Rule cell={cell} node={node} />
            <AnswerFact refusal={refusal} />
          </dl>
        </>
      )}
      {cell.conflict !== '' && <p className={styles.conflict}>{cell.conflict}</p>}
      {(refusal !== undefined || cell.conflict !== '') && (
        <>
          <h3>What to do</h3>
          <p className={styles.note}>{adviceFor(cell, rows)}</p>
        </>
      )}
      {refusal !== undefined && (
        <>
          <GoTo seq={refusal.seq} pc={refusal.pc}>
            {cell.value !== 3 && <WhatIfOpen cell={cell} />}
          </GoTo>
          <h3>{cell.name}</h3>
        </>
      )}
      <dl className={styles.facts}>
        {refusal === undefined && <Rule cell={cell} node={node} />}
        <Permissions cell={cell} />
        {node !== undefined && <DeviceTree cell={cell} node={node} held={held} />}
        <dt>Used by</dt>
        <dd>{usersWords(cell)}</dd>
        <Asked side={1} about={about} />
        <Asked side={2} about={about} />
        <dt>Base</dt>
        <dd>
          <code>{addressText(cell.base)}</code>
        </dd>
      </dl>
      {cell.note !== '' && <p className={styles.note}>{cell.note}</p>}
    </section>
  );
}

/** How often a side has asked, and from where last. */
function Asked({ side, about }: { readonly side: 1 | 2; readonly about: readonly Access[] }) {
  const own = about.filter(({ by }) => by === side);
  const newest = own[0];
  if (newest === undefined) return null;
  const count = own.reduce((sum, access) => sum + access.count, 0);
  const refused = own.reduce((sum, { fate, count: n }) => sum + (fate === 'refused' ? n : 0), 0);
  const first = Math.min(...own.map((access) => access.first));
  const where = newest.function !== '' ? newest.function : newest.pc === undefined ? '' : addressText(newest.pc);
  return (
    <>
      <dt>{side === 1 ? 'Linux' : 'The M4'}</dt>
      <dd>
        <span>
          asked {times(count)}
          {refused > 0 ? `, was refused ${times(refused)}` : ''}
        </span>
        <span>
          first at {secondsText(first)} s, last at {secondsText(newest.last)} s
          {where !== '' && (
            <>
              {' '}
              in <code>{where}</code>
            </>
          )}
        </span>
      </dd>
    </>
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
      <dt>Device tree</dt>
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
