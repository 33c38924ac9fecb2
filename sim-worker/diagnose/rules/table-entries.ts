/** Rules about what the resource table asks for: regions, rings, buffers, traces. Linux takes the table, and something fails because of it. Source: linux-side reference 1.13, 1.14, 4. */
import { hex } from '../../contract/units';
import type { ResourceTable, VdevEntry } from '../../firmware/resource-entries';
import { anyAddress, daToPa, deviceTreeCarveouts, findCarveout } from '../../linux/remoteproc/carveouts';
import { vringSize } from '../../linux/virtio/vring-layout';
import { proof } from '../evidence';
import {
  fieldLink,
  fileLink,
  openAmpSymbol,
  predicted,
  regionAt,
  tableName,
  tableOf,
  tableSection,
  vdevOf,
} from '../file-facts';
import type { FileRule, Found } from '../rule';
import type { FileScene } from '../scene';

const pageBytes = 4096;
const bufferBytes = 512;
/** MAX_RPMSG_NUM_BUFS. */
const mostBuffers = 512;
const rpmsgId = 7;

const ringBytes = (num: number, align: number): number => Math.ceil(vringSize(num, align) / pageBytes) * pageBytes;

/** What asks for a region, and is too big for it or lies elsewhere. */
function doesNotFit(scene: FileScene): Found | undefined {
  const table = tableOf(scene);
  const line = predicted(scene, /Registered carveout doesn't fit|Unable to allocate carveout/);
  if (table === undefined || line === undefined) return twice(scene, table);
  for (const wish of wishes(table)) {
    const region = findCarveout(deviceTreeCarveouts(scene.tree), wish.name);
    const short = region !== undefined && wish.bytes > region.length;
    const astray =
      region !== undefined &&
      wish.da !== anyAddress &&
      (wish.da < region.da || wish.da + wish.bytes > region.da + region.length);
    if (region !== undefined && !short && !astray) continue;
    if (region === undefined && !line.includes(wish.name)) continue;
    const title = short
      ? `${wish.what} needs ${wish.bytes} bytes, and its region ${wish.name} has ${region.length}.`
      : region !== undefined
        ? `${wish.what} asks for the address ${hex(wish.da)}, and its region ${wish.name} is at ${hex(region.da)}–${hex(region.da + region.length - 1)}.`
        : `${wish.what} asks for ${wish.bytes} bytes, more than Linux can find.`;
    return {
      title,
      seen: 'echo start > state fails with "Cannot allocate memory"; the M4 stays off.',
      evidence: [
        proof('The table asks for it.', fieldLink(table, short ? wish.sizeAt : wish.daAt)),
        proof('Linux says this.', { kind: 'log', text: line, seq: undefined }),
      ],
    };
  }
  return undefined;
}

function twice(scene: FileScene, table: ResourceTable | undefined): Found | undefined {
  const line = predicted(scene, /Carveout already associated/);
  if (table === undefined || line === undefined) return undefined;
  const carveouts = table.entries.filter((entry) => entry.kind === 'carveout');
  const second = carveouts.find(({ name }, i) => carveouts.findIndex((other) => other.name === name) < i);
  if (second === undefined) return undefined;
  return {
    title: `Two entries of the resource table ask for the region "${second.name}".`,
    seen: 'echo start > state fails with "Cannot allocate memory"; the M4 stays off.',
    evidence: [
      proof('This is the second one.', fieldLink(table, second.offset + 24)),
      proof('Linux says this.', { kind: 'log', text: line, seq: undefined }),
    ],
  };
}

function wishes(table: ResourceTable) {
  let vdev = 0;
  return table.entries.flatMap((entry) => {
    if (entry.kind === 'carveout') {
      const { name, da, length: bytes, offset } = entry;
      return [{ what: `The carveout "${name}"`, name, da, bytes, daAt: offset + 4, sizeAt: offset + 12 }];
    }
    if (entry.kind !== 'vdev') return [];
    const index = vdev++;
    return entry.vrings.map(({ index: ring, da, num, align, offset }) => ({
      what: `vring${ring} with ${num} descriptors`,
      name: `vdev${index}vring${ring}`,
      da,
      bytes: ringBytes(num, align),
      daAt: offset,
      sizeAt: offset + 8,
    }));
  });
}

/** The first rpmsg device of a firmware that starts. */
function rpmsgOf(scene: FileScene): { readonly table: ResourceTable; readonly vdev: VdevEntry } | undefined {
  const table = tableOf(scene);
  const vdev = vdevOf(scene);
  return table === undefined || vdev === undefined || vdev.id !== rpmsgId || scene.prediction.errno !== 0
    ? undefined
    : { table, vdev };
}

function probeFails(scene: FileScene): Found | undefined {
  const found = rpmsgOf(scene);
  const pool = deviceTreeCarveouts(scene.tree).find(({ name }) => name === 'vdev0buffer');
  if (found === undefined || pool === undefined) return undefined;
  const { table, vdev } = found;
  const num = vdev.vrings[0]?.num ?? 0;
  const bytes = Math.min(2 * num, mostBuffers) * bufferBytes;
  const tooFew = vdev.vringCount < 2;
  if (!tooFew && bytes <= pool.length) return undefined;
  return {
    title: tooFew
      ? `The rpmsg device has ${vdev.vringCount} vrings, and needs two: Linux starts the M4, and rpmsg fails.`
      : `Rings of ${num} need ${bytes / 1024} KiB of buffers, and vdev0buffer has ${pool.length / 1024}: Linux starts the M4, and rpmsg fails.`,
    seen: 'The kernel log says "probe of virtio0 failed with error -12"; the virtio status is 0x83, and the M4 waits for DRIVER_OK for ever.',
    evidence: [
      tooFew
        ? proof('One ring for each direction.', fieldLink(table, vdev.offset + 25))
        : proof(
            'Linux makes two buffers of 512 bytes for each descriptor.',
            fieldLink(table, (vdev.vrings[0]?.offset ?? 0) + 8),
          ),
      proof('Linux says this when it has started the M4.', {
        kind: 'log',
        text: 'virtio_rpmsg_bus: probe of virtio0 failed with error -12',
        seq: undefined,
      }),
    ],
  };
}

function oddRing(scene: FileScene): Found | undefined {
  const found = rpmsgOf(scene);
  const ring = found?.vdev.vrings.find(({ num }) => (num & (num - 1)) !== 0);
  if (found === undefined || ring === undefined) return undefined;
  return {
    title: `vring${ring.index} has ${ring.num} descriptors, which is no power of two: OpenAMP refuses such a ring.`,
    seen: 'Linux makes the rings; on the M4 rpmsg_init_vdev() fails, and no channel appears.',
    evidence: [proof('Both sides find a slot by masking the index.', fieldLink(found.table, ring.offset + 8))],
  };
}

function notRpmsg(scene: FileScene): Found | undefined {
  const table = tableOf(scene);
  const vdev = vdevOf(scene);
  if (table === undefined || scene.prediction.errno !== 0) return undefined;
  if (vdev !== undefined && vdev.id !== rpmsgId)
    return {
      title: `The virtio device of the table is of type ${vdev.id}; rpmsg is ${rpmsgId}, and Linux has no driver for this one.`,
      seen: 'Linux registers virtio0 and says no "rpmsg host is online"; the status stays 1, and the M4 waits for DRIVER_OK.',
      evidence: [proof('The type is in the table.', fieldLink(table, vdev.offset + 4))],
    };
  const user = openAmpSymbol(scene);
  if (vdev !== undefined || user === undefined) return undefined;
  return {
    title:
      'The resource table has no virtio device, and the firmware uses OpenAMP: it will wait for Linux without end.',
    seen: 'The firmware starts without rpmsg: no vrings, no /dev/ttyRPMSG.',
    evidence: [
      proof('None of the entries is a vdev.', fieldLink(table, 4)),
      proof('The firmware has a function of OpenAMP.', fileLink(`symbol ${user}`)),
    ],
  };
}

function noNames(scene: FileScene): Found | undefined {
  const found = rpmsgOf(scene);
  if (found === undefined || (found.vdev.deviceFeatures & 1) !== 0) return undefined;
  return {
    title: 'The virtio device does not offer the name service (dfeatures bit 0 is 0): the M4 will announce no channel.',
    seen: 'Both sides come up, and no "creating channel" appears in the kernel log.',
    evidence: [proof('Bit 0 is VIRTIO_RPMSG_F_NS.', fieldLink(found.table, found.vdev.offset + 12))],
  };
}

function outOfReach(scene: FileScene): Found | undefined {
  const table = tableOf(scene);
  const section = tableSection(scene);
  if (table === undefined || section === undefined || vdevOf(scene) === undefined || scene.prediction.errno !== 0)
    return undefined;
  if (daToPa(deviceTreeCarveouts(scene.tree), section.address, section.size) !== undefined) return undefined;
  return {
    title: `The table's running address ${hex(section.address)} is no memory of the M4 that Linux knows: Linux keeps its changes to itself.`,
    seen: 'Linux says "rpmsg host is online"; the M4 never sees DRIVER_OK in its table, and waits.',
    evidence: [
      proof(
        'Linux writes the live table to the address of the section (sh_addr).',
        fileLink(`${tableName}: ${hex(section.address)}, ${section.size} bytes`),
      ),
    ],
  };
}

function noTrace(scene: FileScene): Found | undefined {
  const found = rpmsgOf(scene);
  if (found === undefined || found.table.entries.some(({ kind }) => kind === 'trace')) return undefined;
  return {
    title: 'The resource table has no trace entry: there will be no trace0.',
    seen: '/sys/kernel/debug/remoteproc/remoteproc0/trace0 is not there.',
    evidence: [proof('The table has a virtio device only.', fieldLink(found.table, 4))],
  };
}

function traceAstray(scene: FileScene): Found | undefined {
  const table = tableOf(scene);
  if (table === undefined || scene.prediction.errno !== 0) return undefined;
  const trace = table.entries.find(
    (entry) => entry.kind === 'trace' && daToPa(deviceTreeCarveouts(scene.tree), entry.da, entry.length) === undefined,
  );
  if (trace?.kind !== 'trace') return undefined;
  const region = regionAt(scene, trace.da);
  return {
    title:
      region === undefined
        ? `The trace buffer at ${hex(trace.da)} is no memory of the M4 that Linux knows: trace0 cannot be read.`
        : `The trace buffer of ${trace.length} bytes at ${hex(trace.da)} reaches beyond ${region.name}: trace0 cannot be read.`,
    seen: `cat trace0 prints "Trace ${trace.name} not available".`,
    evidence: [
      proof(
        'The table says where the buffer is.',
        fieldLink(table, trace.offset + 4),
        fieldLink(table, trace.offset + 8),
      ),
    ],
  };
}

const common = { group: 'file', needs: 'file', certainty: 'sure' } as const;

export const tableEntryRules: readonly FileRule[] = [
  {
    ...common,
    id: 'region-does-not-fit',
    sources: ['F-10'],
    title: 'A vring or carveout does not fit its memory region',
    doc: 'The table asks for more than the memory-region of that name has, for an address outside of it, or for it twice.',
    why: 'Regions of the names vdev0vring0, vdev0vring1 and so on come from the device tree: 4 KiB for each ring on the boards of ST.',
    mend: 'Use 16 descriptors with alignment 16 and da = 0xffffffff, so that Linux chooses; or enlarge the region in the device tree.',
    find: doesNotFit,
  },
  {
    ...common,
    id: 'rpmsg-probe-fails',
    sources: ['F-17'],
    title: 'Linux will have no memory for the buffers',
    doc: 'The rpmsg device has fewer than two vrings, or 2 × num × 512 bytes are more than vdev0buffer.',
    why: 'Each descriptor needs a buffer of 512 bytes. The driver finds that out when the M4 runs already; the start itself succeeds.',
    mend: 'Use 16 descriptors per ring; or enlarge vdev0buffer in the device tree, and keep the link script of the M4 out of it.',
    find: probeFails,
  },
  {
    ...common,
    id: 'ring-size-odd',
    sources: ['F-10'],
    title: 'The size of a vring is no power of two',
    doc: 'num of a vring of the rpmsg device is no power of two.',
    why: 'The slot of an index is index modulo num, which both sides compute with a mask.',
    mend: 'Use 4, 8 or 16.',
    find: oddRing,
  },
  {
    ...common,
    id: 'vdev-not-rpmsg',
    sources: ['F-16', 'F-05'],
    title: 'The resource table has no rpmsg device',
    doc: 'The first virtio device is not of type 7; or there is none, and the firmware has a function of OpenAMP.',
    why: 'virtio_rpmsg_bus takes devices of type 7 only. On a board the same is seen when that module is not loaded: the status stays 1.',
    mend: 'Set vdev.id to VIRTIO_ID_RPMSG (7). On a board look also for CONFIG_RPMSG_VIRTIO and modprobe virtio_rpmsg_bus.',
    find: notRpmsg,
  },
  {
    ...common,
    id: 'name-service-off',
    sources: ['F-28'],
    title: 'The name service is not offered',
    doc: 'Bit 0 of dfeatures of the rpmsg device is 0.',
    why: 'Announcements are sent only when both sides have agreed on VIRTIO_RPMSG_F_NS. Without them Linux makes no channel.',
    mend: 'Set dfeatures to 1 (RPMSG_IPU_C0_FEATURES in the examples).',
    find: noNames,
  },
  {
    ...common,
    id: 'table-out-of-reach',
    sources: ['F-14'],
    title: 'Linux cannot reach the table in memory',
    doc: 'The running address of .resource_table lies in no memory-region, so that Linux keeps its private copy as the live table.',
    why: 'Status, ring addresses and features are written into the table at sh_addr. When that is no memory of the M4, nobody says so, and the M4 reads its old copy.',
    mend: 'Give .resource_table a running address (VMA) in 0x10000000–0x1003ffff.',
    find: outOfReach,
  },
  {
    ...common,
    id: 'trace-missing',
    certainty: 'harmless',
    sources: ['F-51'],
    title: 'There is no trace entry',
    doc: 'The table has an rpmsg device and no entry of type 2.',
    why: 'The examples of ST add the entry only when __LOG_TRACE_IO_ is defined.',
    mend: 'Define __LOG_TRACE_IO_ in the build, if a log in trace0 is wanted.',
    find: noTrace,
  },
  {
    ...common,
    id: 'trace-out-of-reach',
    sources: ['F-51'],
    title: 'Linux cannot read the trace buffer',
    doc: 'A trace entry names memory that lies in no memory-region, or in two.',
    why: 'The address is translated when trace0 is read; the start does not look at it.',
    mend: 'Put the buffer (system_log_buf) into the data region of the M4, and take its address as da.',
    find: traceAstray,
  },
];
