/** Rules about the resource table in the file: whether there is one, and what Linux refuses in it. Source: linux-side reference 1.11-1.13, 8.1. */
import type { EvidenceLink } from '../../contract/diagnosis';
import type { ResourceTable, TableDefect } from '../../firmware/resource-entries';
import { proof } from '../evidence';
import {
  fieldLink,
  fileLink,
  openAmpSymbol,
  predicted,
  predictedLink,
  readTable,
  tableBytes,
  tableName,
  tableSection,
} from '../file-facts';
import type { FileRule, Found } from '../rule';
import type { FileScene } from '../scene';

const noTable = /no resource table found/;
const noContents = 8;
const headerBytes = 16;
const withoutRings = 'The firmware starts without rpmsg: no vrings, no /dev/ttyRPMSG, no trace0.';
const bootFails = 'echo start > state fails; the M4 stays off.';

/** Linux starts the firmware, and takes no table from it. */
const loadsWithout = (scene: FileScene): boolean =>
  scene.about.kind === 'firmware' && scene.prediction.errno === 0 && predicted(scene, noTable) !== undefined;

/** Without rpmsg in the firmware a missing table is as it should be. */
function missing(scene: FileScene, what: string, ...links: readonly EvidenceLink[]): Found {
  const user = openAmpSymbol(scene);
  return {
    title:
      user === undefined
        ? `${what}: Linux starts the firmware without rpmsg, which it does not seem to use.`
        : `${what}, and the firmware uses OpenAMP: it will wait for Linux without end.`,
    seen: user === undefined ? 'The kernel log says "no resource table found for this firmware".' : withoutRings,
    certainty: user === undefined ? 'harmless' : 'sure',
    evidence: [
      proof(`${what}.`, ...links),
      ...(user === undefined ? [] : [proof('The firmware has a function of OpenAMP.', fileLink(`symbol ${user}`))]),
      proof('Linux says this, and goes on.', predictedLink(scene, noTable)),
    ],
  };
}

function noSection(scene: FileScene): Found | undefined {
  if (!loadsWithout(scene) || tableSection(scene) !== undefined) return undefined;
  const { sections, symbols } = scene.elf;
  const near = sections.find(({ name }) => /res(ource)?_?(table|tbl)|rsc_?t(a)?bl/i.test(name));
  const object = symbols.find(({ name, kind }) => kind === 'object' && name === 'resource_table');
  const home = object?.section === undefined ? undefined : sections[object.section]?.name;
  const what =
    near !== undefined
      ? `The resource table is in a section named ${near.name} in place of ${tableName}`
      : home !== undefined
        ? `The object resource_table lies in ${home}, not in a section ${tableName}`
        : `There is no section ${tableName}`;
  const found = missing(
    scene,
    what,
    fileLink(near === undefined ? `sections ${inMemory(scene)}` : `section ${near.name}`),
  );
  return near === undefined && home === undefined
    ? found
    : {
        ...found,
        mend: `Give the section of the table exactly the name ${tableName}, in rsc_table.c and in the link script, with KEEP().`,
      };
}

/** SHF_ALLOC. */
const takesMemory = 2;
const inMemory = ({ elf }: FileScene): string =>
  elf.sections
    .filter(({ flags }) => (flags & takesMemory) !== 0)
    .map(({ name }) => name)
    .slice(0, 12)
    .join(' ') || 'none';

function emptySection(scene: FileScene): Found | undefined {
  const section = tableSection(scene);
  if (!loadsWithout(scene) || section === undefined || section.size >= headerBytes) return undefined;
  return missing(
    scene,
    `The section ${tableName} has ${section.size} bytes, fewer than the header of a table`,
    fileLink(`${tableName}: ${section.size} bytes`),
  );
}

function notInitialised(scene: FileScene): Found | undefined {
  const section = tableSection(scene);
  const bytes = tableBytes(scene);
  if (!loadsWithout(scene) || section === undefined || bytes === undefined || section.size < headerBytes)
    return undefined;
  const isNoBits = section.type === noContents;
  if (!isNoBits && bytes.some((byte) => byte !== 0)) return undefined;
  return {
    title: isNoBits
      ? `The resource table has no bytes in the file (${tableName} is NOBITS): it is filled in at run time, too late for Linux.`
      : 'The resource table in the file is all zeros: it is filled in at run time, too late for Linux.',
    seen: withoutRings,
    evidence: [
      proof(
        'Linux and U-Boot read the table from the file.',
        fileLink(`${tableName}: type ${section.type}, ${section.size} bytes`),
      ),
      proof(
        'Linux says this, and goes on.',
        predictedLink(scene, /unsupported fw ver|header-less/),
        predictedLink(scene, noTable),
      ),
    ],
  };
}

/** The first defect that Linux meets, if it is of this stage. */
function refusedAt(scene: FileScene, stage: TableDefect['stage']) {
  const table = readTable(scene);
  const defect = table?.defects.find(({ severity, reached }) => severity === 'error' && reached);
  return table !== undefined && defect?.stage === stage ? { table, defect } : undefined;
}

