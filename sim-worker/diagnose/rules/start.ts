/** Rules about an M4 that runs and does not come up: what it waits for, and whose table and rings it looks at. Source: linux-side reference 6.1, 8.3, 8.6. */
import { hex } from '../../contract/units';
import { vringAddresses } from '../../probes/vring-layout';
import { codeLink, eventLink, memoryLink, proof, registerLink } from '../evidence';
import { callersOf, exceptionNow, functionName, pcLink, ringOf, spanText, whereText } from '../facts';
import { loadedWord, tableSection, vdevOf } from '../file-facts';
import type { Found, RunRule } from '../rule';
import type { Scene } from '../scene';
import { changedFields } from '../table-facts';

/** A loop that looks at a byte sees it at once; ns. */
const loopPatience = 2e6;
/** A start-up takes well less; ns. */
const patience = 50e6;
/** A user may take a while to type; ns. */
const longPatience = 200e6;
const driverOk = 4;
const never = 0xffff_ffff;
/** CFSR: BFARVALID, MMARVALID. */
const addressValid = 0x8080;
/** Functions that wait for DRIVER_OK: of OpenAMP, and of the demos. */
const waiters = /^(rproc_virtio_wait_remote_ready|rpmsg_virtio_wait_remote_ready|rpmsg_wait_for_linux)$/;
const constantWaiter = /^resource_table_init$/;

/** Where in a function of these names the main program is; undefined when it is in none. */
function within(scene: Scene, names: RegExp): number | undefined {
  const { core } = scene.machine;
  if ((core.state !== 'running' && core.state !== 'sleeping') || exceptionNow(scene) !== 0) return undefined;
  return [core.pc, ...callersOf(scene, 4)].find((address) => names.test(functionName(scene, address)));
}

/** For how long the M4 has been out of reset, in ns. */
function runningFor({ chronicle, machine }: Scene): number {
  const released = chronicle.last('rcc.m4-released');
  return released === undefined ? machine.clock.now : machine.clock.now - released.time;
}

/** The start-up code, or something later, has written over the live table. */
function overwritten(scene: Scene): Found | undefined {
  const { machine, probe, chronicle } = scene;
  const { vdev } = probe;
  const { remoteproc, virtqueues } = machine.linux.ipcView();
  const written = machine.linux.loader.table;
  if (vdev === undefined || written === undefined || remoteproc.state !== 'running' || remoteproc.job !== undefined)
    return undefined;
  const now = machine.bus.peekRam(vdev.table, written.length);
  const changed = changedFields(written, now);
  const set = chronicle.last('rproc.table-written');
  const first = changed[0];
  if (first !== undefined) {
    const { field, offset, value, bytes } = first;
    return {
      title: `The resource table at ${hex(vdev.table)} was overwritten after Linux had put it there: ${field} was ${shown(value)} and is ${shown(first.now)}.`,
      seen: 'Linux says that all is well; the M4 finds no rings, or wrong ones.',
      since: set?.time,
      evidence: [
        proof('Linux wrote the table.', eventLink(set)),
        proof(
          changed.length === 1 ? 'One field is different now.' : `${changed.length} fields are different now.`,
          memoryLink(scene, vdev.table + offset, bytes, field),
        ),
        ...writerOf(scene, vdev.table + offset),
      ],
    };
  }
  const das = vdev.vrings.map(({ da }) => machine.bus.peek(da, 4) ?? 0);
  const status = machine.bus.peek(vdev.status, 1) ?? 0;
  if (virtqueues.length === 0 || (status & driverOk) !== 0 || das.some((da) => da !== 0 && da !== never))
    return undefined;
  return {
    title: `The resource table at ${hex(vdev.table)} is as it was in the file: the M4 copied it anew over what Linux had written.`,
    seen: 'Linux says "rpmsg host is online"; the M4 waits for DRIVER_OK.',
    since: chronicle.last('rproc.vdev-status')?.time,
    evidence: [
      proof(
        'Linux had set the status to 7, and there is no DRIVER_OK now.',
        memoryLink(scene, vdev.status, 1, 'vdev.status'),
        eventLink(chronicle.last('rproc.vdev-status', { status: 7 })),
      ),
      ...writerOf(scene, vdev.status),
    ],
  };
}

const shown = (value: number): string => (value > 0xffff ? hex(value) : String(value));

