/** Rules about what both sides share: peripherals that ETZPC keeps away, that both use, and semaphores that nobody gives back. */
import { hex, type Processor } from '../../contract/units';
import { etzpcIds } from '../../peripherals/etzpc/ids';
import type { LedgerLine } from '../../soc/access-ledger';
import { codeLink, eventLink, proof, registerLink } from '../evidence';
import { isAlive, spanText, whereText } from '../facts';
import { releasedAt } from '../life-facts';
import type { Found, RunRule } from '../rule';
import type { Scene } from '../scene';

/** A lock is held for a few microseconds; ns. */
const lockPatience = 10e6;
const openToBoth = 3;
/** One register per DMA channel, and each side has its own channels. */
const sharedByDesign: ReadonlySet<string> = new Set(['DMAMUX1']);
/** What DECPROT says. Source: RM0436, ETZPC_DECPROT. */
const meanings = [
  'for secure software alone',
  'to be read by others, written by secure software alone',
  'for the M4 alone',
  'for both sides',
];
const sideNames: Readonly<Record<Processor, string>> = { 1: 'Linux', 2: 'The M4' };

const decprotLink = (scene: Scene, id: number) => registerLink(scene, 'ETZPC', `DECPROT${id >>> 4}`);

/** The newest refused access of a side; of the M4 in its present life. */
const refusedTo = (scene: Scene, by: Processor): LedgerLine | undefined =>
  scene.machine.firewall.ledger.lines(
    (line) =>
      line.fate === 'refused' && line.by === by && (by === 1 || (line.pc >= 0 && line.last >= releasedAt(scene))),
  )[0];

const refused =
  (by: Processor) =>
  (scene: Scene): Found | undefined => {
    const line = refusedTo(scene, by);
    if (line?.id === undefined) return undefined;
    const { block, id, address, write, pc, count, seq, last } = line;
    const value = scene.machine.blocks.etzpc.decprotOf(id);
    const assigned = scene.chronicle.last('etzpc.assigned', { id });
    const where = by === 2 ? ` at ${whereText(scene, pc)}` : '';
    return {
      title: `${sideNames[by]} may not ${write ? 'write' : 'read'} ${block} (${hex(address)})${where}: ETZPC has it ${meanings[value] ?? ''} (DECPROT = ${value}).`,
      seen:
        by === 2
          ? 'The M4 ends in a fault handler, or the peripheral does nothing.'
          : 'The kernel reports an external abort, or the driver sees nothing but zeros.',
      since: last,
      evidence: [
        proof(
          `${count === 1 ? 'The access was' : `${count} accesses were`} refused.`,
          eventLink(seq < 0 ? undefined : scene.machine.log.at(seq)),
          by === 2 ? codeLink(scene, pc) : undefined,
          decprotLink(scene, id),
        ),
        ...(assigned === undefined
          ? []
          : [proof('Its protection was changed while the board ran.', eventLink(assigned))]),
      ],
    };
  };

function withheldFromLinux(scene: Scene): Found | undefined {
  const { linux, blocks } = scene.machine;
  const nodes = linux.platform.view();
  const id = nodes.findIndex(
    ({ status, driver, bound }, i) =>
      status === 'okay' && driver !== '' && !bound && blocks.etzpc.decprotOf(i) !== openToBoth,
  );
  const node = nodes[id];
  if (node === undefined) return undefined;
  const value = blocks.etzpc.decprotOf(id);
  return {
    title: `The device tree gives ${node.node} to Linux, and ETZPC has ${etzpcIds[id]?.name ?? 'it'} ${meanings[value] ?? ''} (DECPROT = ${value}): Linux has no device.`,
    seen: `No device of ${node.driver}; the kernel log says "${node.node}: Device driver will not be probed".`,
    evidence: [
      proof('Linux takes only what is open to both.', decprotLink(scene, id)),
      proof('Its bus driver said so.', {
        kind: 'log',
        text: `stm32-etzpc 5c007000.bus: ${node.node}: Device driver will not be probed`,
        seq: scene.chronicle.last('rproc.logged', {
          text: `stm32-etzpc 5c007000.bus: ${node.node}: Device driver will not be probed`,
        })?.seq,
      }),
    ],
  };
}

function sharedByBoth(scene: Scene): Found | undefined {
  const { linux, firewall } = scene.machine;
  const nodes = linux.platform.view();
  for (const { block, id, pc, address, last } of firewall.ledger.lines(
    ({ by, fate, write, pc: at, id: guard }) =>
      by === 2 && fate === 'accepted' && write && at >= 0 && guard !== undefined,
  )) {
    const node = id === undefined ? undefined : nodes[id];
    if (id === undefined || node?.bound !== true || last < releasedAt(scene) || sharedByDesign.has(block)) continue;
    const touched = scene.chronicle.last('peripheral.touched', { by: 2, peripheral: block });
    return {
      title: `Both sides use ${block}: Linux’ driver ${node.driver} has it, and the M4 writes to it at ${whereText(scene, pc)}.`,
      seen: 'It works until the other side resets it, stops its clock, or writes the same register.',
      since: touched?.time ?? last,
      evidence: [
        proof(`The M4 wrote to ${hex(address)}.`, eventLink(touched), codeLink(scene, pc)),
        proof(`ETZPC does not keep them apart; the device tree has ${node.node} as "okay".`, decprotLink(scene, id)),
      ],
    };
  }
  return undefined;
}