function headerRefused(scene: FileScene): Found | undefined {
  const found = refusedAt(scene, 'find');
  if (found === undefined || !loadsWithout(scene)) return undefined;
  const { table, defect } = found;
  return {
    title: `Linux does not take the resource table: ${defect.message}.`,
    seen: withoutRings,
    evidence: [
      proof(defect.meaning, fieldLink(table, defect.offset)),
      proof('Linux says this, and goes on.', logLink(defect.message), predictedLink(scene, noTable)),
    ],
  };
}

const logLink = (message: string): EvidenceLink => ({
  kind: 'log',
  text: `remoteproc remoteproc0: ${message}`,
  seq: undefined,
});

function entryRefused(scene: FileScene): Found | undefined {
  const found = refusedAt(scene, 'process');
  if (found === undefined || scene.prediction.errno === 0) return undefined;
  const { table, defect } = found;
  if (isDevmem(table, defect)) return undefined;
  return {
    title: `Linux refuses entry ${defect.entry} of the resource table: ${defect.message}.`,
    seen: bootFails,
    evidence: [
      proof(defect.meaning, fieldLink(table, defect.offset)),
      proof('Linux says this.', logLink(defect.message), predictedLink(scene, /Failed to process resources/)),
    ],
  };
}

const isDevmem = ({ entries }: ResourceTable, { entry }: TableDefect): boolean =>
  entries.some(({ index, kind }) => index === entry && kind === 'devmem');

function devmem(scene: FileScene): Found | undefined {
  const found = refusedAt(scene, 'process');
  if (found === undefined || scene.prediction.errno === 0 || !isDevmem(found.table, found.defect)) return undefined;
  return {
    title: `Entry ${found.defect.entry} of the resource table is a devmem entry: Linux refuses the whole firmware for it, without a word of why.`,
    seen: bootFails,
    evidence: [
      proof('There is no IOMMU between the M4 and the memory.', fieldLink(found.table, found.defect.offset)),
      proof('Linux says only this.', predictedLink(scene, /Failed to process resources/)),
    ],
  };
}

const common = { group: 'file', needs: 'file', certainty: 'sure' } as const;
const packed =
  'Use the layout of linux/remoteproc.h: packed 32-bit fields, version 1, offsets from the start of the table, reserved fields 0, at most two vrings.';

export const tableRules: readonly FileRule[] = [
  {
    ...common,
    id: 'table-missing',
    sources: ['F-05'],
    title: 'There is no resource table',
    doc: 'Linux loads the file and finds no section of exactly this name: .resource_table. Harmless when no function of OpenAMP is in the firmware.',
    why: 'Linux makes rings, buffers and trace files for what the resource table asks for. Without a table it starts the M4 and nothing else.',
    mend: 'Add rsc_table.c to the project and KEEP(*(.resource_table*)) to the link script. A firmware without rpmsg needs nothing.',
    find: noSection,
  },
  {
    ...common,
    id: 'table-empty',
    sources: ['F-06'],
    title: 'The section of the resource table is empty',
    doc: 'Section .resource_table has fewer than 16 bytes. Harmless when no function of OpenAMP is in the firmware.',
    why: 'The link script makes the section, and nothing was linked into it: rsc_table.c is missing, or the linker dropped it.',
    mend: 'Link rsc_table.c with __attribute__((used)) and KEEP(). A firmware without rpmsg can leave the section out, which also pleases U-Boot.',
    find: emptySection,
  },
  {
    ...common,
    id: 'table-not-initialised',
    sources: ['F-07'],
    title: 'The resource table has no content in the file',
    doc: 'Section .resource_table is NOBITS or all zeros, and Linux does not take it.',
    why: 'Linux and U-Boot read the table from the file, before the M4 runs. What the firmware writes into it at run time comes too late.',
    mend: 'Initialise the table as a constant, and do not define VIRTIO_MASTER_ONLY; keep the section out of (NOLOAD) and of .bss.',
    find: notInitialised,
  },
  {
    ...common,
    id: 'table-header-refused',
    sources: ['F-09'],
    title: 'Linux does not take the resource table',
    doc: 'The header has another version than 1, reserved words that are not 0, or more entries than bytes.',
    why: 'A table with a wrong header counts as none: Linux starts the M4 without rpmsg.',
    mend: packed,
    find: headerRefused,
  },
  {
    ...common,
    id: 'table-entry-refused',
    sources: ['F-09'],
    title: 'Linux refuses an entry of the resource table',
    doc: 'An entry is longer than the table, has reserved fields that are not 0, too many vrings, or a vring without size or alignment.',
    why: 'Linux checks each entry before it starts the M4, and gives up at the first that is wrong.',
    mend: packed,
    find: entryRefused,
  },
  {
    ...common,
    id: 'table-has-devmem',
    sources: ['F-09'],
    title: 'The resource table has a devmem entry',
    doc: 'An entry is of type 1.',
    why: 'devmem asks for a mapping in an IOMMU, and the M4 of this chip has none. Tables of other chips have such entries.',
    mend: 'Remove the devmem entry: the M4 sees peripherals and SRAM at their own addresses.',
    find: devmem,
  },
];