function writerOf(scene: Scene, address: number) {
  const writer = scene.writers.writers(address, 1)[0];
  return writer?.pc === undefined ? [] : [proof('The M4 wrote it here.', codeLink(scene, writer.pc))];
}

function waitsElsewhere(scene: Scene): Found | undefined {
  const { machine, probe, chronicle } = scene;
  const { vdev } = probe;
  const ok = chronicle.last('rproc.vdev-status', { status: 7 });
  const place = machine.core.state === 'running' ? within(scene, waiters) : undefined;
  if (vdev === undefined || ok === undefined || place === undefined) return undefined;
  const status = machine.bus.peek(vdev.status, 1) ?? 0;
  const age = machine.clock.now - Math.max(ok.time, machine.clock.now - runningFor(scene));
  if ((status & driverOk) === 0 || age < loopPatience) return undefined;
  return {
    title: `Linux set DRIVER_OK at ${hex(vdev.status)} ${spanText(age)} ago, and the M4 still waits for it in ${whereText(scene, place)}: it looks at another copy of the table.`,
    seen: 'Linux says "rpmsg host is online"; no "creating channel" follows.',
    since: ok.time,
    evidence: [
      proof(
        'The status in the live table is complete.',
        memoryLink(scene, vdev.status, 1, 'vdev.status'),
        eventLink(ok),
      ),
      proof('The M4 is in its wait.', codeLink(scene, place), pcLink(scene)),
    ],
  };
}

/** The rings that OpenAMP makes of the address 0xffffffff wrap around to the vectors. */
function ringsTooEarly(scene: Scene): Found | undefined {
  const { machine, chronicle, file } = scene;
  const vdev = file === undefined ? undefined : vdevOf(file);
  const vring = vdev?.vrings[0];
  const ring = ringOf(scene, 0);
  if (file === undefined || vring === undefined || ring === undefined) return undefined;
  const fault = chronicle.last('fault.taken');
  const faulted =
    fault !== undefined && (fault.fields.cfsr & addressValid) !== 0 && fault.fields.address >= 0xffff_0000;
  const flags = vringAddresses({ ring: 0, address: never, num: vring.num, align: vring.align }).used % 2 ** 32;
  const before = (loadedWord(file, flags & ~3) ?? 0) >>> (8 * (flags & 2));
  const now = machine.bus.peek(flags, 2);
  const wrote = now === 1 && (before & 0xffff) !== 1 && ring.used.flags === 0;
  if (!faulted && !wrote) return undefined;
  return {
    title:
      'The M4 took 0xffffffff for the address of its rings: it read the table before Linux had filled it in, or the compiler did.',
    seen: faulted
      ? 'The M4 faults at the top of the address space; no channel appears.'
      : 'No channel appears, and a vector of the M4 is damaged.',
    since: faulted ? fault.time : undefined,
    evidence: [
      proof(
        `The table says ${hex(ring.place.address)} for vring0.`,
        memoryLink(scene, scene.probe.vdev?.vrings[0]?.da ?? 0, 4, 'vring0.da'),
        eventLink(chronicle.last('rproc.vring-address', { ring: 0 })),
      ),
      faulted
        ? proof('The M4 faulted there.', eventLink(fault))
        : proof(
            'A used ring of rings at 0xffffffff would begin among the vectors, and that halfword was changed to 1, as rpmsg_init_vdev() does.',
            memoryLink(scene, flags, 2, `vector ${flags >>> 2}`),
          ),
    ],
  };
}

