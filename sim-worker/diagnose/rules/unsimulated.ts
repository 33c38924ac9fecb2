/** Rules about what this simulator lacks: nothing is wrong with a firmware that uses it, and a board would go on. */
import type { Evidence } from '../../contract/diagnosis';
import { hex } from '../../contract/units';
import type { LedgerLine } from '../../soc/access-ledger';
import { blockWindows } from '../../soc/memory-map';
import { codeLink, eventLink, proof } from '../evidence';
import { whereText } from '../facts';
import { lastStop, releasedAt, wayTo } from '../life-facts';
import type { Found, RunRule } from '../rule';
import type { Scene } from '../scene';

/** Reads of one register before they count as waiting. */
const manyReads = 1000;
/** The last of them was a moment ago; ns. */
const momentAgo = 100e3;
const blocks: ReadonlySet<string> = new Set(blockWindows.map(({ name }) => name));

/** What the M4 did in its present life to blocks that have registers on the chip and none here; the newest first. */
function absentAccesses(scene: Scene): readonly LedgerLine[] {
  const { firewall, blocks: modelled } = scene.machine;
  const since = releasedAt(scene);
  return firewall.ledger
    .lines(
      ({ by, fate, pc, last, block }) =>
        by === 2 && fate === 'accepted' && pc >= 0 && last >= since && !(block in modelled.byName) && blocks.has(block),
    )
    .toSorted((a, b) => b.order - a.order);
}

function accessProof(scene: Scene, { block, address, count, write, pc, seq }: LedgerLine): Evidence {
  const told = seq < 0 ? scene.chronicle.last('honesty.unmodelled', { by: 'M4', block }) : scene.machine.log.at(seq);
  const times = count === 1 ? 'once' : `${count} times`;
  return proof(
    `It has ${write ? 'written' : 'read'} ${hex(address)} of ${block} ${times}.`,
    eventLink(told),
    codeLink(scene, pc),
  );
}

/** The register that the M4 reads again and again. */
const waitedFor = (scene: Scene, accesses: readonly LedgerLine[]): LedgerLine | undefined =>
  scene.machine.core.state === 'running'
    ? accesses.find(
        ({ write, count, last }) => !write && count >= manyReads && scene.machine.clock.now - last < momentAgo,
      )
    : undefined;

function waits(scene: Scene): Found | undefined {
  const line = waitedFor(scene, absentAccesses(scene));
  if (line === undefined) return undefined;
  return {
    title: `The M4 waits at ${whereText(scene, line.pc)} for a flag of ${line.block}, which this simulator does not have: its registers read 0.`,
    seen: 'The firmware hangs, or runs into a time-out of the HAL; on a board it would go on.',
    since: line.first,
    evidence: [accessProof(scene, line)],
  };
}

function gaveUp(scene: Scene): Found | undefined {
  const end = lastStop(scene);
  const [newest] = end === undefined ? [] : absentAccesses(scene);
  if (end === undefined || newest === undefined) return undefined;
  return {
    title: `The firmware gave up behind ${newest.block}, which this simulator does not have: it is in ${end.text}.`,
    seen: 'The M4 does nothing any more; on a board it would probably go on.',
    since: newest.last,
    evidence: [accessProof(scene, newest), wayTo(scene, end)],
  };
}

function used(scene: Scene): Found | undefined {
  const accesses = absentAccesses(scene);
  if (accesses.length === 0 || waitedFor(scene, accesses) !== undefined || lastStop(scene) !== undefined)
    return undefined;
  const firsts = accesses.filter(({ block }, i) => accesses.findIndex((other) => other.block === block) === i);
  return {
    title: `The M4 uses ${listed(firsts.map(({ block }) => block).toSorted())}, which this simulator does not have.`,
    seen: 'What these blocks do on a board does not happen here; the rest of the firmware runs.',
    since: Math.min(...accesses.map(({ first }) => first)),
    evidence: firsts.map((line) => accessProof(scene, line)),
  };
}

/** `A, B and C`. */
const listed = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;

const base = {
  group: 'ownership',
  needs: 'run',
  certainty: 'unsimulated',
  sources: ['F-42'],
  why: 'Blocks that are not modelled read 0 and ignore writes: a flag that the hardware would set never comes. The list of what is there is in What is simulated.',
} as const;

export const unsimulatedRules: readonly RunRule[] = [
  {
    ...base,
    id: 'waits-for-absent-block',
    title: 'The M4 waits for a block that is not simulated',
    doc: 'The M4 has read one register of a block that this simulator does not have a thousand times, and still does.',
    mend: 'Leave that part of the firmware out here, or set the flag by hand: write the register’s variable, or go on behind the loop.',
    find: waits,
  },
  {
    ...base,
    id: 'gave-up-without-block',
    title: 'The firmware gave up behind a block that is not simulated',
    doc: 'The M4 is in Error_Handler(), an assert, abort() or a hook of FreeRTOS, and has used a block that this simulator does not have.',
    mend: 'Leave that part of the firmware out here. If it gives up on a board, too, look at the call before the error handler.',
    find: gaveUp,
  },
  {
    ...base,
    id: 'absent-block-used',
    title: 'The M4 uses blocks that are not simulated',
    doc: 'The M4 has accessed a block that this simulator does not have, and neither waits for it nor has given up.',
    mend: 'Nothing: this is a limit of the simulator. Do not count on what the block would do.',
    find: used,
  },
];
