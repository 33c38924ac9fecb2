/** The shared memory: what lies where by the live table, the device tree and the rings, how busy it is, and who wrote it last. */
import type { MemoryMapView, MemoryPage, MemoryPlace, MemoryRange, WrittenRun } from '../../contract/memory-map';
import { hex } from '../../contract/units';
import { isDrawable, vringAddresses } from '../../probes/vring-layout';
import { ramRegions } from '../../soc/memory-map';
import type { Target } from '../target';
import type { Builder } from './context';
import { vringsOf } from './vrings';

const pageBytes = 4096;
const mostAsked = 4096;
const shownBytes = 128;
/** Pages that are shown; a table that claims a whole memory is cut. */
const mostPages = 64;
/** The main memories of the M4, and where remoteproc puts what has no region of its own. */
const shownRegions = ['RETRAM', 'SRAM1', 'SRAM2', 'SRAM3', 'SRAM4', 'DDR window'];

export const writers: Builder<'writers'> = ({ target }, { ranges }) => ({
  ranges: ranges.map((range) => {
    const length = Math.max(0, Math.min(range.length, mostAsked));
    return {
      address: range.address,
      length,
      watched: isWatched(target, range),
      runs: runsOf(target, range.address, length),
    };
  }),
});

function isWatched({ writers: { ranges }, machine: { bus } }: Target, { address, length }: MemoryRange): boolean {
  const start = bus.canonicalOf(address);
  return ranges.some((range) => start < range.end && start + length > range.start);
}

const runsOf = (target: Target, address: number, length: number): readonly WrittenRun[] =>
  target.writers
    .writers(address, length)
    .map((run) => ({ ...run, symbol: run.pc === undefined ? '' : target.functionAt(run.pc) }));

export const memoryMap: Builder<'memoryMap'> = ({ target }, { at }) => {
  const places = allPlaces(target).toSorted((a, b) => a.address - b.address || b.length - a.length);
  const used = ramRegions.filter(
    ({ name, base, size }) =>
      shownRegions.includes(name) &&
      (name !== 'DDR window' || places.some(({ address }) => address >= base && address < base + size)),
  );
  return {
    regions: used.map(({ name, base, size, doc }) => ({ name, address: base, length: size, doc })),
    places,
    pages: pagesOf(target),
    bytes: at === undefined ? undefined : bytesAround(target, at),
    problems: problemsOf(target, places),
  };
};

function bytesAround({ machine: { bus } }: Target, at: number): NonNullable<MemoryMapView['bytes']> {
  const address = (at & ~0xf) >>> 0;
  return { address, bytes: bus.peekBytes(address, shownBytes) };
}

function pagesOf(target: Target): readonly MemoryPage[] {
  const starts = target.writers.ranges.flatMap(({ start, end }) => {
    const first = start - (start % pageBytes);
    return Array.from({ length: Math.ceil((end - first) / pageBytes) }, (_, i) => first + i * pageBytes);
  });
  return [...new Set(starts)]
    .sort((a, b) => a - b)
    .slice(0, mostPages)
    .map((address) => {
      const heat = target.writers.heatOf(address) ?? [];
      return {
        address,
        linux: { writes: heat.map(({ a7 }) => a7), last: heat.map(({ a7Time }) => a7Time) },
        m4: { writes: heat.map(({ m4 }) => m4), last: heat.map(({ m4Time }) => m4Time) },
      };
    });
}

type PlaceRow = Pick<MemoryPlace, 'kind' | 'name' | 'source' | 'doc'> & MemoryRange & Partial<MemoryPlace>;
const place = (row: PlaceRow): MemoryPlace => ({ ring: undefined, descriptor: undefined, state: undefined, ...row });

function allPlaces(target: Target): MemoryPlace[] {
  return [
    ...carveouts(target),
    ...ringPlaces(target),
    ...tableAndTraces(target),
    ...sections(target),
    ...stack(target),
  ].map((row) => ({ ...row, address: target.machine.bus.canonicalOf(row.address) }));
}

function carveouts({ machine: { linux } }: Target): MemoryPlace[] {
  // retram, mcuram and mcuram2 are whole memories of the M4: the regions show them.
  return linux.carveouts
    .filter(({ name }) => !/^(retram|mcuram)/.test(name))
    .map(({ name, pa, length, reserved }) =>
      place({
        kind: 'carveout',
        name,
        address: pa,
        length,
        source: reserved ? 'device tree' : 'remoteproc',
        doc: reserved
          ? 'A region of reserved-memory that remoteproc may use for the M4.'
          : 'The firmware asked for it in its resource table; remoteproc found the place.',
      }),
    );
}