function waitsForNobody(scene: Scene): Found | undefined {
  const { machine, file } = scene;
  const place = within(scene, waiters);
  const table = file === undefined ? undefined : tableSection(file);
  if (place === undefined || table === undefined || file === undefined) return undefined;
  const engineering = machine.boot === 'engineering';
  const { state, job } = machine.linux.ipcView().remoteproc;
  if (!engineering && (state !== 'detached' || job !== undefined)) return undefined;
  if (runningFor(scene) < (engineering ? 1e6 : longPatience)) return undefined;
  const status = table.address + (vdevOf(file)?.offset ?? 0) + 24;
  return {
    title: engineering
      ? `The M4 waits in ${whereText(scene, place)} for Linux to set DRIVER_OK, and in engineering boot there is no Linux.`
      : `The M4 waits in ${whereText(scene, place)} for DRIVER_OK, and Linux has not attached to it.`,
    seen: 'The firmware hangs in its OpenAMP initialisation; nothing behind it runs.',
    certainty: engineering ? 'sure' : 'likely',
    mend: engineering
      ? 'Boot through Linux; or guard the OpenAMP part with IS_ENGINEERING_BOOT_MODE(), or with a time limit.'
      : 'Attach: echo start > /sys/class/remoteproc/remoteproc0/state; or let the device tree do it (st,auto-boot).',
    evidence: [
      proof('The virtio status has no DRIVER_OK (bit 2).', memoryLink(scene, status, 1, 'vdev.status')),
      proof(
        engineering ? 'The boot mode is engineering.' : 'TAMP says that the M4 runs, and remoteproc is detached.',
        engineering ? registerLink(scene, 'SYSCFG', 'BOOTR') : registerLink(scene, 'TAMP', 'BKP18R'),
      ),
      proof('The M4 is in its wait.', codeLink(scene, place), pcLink(scene)),
    ],
  };
}

function waitsForConstant(scene: Scene): Found | undefined {
  const place = within(scene, constantWaiter);
  const table = scene.file === undefined ? undefined : tableSection(scene.file);
  if (place === undefined || table === undefined || runningFor(scene) < patience) return undefined;
  const vring1 = scene.file === undefined ? undefined : vdevOf(scene.file)?.vrings[1];
  return {
    title: `The M4 hangs in ${whereText(scene, place)}: built without LINUX_RPROC_MASTER, it waits there for one fixed address of vring1.`,
    seen: 'The firmware hangs in MX_OPENAMP_Init(), before it waits for DRIVER_OK.',
    since: scene.chronicle.last('rcc.m4-released')?.time,
    evidence: [
      proof('The M4 is in a loop there.', codeLink(scene, place), pcLink(scene)),
      proof(
        'It compares this word with VRING_RX_ADDRESS of the build.',
        memoryLink(scene, table.address + (vring1?.offset ?? 0x48), 4, 'vring1.da'),
      ),
    ],
  };
}

/** Offsets in open-amp 1.1.0's struct virtio_device and struct virtio_vring_info. */
const virtioDevice = { notifyId: 0, vringsNumber: 40, vringsInfo: 44 } as const;
const vringInfoAddress = 4;

/** OpenAMP's virtio device: rvdev points to it, and it knows where vring0 lies. */
function virtioDeviceOf(scene: Scene, ringAddress: number): number | undefined {
  const { symbols, machine } = scene;
  const rvdev = symbols.symbolNamed('rvdev');
  const word = (address: number): number => machine.bus.peek(address, 4) ?? 0;
  for (let at = rvdev?.address ?? 0; at < (rvdev?.address ?? 0) + Math.min(rvdev?.size ?? 0, 1024); at += 4) {
    const device = word(at);
    if (device % 4 !== 0 || device < 0x1000_0000 || word(device + virtioDevice.vringsNumber) !== 2) continue;
    if (word(word(device + virtioDevice.vringsInfo) + vringInfoAddress) === ringAddress) return device;
  }
  return undefined;
}

function idTaken(scene: Scene): Found | undefined {
  const ring = scene.symbols.symbolNamed('rvdev') === undefined ? undefined : ringOf(scene, 0);
  const device = ring === undefined ? undefined : virtioDeviceOf(scene, ring.place.address);
  if (device === undefined) return undefined;
  const id = scene.machine.bus.peek(device + virtioDevice.notifyId, 4) ?? 0;
  if (id > 1) return undefined;
  return {
    title: `The M4 gave its virtio device the notify id ${id}, which is that of vring${id}: OpenAMP ignores every bell for this ring.`,
    seen:
      id === 0 ? 'A sender that waits for empty buffers is never told of them.' : 'Messages of Linux are never read.',
    evidence: [
      proof(
        'rproc_virtio_notified() returns at once for the id of the device itself.',
        memoryLink(scene, device, 4, 'vdev->notifyid'),
      ),
    ],
  };
}

