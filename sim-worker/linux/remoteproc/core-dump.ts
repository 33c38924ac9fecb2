/** The core dump of a crashed M4: an ELF file with one segment per memory region and trace buffer. Source: drivers/remoteproc/remoteproc_coredump.c. */
import { anyAddress, type Carveout, daToPa } from './carveouts';
import type { Trace } from './resource-table';

export type DumpSegment = { readonly da: number; readonly length: number };

const ehdrBytes = 52;
const phdrBytes = 32;
const coreFile = 4;
const currentVersion = 1;
const load = 1;
const readWriteExecute = 7;

/** What the driver registers: its regions when it prepares, then each trace buffer that begins where no region does. */
export function dumpSegments(carveouts: readonly Carveout[], traces: readonly Trace[]): readonly DumpSegment[] {
  const segments: DumpSegment[] = carveouts
    .filter(({ reserved, mapped }) => reserved && mapped)
    .map(({ da, length }) => ({ da, length }));
  for (const { da, length } of traces) {
    if (!segments.some((segment) => segment.da === da)) segments.push({ da, length });
  }
  return segments;
}

/** The headers alone; what a dump holds inline follows from memory. `entry`: of the firmware file. */
export function dumpHeader(segments: readonly DumpSegment[], entry: number): Uint8Array {
  const bytes = new Uint8Array(ehdrBytes + phdrBytes * segments.length);
  const view = new DataView(bytes.buffer);
  // Magic, 32 bits, little endian, version 1.
  bytes.set([0x7f, 0x45, 0x4c, 0x46, 1, 1, currentVersion]);
  view.setUint16(16, coreFile, true);
  view.setUint32(20, currentVersion, true);
  view.setUint32(24, entry, true);
  view.setUint32(28, ehdrBytes, true);
  view.setUint16(40, ehdrBytes, true);
  view.setUint16(42, phdrBytes, true);
  view.setUint16(44, segments.length, true);
  let offset = bytes.length;
  segments.forEach(({ da, length }, i) => {
    const words = [load, offset, da, da, length, length, readWriteExecute, 0];
    words.forEach((word, j) => {
      view.setUint32(ehdrBytes + phdrBytes * i + 4 * j, word, true);
    });
    offset += length;
  });
  return bytes;
}

/** What a segment holds now; 0xff, after a complaint, where Linux has no memory for it. */
export function dumpSegment(
  { da, length }: DumpSegment,
  carveouts: readonly Carveout[],
  readBytes: (address: number, length: number) => Uint8Array,
  say: (text: string) => void,
): Uint8Array {
  const pa = da === anyAddress ? undefined : daToPa(carveouts, da, length);
  if (pa !== undefined) return readBytes(pa, length);
  say(`invalid copy request for segment 0x${da.toString(16).padStart(8, '0')} with offset 0 and size ${length})`);
  return new Uint8Array(length).fill(0xff);
}
