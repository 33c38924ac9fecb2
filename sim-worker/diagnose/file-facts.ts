/** What several rules ask of a firmware file: its loaded segments, its first vectors, its resource table, and what the kernel will say. */
import type { Evidence, EvidenceLink } from '../contract/diagnosis';
import { hex } from '../contract/units';
import { ByteView } from '../firmware/byte-view';
import type { ElfSection, ElfSegment } from '../firmware/elf';
import type { ResourceTable, VdevEntry } from '../firmware/resource-entries';
import { readResourceTable } from '../firmware/resource-table';
import { type Carveout, deviceTreeCarveouts } from '../linux/remoteproc/carveouts';
import { proof } from './evidence';
import type { FileScene } from './scene';

export const tableName = '.resource_table';
/** SHT_NOBITS. */
const noContents = 8;
const tableHeader = 16;
/** vdev0vring0, vdev0vring1 and vdev0buffer: Linux' own. */
export const rpmsgArea = { base: 0x1004_0000, end: 0x1004_6000 } as const;

export const fileLink = (text: string): EvidenceLink => ({ kind: 'file', text });

/** The first line of the predicted kernel log that matches. */
export const predicted = ({ prediction }: FileScene, pattern: RegExp): string | undefined =>
  prediction.log.find((line) => pattern.test(line));

export function predictedLink(scene: FileScene, pattern: RegExp): EvidenceLink | undefined {
  const text = predicted(scene, pattern);
  return text === undefined ? undefined : { kind: 'log', text, seq: undefined };
}

/** The line of the kernel that matches; of `Boot failed` the reason, which stands before it. */
export function kernelSays(scene: FileScene, pattern: RegExp): readonly Evidence[] {
  const { log } = scene.prediction;
  const at = log.findIndex((line) => pattern.test(line));
  if (at < 0) return [];
  const reason = pattern.test('Boot failed') ? log[Math.max(0, at - 1)] : log[at];
  return [proof('Linux says this.', { kind: 'log', text: reason ?? '', seq: undefined })];
}

export const loadSegments = ({ elf }: FileScene): readonly ElfSegment[] =>
  elf.segments.filter(({ type }) => type === 'load');

/** `program header 2 (.data .bss): 0x10020000, 0x2000 bytes`. */
export function segmentLink(segment: ElfSegment): EvidenceLink {
  const { physicalAddress, virtualAddress, memorySize } = segment;
  const runs = virtualAddress === physicalAddress ? '' : `, runs at ${hex(virtualAddress)}`;
  return fileLink(`${segmentName(segment)}: ${hex(physicalAddress)}${runs}, ${memorySize} bytes`);
}

export const segmentName = ({ index, sections }: ElfSegment): string =>
  `program header ${index}${sections.length === 0 ? '' : ` (${sections.slice(0, 4).join(' ')}${sections.length > 4 ? ' …' : ''})`}`;

/** Memory that Linux gives to the M4, by the device tree. */
export const regionsOf = ({ tree }: FileScene): readonly Carveout[] =>
  deviceTreeCarveouts(tree).filter(({ mapped }) => mapped);

export const regionAt = (scene: FileScene, address: number): Carveout | undefined =>
  regionsOf(scene).find(({ da, length }) => address >= da && address < da + length);

/** A word as the loader puts it to this load address; undefined where the file puts nothing. */
export function loadedWord(scene: FileScene, address: number): number | undefined {
  const segment = loadSegments(scene).find(
    ({ physicalAddress, memorySize }) => address >= physicalAddress && address + 4 <= physicalAddress + memorySize,
  );
  if (segment === undefined) return undefined;
  const offset = address - segment.physicalAddress;
  return offset + 4 <= segment.fileSize ? new ByteView(scene.bytes).u32(segment.offset + offset) : 0;
}

export const tableSection = ({ elf }: FileScene): ElfSection | undefined =>
  elf.sections.find(({ name }) => name === tableName);

export function tableBytes(scene: FileScene): Uint8Array | undefined {
  const section = tableSection(scene);
  return section === undefined ? undefined : scene.bytes.subarray(section.offset, section.offset + section.size);
}

/** The table as it stands in the file, right or wrong; undefined when there is no content. */
export function readTable(scene: FileScene): ResourceTable | undefined {
  const section = tableSection(scene);
  const bytes = tableBytes(scene);
  if (section === undefined || bytes === undefined || section.type === noContents) return undefined;
  if (section.size < tableHeader || bytes.every((byte) => byte === 0)) return undefined;
  return readResourceTable(bytes, section.size);
}

/** The table that the kernel takes; undefined when it takes none. */
export function tableOf(scene: FileScene): ResourceTable | undefined {
  const table = readTable(scene);
  const refused = table?.defects.some(
    ({ stage, severity, reached }) => stage === 'find' && severity === 'error' && reached,
  );
  return refused === true ? undefined : table;
}

export const vdevOf = (scene: FileScene): VdevEntry | undefined =>
  tableOf(scene)?.entries.find((entry) => entry.kind === 'vdev');

/** A place in the table, `.resource_table + 0x31 num_of_vrings = 3`. */
export function fieldLink(table: ResourceTable, offset: number): EvidenceLink {
  const all = [...table.fields, ...table.entries.flatMap((entry) => [...entry.fields, ...vringFields(entry)])];
  const field = all.find((each) => offset >= each.offset && offset < each.offset + each.bytes);
  const value =
    typeof field?.value === 'number' ? (field.value > 0xffff ? hex(field.value) : field.value) : field?.value;
  return fileLink(`${tableName} + ${hex(offset, 2)}${field === undefined ? '' : ` ${field.name} = ${value}`}`);
}

const vringFields = (entry: ResourceTable['entries'][number]): VdevEntry['fields'] =>
  entry.kind === 'vdev' ? entry.vrings.flatMap(({ fields }) => fields) : [];

/** Functions without which OpenAMP, or the demos' own remote side, does not work. */
const openAmp = [
  'rproc_virtio_wait_remote_ready',
  'rpmsg_init_vdev',
  'rpmsg_wait_for_linux',
  'OPENAMP_Init',
  'MX_OPENAMP_Init',
];

/** Name of a function that shows that the firmware speaks rpmsg; undefined when none is there. */
export const openAmpSymbol = ({ elf }: FileScene): string | undefined =>
  openAmp.find((name) => elf.symbols.some((symbol) => symbol.name === name));