function traceWrapped(scene: Scene): Found | undefined {
  const trace = scene.machine.linux.trace0();
  if (trace === undefined || !/[^\0]/.test(trace.hidden)) return undefined;
  return {
    title: `trace0 shows only the newest ${trace.text.length} characters of the log; the older ones lie behind a NUL.`,
    seen: 'cat trace0 shows the last words only.',
    evidence: [
      proof(
        'The firmware began again at the start of its buffer, and ends what it writes with a NUL.',
        memoryLink(scene, trace.address + trace.text.length, 1, `${trace.name}[${trace.text.length}]`),
      ),
    ],
  };
}

const common = { group: 'start', needs: 'run', certainty: 'sure' } as const;

export const startRules: readonly RunRule[] = [
  {
    ...common,
    id: 'table-overwritten',
    sources: ['F-14'],
    title: 'The live resource table was overwritten',
    doc: 'Linux has written the table and set it up, and fields that nobody may change are different in memory, or status and ring addresses are gone.',
    why: 'Linux writes the table before it lets the M4 go, and the rings while the M4 already runs. Start-up code that copies .data or clears .bss over the table erases that.',
    mend: 'Keep .resource_table out of what the start-up code copies and clears (_sdata–_edata, _sbss–_ebss), and do not initialise it in the program.',
    find: overwritten,
  },
  {
    ...common,
    id: 'waits-on-another-table',
    sources: ['F-14'],
    title: 'The M4 waits for DRIVER_OK in a table that Linux does not use',
    doc: 'The live table has DRIVER_OK for more than 2 ms, and the M4 spins in the function that waits for it.',
    why: 'Linux writes to the table at the running address of the section .resource_table. A firmware that copied its table, or has a second one, waits at a place where nobody writes.',
    mend: 'Give OpenAMP the address of the object in .resource_table itself.',
    find: waitsElsewhere,
  },
  {
    ...common,
    id: 'rings-too-early',
    sources: ['F-15'],
    title: 'The M4 uses ring addresses that Linux had not filled in',
    doc: 'The table has good ring addresses, and the M4 faulted above 0xffff0000, or wrote what belongs into a used ring to where rings at 0xffffffff would have it.',
    why: 'The file says 0xffffffff: Linux chooses. The table is const in the examples, so that with link-time optimisation a compiler may put that value in place of a read; a read before DRIVER_OK gives the same.',
    mend: 'Wait for DRIVER_OK before the rings are opened, read the table through volatile, and build rsc_table.c without LTO.',
    find: ringsTooEarly,
  },
  {
    ...common,
    id: 'waits-for-nobody',
    sources: ['F-18'],
    title: 'The M4 waits for DRIVER_OK, and no Linux will give it',
    doc: 'The M4 is in the function that waits for DRIVER_OK in engineering boot, or for more than 200 ms while remoteproc is detached.',
    why: 'The wait of OpenAMP has no time limit: it ends only when the other side has set up its rings.',
    mend: 'Boot through Linux.',
    find: waitsForNobody,
  },
  {
    ...common,
    id: 'waits-for-constant',
    sources: ['F-47'],
    title: 'The firmware was built without LINUX_RPROC_MASTER',
    doc: 'The M4 has been in resource_table_init() for more than 50 ms.',
    why: 'Without the macro the example code is that of a chip with two microcontrollers, where the other one fills in fixed addresses.',
    mend: 'Define LINUX_RPROC_MASTER in openamp_conf.h.',
    find: waitsForConstant,
  },
  {
    ...common,
    id: 'notify-id-taken',
    sources: ['F-48'],
    title: 'The virtio device has the notify id of a ring',
    doc: 'The first word of OpenAMP’s virtio device, found through the symbol rvdev, is 0 or 1.',
    why: 'rproc_virtio_notified() takes a bell with the id of the device for a change of its configuration, and does nothing.',
    mend: 'Give rproc_virtio_create_vdev() an id that no ring has: VDEV_ID is 0xFF in the examples.',
    find: idTaken,
  },
  {
    ...common,
    id: 'trace-wrapped',
    certainty: 'harmless',
    sources: ['F-51'],
    title: 'trace0 hides the older part of the log',
    doc: 'There is text behind the first NUL of the trace buffer.',
    why: 'The trace file ends at the first NUL; the logger of the examples writes in a circle.',
    mend: 'Read the buffer itself: the trace panel shows both parts. Or make the buffer larger (SYSTEM_TRACE_BUF_SZ).',
    find: traceWrapped,
  },
];
