/** Rules about who starts the M4, and with what: a file that is not there, an M4 that ran before Linux, a recovery with an old table. Source: linux-side reference 1.7, 1.8, 2.4, 2.6, 8.2, 8.3. */
import { hex } from '../../contract/units';
import { findTable } from '../../linux/remoteproc/elf-loader';
import { eventLink, memoryLink, proof, registerLink } from '../evidence';
import { bellOf, isPlanned, pcLink, ringOf, usedLink } from '../facts';
import { fileLink, vdevOf } from '../file-facts';
import type { Found, RunRule } from '../rule';
import type { Scene } from '../scene';
import { changedFields } from '../table-facts';

/** From a bell to its work, and from one stage of remoteproc to the next; ns. */
const patience = 5e6;
const defaultName = 'rproc-m4-fw';
const rproc = 'remoteproc remoteproc0: ';

const logged = ({ chronicle }: Scene, text: string) => chronicle.last('rproc.logged', { text: `${rproc}${text}` });

/** Blanks and control characters are shown, since they are what one does not see. */
const shown = (name: string): string => JSON.stringify(name);

function fileNotFound(scene: Scene): Found | undefined {
  const { linux } = scene.machine;
  const { firmware, state, job } = linux.ipcView().remoteproc;
  const line = logged(scene, `Direct firmware load for ${firmware} failed with error -2`);
  if (line === undefined || state !== 'offline' || job !== undefined) return undefined;
  if (linux.loader.contents(firmware) !== undefined) return undefined;
  const names = linux.loader.names();
  const near = nearest(firmware, names);
  const what =
    firmware === defaultName
      ? `the default name ${defaultName}, because nobody has written another into the file "firmware"`
      : shown(firmware);
  return {
    title: `Linux looked in /lib/firmware for ${what}, and there is no such file${near === undefined ? '' : `; there is ${near}`}.`,
    seen: 'echo start > state fails with "No such file or directory" (-2).',
    since: line.time,
    mend: `echo -n ${near ?? 'name.elf'} > /sys/class/remoteproc/remoteproc0/firmware, with the name alone and no folder; and copy the file to /lib/firmware.`,
    evidence: [
      proof('Linux said so.', { kind: 'log', text: line.fields.text, seq: line.seq }),
      proof('/lib/firmware holds this.', fileLink(names.length === 0 ? 'nothing' : names.join(', '))),
    ],
  };
}