/** A semaphore that was refused to somebody after it was taken, and is still held; with both events. */
function stuckSemaphore({ machine, chronicle }: Scene) {
  if (chronicle.count('hsem.refused') === 0) return undefined;
  for (const { index, owner, process } of machine.blocks.hsem.owners()) {
    const asked = chronicle.last('hsem.refused', { semaphore: index });
    const taken = chronicle.last('hsem.taken', { semaphore: index });
    if (owner === 0 || asked === undefined || taken === undefined || asked.seq < taken.seq) continue;
    const held = machine.clock.now - taken.time;
    if (held >= lockPatience) return { index, owner, process, asked, taken, held };
  }
  return undefined;
}

const deadHolder = {
  mend: 'Nobody gives it back any more: free it from Linux (HSEM_CR with the key and the core), and see why the M4 fell while it held the lock.',
} as const;

function semaphoreHeld(scene: Scene): Found | undefined {
  const found = stuckSemaphore(scene);
  if (found === undefined) return undefined;
  const { index, owner, process, asked, taken, held } = found;
  const isDead = owner === 2 && (!isAlive(scene) || releasedAt(scene) > taken.time);
  const holder = owner === 1 ? 'Linux' : isDead ? 'an M4 that has been reset or has crashed since' : 'the M4';
  return {
    title: `Hardware semaphore ${index} has been held by ${holder} for ${spanText(held)}: ${asked.fields.by === 2 ? 'the M4' : 'Linux'} asks for it in vain.`,
    seen: 'Pins or interrupt lines are not set up, or the M4 ends in Error_Handler() after 100 ms.',
    since: taken.time,
    ...(isDead ? deadHolder : {}),
    evidence: [
      proof(
        `It was taken for process ${hex(process, 2)}, and never given back.`,
        eventLink(taken),
        registerLink(scene, 'HSEM', `R${index}`),
      ),
      proof(
        'The other one asked for it.',
        eventLink(asked),
        asked.pc === undefined ? undefined : codeLink(scene, asked.pc),
      ),
    ],
  };
}

const base = { group: 'ownership', needs: 'run' } as const;

export const ownershipRules: readonly RunRule[] = [
  {
    ...base,
    id: 'peripheral-refused',
    sources: ['F-41'],
    title: 'The M4 uses a peripheral that is not given to it',
    doc: 'ETZPC refused an access of the M4 since it left reset.',
    why: 'The secure firmware decides for each peripheral who may use it (ETZPC_DECPROT). What an access gets that is not allowed is not published; here it is a setting, a bus error unless it was changed.',
    mend: 'Assign the peripheral to the M4 in the device trees of the secure firmware (DECPROT(…, DECPROT_MCU_ISOLATION or NS_RW)) and of Linux, where its node must be disabled; CubeMX writes both.',
    certainty: 'sure',
    find: refused(2),
  },
  {
    ...base,
    id: 'linux-refused',
    sources: ['F-41'],
    title: 'Linux uses a peripheral that is not given to it',
    doc: 'ETZPC refused an access of Linux.',
    why: 'With DECPROT = 2 a peripheral belongs to the M4 alone; with 0 and 1 to secure software. Linux gets an abort.',
    mend: 'Switch the node off in Linux’ device tree, or open the peripheral to both sides (DECPROT = 3).',
    certainty: 'sure',
    find: refused(1),
  },
  {
    ...base,
    id: 'withheld-from-linux',
    sources: ['F-41'],
    title: 'Two device trees give a peripheral to different sides',
    doc: 'A node is okay for Linux, no driver is bound, and its DECPROT is not 3.',
    why: 'Linux asks ETZPC before it makes a device; only 3 will do. The device tree of the secure firmware and the one of Linux must say the same.',
    mend: 'For the M4: set status = "disabled" in Linux’ tree. For Linux: DECPROT = 3 in the tree of the secure firmware.',
    certainty: 'sure',
    find: withheldFromLinux,
  },
  {
    ...base,
    id: 'peripheral-shared',
    sources: ['F-41', 'F-43'],
    title: 'Linux and the M4 use the same peripheral',
    doc: 'A Linux driver is bound to a peripheral, and the M4 has written to it since it left reset.',
    why: 'DECPROT = 3 lets both in. Linux resets a block when its driver probes, and stops its clock when it is idle: both happen behind the back of the M4.',
    mend: 'Give it to one side: disable the node in Linux’ device tree (and add it under m4_system_resources), or leave it out of the firmware.',
    certainty: 'likely',
    find: sharedByBoth,
  },
  {
    ...base,
    id: 'semaphore-held',
    sources: ['F-41'],
    title: 'A hardware semaphore is not given back',
    doc: 'A semaphore was refused to somebody and has been held by the same owner for more than 10 ms.',
    why: 'HSEM 0 and 1 guard the registers of pins and of EXTI, which both sides write. A holder that hangs, returns early or is reset keeps the lock; resetting the M4 does not free it.',
    mend: 'Give it back on every path (HAL_HSEM_Release, PERIPH_UNLOCK), and hold it for the few register writes only.',
    certainty: 'sure',
    find: semaphoreHeld,
  },
];