function ringPlaces(target: Target): MemoryPlace[] {
  return vringsOf(target).rings.flatMap((ring) => {
    const row = { address: ring.address, num: ring.num, align: ring.align, ring: ring.ring };
    if (!isDrawable(row)) return [];
    const at = vringAddresses(row);
    const name = `vring${ring.ring}`;
    const part = (kind: 'descriptors' | 'avail' | 'used', address: number, length: number, doc: string): MemoryPlace =>
      place({ kind, name: `${name} ${kind}`, address, length, source: 'live resource table', ring: ring.ring, doc });
    const buffers = ring.descriptors
      .filter(({ address, length }) => address !== 0 && length > 0)
      .map(({ index, address, state }) =>
        place({
          kind: 'buffer',
          name: `${name} buffer ${index}`,
          address,
          // A descriptor of vring1 says how long the message is; the buffer has its fixed size.
          length: 512,
          source: 'ring in memory',
          ring: ring.ring,
          descriptor: index,
          state,
          doc: `Named by descriptor ${index}.`,
        }),
      );
    return [
      part('descriptors', at.descriptors, 16 * ring.num, 'Which buffers there are. Linux writes it.'),
      part('avail', at.avail, 6 + 2 * ring.num, 'What Linux has given to the M4. Linux writes it.'),
      part('used', at.used, 6 + 8 * ring.num, 'What the M4 has given back. The M4 writes it.'),
      ...buffers,
    ];
  });
}

function tableAndTraces({ machine: { linux }, probe: { vdev } }: Target): MemoryPlace[] {
  const table =
    vdev === undefined
      ? []
      : [
          place({
            kind: 'table',
            name: 'resource table',
            address: vdev.table,
            length: vdev.length,
            source: 'remoteproc',
            doc: 'The live one: Linux writes the addresses of the rings and the status into it.',
          }),
        ];
  const traces = linux.traces.map(({ label, da, length }) =>
    place({
      kind: 'trace',
      name: label,
      address: da,
      length,
      source: 'live resource table',
      doc: 'The M4 writes text; Linux reads it.',
    }),
  );
  return [...table, ...traces];
}

const sections = ({ sections: all }: Target): MemoryPlace[] =>
  all
    .filter(({ name }) => name !== '.resource_table')
    .map(({ name, address, size }) =>
      place({ kind: 'section', name, address, length: size, source: 'ELF file', doc: 'A section of the firmware.' }),
    );

/** From the main stack pointer up to where it began: the first word of the vector table. */
function stack({ machine: { bus, core } }: Target): MemoryPlace[] {
  const top = bus.peek(0, 4) ?? 0;
  const { msp } = core.view();
  if (core.state === 'held' || msp >= top || top - msp > 0x4_0000 || bus.regionAt(msp)?.kind !== 'ram') return [];
  const doc = 'What the main stack holds now.';
  return [place({ kind: 'stack', name: 'main stack', address: msp, length: top - msp, source: 'stack pointer', doc })];
}

/** Things that must not share memory. A carveout holds its own ring or buffers; a section may be the table's. */
function problemsOf({ machine: { bus } }: Target, places: readonly MemoryPlace[]): readonly string[] {
  const out: string[] = [];
  const solid = places.filter(({ kind }) => kind !== 'carveout');
  for (const [i, one] of solid.entries()) {
    if (bus.regionAt(one.address)?.kind !== 'ram') out.push(`${one.name} at ${hex(one.address)} is in no RAM.`);
    for (const other of solid.slice(i + 1)) {
      if (other.address >= one.address + one.length) break;
      if (mayOverlap(one, other)) continue;
      out.push(`${other.name} lies on top of ${one.name} at ${hex(other.address)}.`);
    }
  }
  return out.slice(0, 8);
}

/** A trace or a table is often a variable of the firmware, and a freed descriptor keeps its old address. */
const mayOverlap = (one: MemoryPlace, other: MemoryPlace): boolean =>
  (one.kind === 'section' && (other.kind === 'trace' || other.kind === 'table' || other.kind === 'stack')) ||
  (other.kind === 'section' && (one.kind === 'trace' || one.kind === 'table' || one.kind === 'stack')) ||
  (one.kind === 'section' && other.kind === 'section') ||
  (one.kind === 'buffer' && other.kind === 'buffer' && (one.state === 'empty-linux' || other.state === 'empty-linux'));