/** The same but for case, blanks and folders; or the only one. */
function nearest(wanted: string, names: readonly string[]): string | undefined {
  const plain = (name: string): string => name.replace(/^.*\//, '').replace(/\s/g, '').toLowerCase();
  return names.find((name) => plain(name) === plain(wanted)) ?? (names.length === 1 ? names[0] : undefined);
}

const m4Runs = ({ machine }: Scene): boolean => machine.core.state !== 'held' && machine.boot === 'linux';

function unnoticed(scene: Scene): Found | undefined {
  const { machine, chronicle } = scene;
  const { state, job } = machine.linux.ipcView().remoteproc;
  const released = chronicle.last('rcc.m4-released');
  if (!m4Runs(scene) || state !== 'offline' || job !== undefined) return undefined;
  if (machine.clock.now - (released?.time ?? 0) < patience) return undefined;
  const bkp = machine.blocks.tamp.registers.values().BKP18R ?? 0;
  return {
    title: `The M4 runs, and Linux takes it for one that is off: a start will load a new firmware under its feet.`,
    seen: 'The state file says "offline" while the M4 does its work; after echo start it dies or behaves oddly.',
    since: released?.time,
    why:
      bkp === 2
        ? 'U-Boot has said in TAMP_BKP18R that the M4 runs. Mainline before 5.10 has no state "detached" and does not look.'
        : 'The driver calls the M4 detached only when TAMP_BKP18R is 2 (CRUN) while it probes. Nobody had written that.',
    evidence: [
      proof('The M4 is out of reset.', eventLink(released), pcLink(scene)),
      proof(`remoteproc is ${state}; TAMP says ${bkp}.`, registerLink(scene, 'TAMP', 'BKP18R')),
    ],
  };
}

function attachedWithoutTable(scene: Scene): Found | undefined {
  const { machine, file } = scene;
  const { state, job } = machine.linux.ipcView().remoteproc;
  const words = machine.blocks.tamp.registers.values();
  if (!m4Runs(scene) || (state !== 'detached' && state !== 'attached') || job !== undefined) return undefined;
  if (file === undefined || vdevOf(file) === undefined) return undefined;
  const address = words.BKP17R ?? 0;
  const version = address === 0 ? 0 : (machine.bus.peek(address, 4) ?? 0);
  if (address !== 0 && version === 1) return undefined;
  const failed = logged(scene, "can't load resource table: -2");
  return {
    title:
      address === 0
        ? 'Whoever started the M4 did not tell Linux where its resource table is (TAMP_BKP17R = 0).'
        : `TAMP_BKP17R points to ${hex(address)}, and there is no resource table: the first word is ${hex(version)}, not 1.`,
    seen:
      failed === undefined
        ? 'Attached or about to be, without rpmsg: no vrings, no tty; the M4 waits for DRIVER_OK.'
        : 'echo start > state fails: "can\'t load resource table: -2".',
    since: failed?.time,
    evidence: [
      proof(
        'The boot loader leaves the address of the table there.',
        registerLink(scene, 'TAMP', 'BKP17R'),
        registerLink(scene, 'TAMP', 'BKP18R'),
        address === 0 ? undefined : memoryLink(scene, address, 4, 'ver'),
      ),
      ...(failed === undefined
        ? []
        : [proof('Linux said so.', { kind: 'log', text: failed.fields.text, seq: failed.seq })]),
    ],
  };
}

function attachedAndDeaf(scene: Scene): Found | undefined {
  const { machine, chronicle } = scene;
  const { linux } = machine;
  const { state, job } = linux.ipcView().remoteproc;
  const ring = ringOf(scene, 0);
  const returned = chronicle.last('vring.returned', { ring: 0 });
  if (linux.kernel === 'C' || linux.tree !== 'mainline' || state !== 'attached' || job !== undefined) return undefined;
  if (ring === undefined || returned === undefined || ring.unread === 0 || isPlanned(scene, 'vring')) return undefined;
  const bell = bellOf(scene, 2, 1);
  if (bell.occupied || machine.clock.now - returned.time < patience) return undefined;
  return {
    title: `This kernel hears nothing of an M4 to which it has attached: ${ring.unread} of its messages lie unread in vring0.`,
    seen: 'Everything looks right, bells are acknowledged, and Linux never reacts: no "creating channel".',
    since: returned.time,
    evidence: [
      proof('The M4 has returned full buffers.', usedLink(scene, ring), eventLink(returned)),
      proof(
        'Linux acknowledged the bell and did not look into the ring.',
        registerLink(scene, 'IPCC', 'C2TOC1SR'),
        eventLink(chronicle.last('ipcc.freed', { from: 2, channel: 1 })),
      ),
    ],
  };
}

function recoveredWithOldTable(scene: Scene): Found | undefined {
  const { linux } = scene.machine;
  const { crashes, state, firmware } = linux.ipcView().remoteproc;
  const recovered = logged(scene, 'recovering m4');
  if (crashes === 0 || state !== 'running' || recovered === undefined) return undefined;
  if ((logged(scene, 'powering up m4')?.seq ?? -1) > recovered.seq) return undefined;
  const written = linux.loader.table;
  const bytes = linux.loader.contents(firmware);
  const fresh = bytes === undefined ? undefined : findTable(bytes, () => undefined);
  const changed = written === undefined || fresh === undefined ? [] : changedFields(fresh.bytes, written);
  const first = changed[0];
  if (fresh === undefined || first === undefined) return undefined;
  return {
    title: `After the crash Linux loaded the new ${firmware} and wrote the resource table of the old one over its own: ${first.field} is ${first.now}, not ${first.value}.`,
    seen: 'Since the recovery the firmware behaves oddly, although the new file is right.',
    since: recovered.time,
    evidence: [
      proof('This was a recovery, not a start.', { kind: 'log', text: recovered.fields.text, seq: recovered.seq }),
      proof(
        'Memory holds what the first file said.',
        eventLink(scene.chronicle.last('rproc.table-written')),
        memoryLink(scene, fresh.da + first.offset, first.bytes, first.field),
      ),
      proof(
        'The file says something else.',
        fileLink(`.resource_table + ${hex(first.offset, 2)} ${first.field} = ${first.value}`),
      ),
    ],
  };
}

function bootMcuByHand(scene: Scene): Found | undefined {
  const { machine, chronicle } = scene;
  const written = chronicle.last('rcc.boot-mcu');
  const command = written?.cause === undefined ? undefined : machine.log.at(written.cause);
  if (written === undefined || command?.kind !== 'shell.ran' || !command.fields.line.includes('devmem'))
    return undefined;
  return {
    title: 'BOOT_MCU was written by hand; on a board whose RCC is secure that write is ignored.',
    seen: 'Here it works. On a board with ST’s secure firmware the bit keeps its value, and the hold "seems stuck".',
    since: written.time,
    evidence: [
      proof('devmem wrote RCC_MP_GCR.', eventLink(command), eventLink(written)),
      proof('This model does not protect RCC (TZEN is 0).', registerLink(scene, 'RCC', 'TZCR')),
    ],
  };
}

const common = { group: 'platform', needs: 'run', certainty: 'sure' } as const;

export const platformRules: readonly RunRule[] = [
  {
    ...common,
    id: 'firmware-not-found',
    sources: ['F-01'],
    title: 'The firmware file is not where Linux looks',
    doc: 'The last start failed with -2, and /lib/firmware still has no file of the name in the file "firmware".',
    why: 'The name is taken byte by byte, up to a newline: a blank, a folder or another case is another name. Without a name Linux takes rproc-m4-fw.',
    mend: 'Write the exact name into the file "firmware".',
    find: fileNotFound,
  },
  {
    ...common,
    id: 'm4-runs-unnoticed',
    sources: ['F-43'],
    title: 'Linux does not know that the M4 runs',
    doc: 'The M4 is out of reset for more than 5 ms while remoteproc is offline and does nothing.',
    why: 'The driver looks once, while it probes.',
    mend: 'Start the M4 with rproc start of U-Boot, have st,syscfg-m4-state and st,syscfg-rsc-tbl in the device tree, and use a kernel with "detached" (5.10 or later; ST’s tree before).',
    find: unnoticed,
  },
  {
    ...common,
    id: 'attached-without-table',
    sources: ['F-19'],
    title: 'Linux finds no resource table in an M4 that runs already',
    doc: 'The M4 was started before Linux, the firmware has an rpmsg device, and TAMP_BKP17R is 0 or points to something else than a table.',
    why: 'When Linux attaches it reads no file: the boot loader leaves the address of the table in TAMP_BKP17R.',
    mend: 'Load the ELF with rproc load and rproc start of U-Boot, not as raw bytes; use a link script whose table has one address; keep TAMP powered.',
    find: attachedWithoutTable,
  },
  {
    ...common,
    id: 'attached-and-deaf',
    sources: ['F-20'],
    title: 'The kernel ignores the messages of an attached M4',
    doc: 'Mainline before generation C is attached, vring0 holds unread messages, and their bell was acknowledged.',
    why: 'The work behind a bell did nothing unless the state was "running". Commit c3281abea67c (May 2024, and stable kernels) added "attached".',
    mend: 'Update the kernel; or let Linux start the M4 itself.',
    find: attachedAndDeaf,
  },
  {
    ...common,
    id: 'recovered-with-old-table',
    sources: ['F-54'],
    title: 'A recovery used the resource table of the old file',
    doc: 'The last start was a recovery, and the table of the file in /lib/firmware differs from the one that Linux wrote.',
    why: 'A recovery loads the segments of the file anew but keeps the table of the first start, and copies it over the new one.',
    mend: 'After an update of the file stop and start: echo stop > state; echo start > state.',
    find: recoveredWithOldTable,
  },
  {
    ...common,
    id: 'boot-mcu-by-hand',
    certainty: 'harmless',
    sources: ['F-56'],
    title: 'BOOT_MCU was written from user space',
    doc: 'The last write of RCC_MP_GCR.BOOT_MCU came from devmem.',
    why: 'In ST’s distributions the bit belongs to the secure firmware; Linux asks it through SCMI or SMC. Non-secure writes have no effect there.',
    mend: 'Use the state file of remoteproc.',
    find: bootMcuByHand,
  },
];
