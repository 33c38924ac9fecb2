/** Rules about where the segments, vectors and stack of a firmware file want to lie. Source: linux-side reference 1.10, 8.1. */
import { hex } from '../../contract/units';
import type { ElfSegment } from '../../firmware/elf';
import { proof } from '../evidence';
import {
  fileLink,
  kernelSays,
  loadedWord,
  loadSegments,
  predicted,
  regionAt,
  regionsOf,
  rpmsgArea,
  segmentLink,
  segmentName,
  vdevOf,
} from '../file-facts';
import type { FileRule, Found } from '../rule';
import type { FileScene } from '../scene';

const badSegment = /bad phdr da/;
/** SHF_ALLOC. */
const takesMemory = 2;
const signedArea = { base: 0x1004_8000, end: 0x1005_0000 } as const;
const flash = { base: 0x0800_0000, end: 0x0820_0000 } as const;
const mendLoadAddress =
  'In the link script give the section a load region that is memory (> m_data AT > m_text): Linux loads to the load address (p_paddr, LMA).';
const refused = 'echo start > state fails with "Invalid argument"; the M4 stays off.';

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const overlaps = (segment: ElfSegment, area: { readonly base: number; readonly end: number }): boolean =>
  segment.memorySize > 0 &&
  segment.physicalAddress < area.end &&
  segment.physicalAddress + segment.memorySize > area.base;

/** The segment that Linux stumbles over. */
function refusedSegment(scene: FileScene): ElfSegment | undefined {
  const line = predicted(scene, badSegment);
  const [, da, size] = /bad phdr da 0x([0-9a-f]+) mem 0x([0-9a-f]+)/.exec(line ?? '') ?? [];
  if (da === undefined || size === undefined || scene.about.kind !== 'firmware') return undefined;
  return loadSegments(scene).find(
    ({ physicalAddress, memorySize }) =>
      physicalAddress === Number.parseInt(da, 16) && memorySize === Number.parseInt(size, 16),
  );
}

function outsideMemory(scene: FileScene): Found | undefined {
  const segment = refusedSegment(scene);
  if (segment === undefined || overlaps(segment, rpmsgArea) || overlaps(segment, signedArea)) return undefined;
  const { physicalAddress: at, memorySize, virtualAddress } = segment;
  const region = regionAt(scene, at);
  const where = `${segmentName(segment)} at ${hex(at)}`;
  const onlyLoad = virtualAddress !== at && regionAt(scene, virtualAddress) !== undefined;
  const tooLong = region === undefined ? 0 : at + memorySize - (region.da + region.length);
  const title =
    region !== undefined
      ? `The firmware does not fit: ${where} reaches ${tooLong} bytes beyond the end of ${region.name} (${hex(region.da + region.length)}).`
      : onlyLoad
        ? `The load address of ${where} is no memory of the M4; only the address where it runs (${hex(virtualAddress)}) is right.`
        : at >= flash.base && at < flash.end
          ? `The firmware is linked for flash memory: ${where}, and the M4 of an STM32MP15x has none.`
          : `The firmware is linked to an address that Linux does not give to the M4: ${where}.`;
  return {
    title,
    seen: refused,
    ...(onlyLoad ? { mend: mendLoadAddress } : {}),
    evidence: [
      proof('This segment has no place.', segmentLink(segment)),
      ...kernelSays(scene, badSegment),
      proof(
        'Linux loads into these regions only, and a segment must lie within one.',
        ...regionsOf(scene).map(({ name, da, length }) => fileLink(`${name}: ${hex(da)}–${hex(da + length - 1)}`)),
      ),
    ],
  };
}

function intoRings(scene: FileScene): Found | undefined {
  if (scene.about.kind !== 'firmware') return undefined;
  const segment = loadSegments(scene).find((each) => overlaps(each, rpmsgArea));
  if (segment === undefined || (vdevOf(scene) === undefined && refusedSegment(scene) !== segment)) return undefined;
  const { physicalAddress: at, memorySize } = segment;
  const beyond = at + memorySize - rpmsgArea.base;
  return {
    title:
      at < rpmsgArea.base
        ? `${capital(segmentName(segment))} grows ${beyond} bytes into the vrings, which begin at ${hex(rpmsgArea.base)}.`
        : `${capital(segmentName(segment))} lies at ${hex(at)}, among the vrings and rpmsg buffers of Linux.`,
    seen:
      predicted(scene, badSegment) === undefined
        ? 'The firmware starts; then Linux zeroes the rings over its data, and its data spoils the rings.'
        : refused,
    evidence: [
      proof(
        `Linux keeps ${hex(rpmsgArea.base)}–${hex(rpmsgArea.end - 1)} for vdev0vring0, vdev0vring1 and vdev0buffer.`,
        segmentLink(segment),
      ),
      ...kernelSays(scene, badSegment),
    ],
  };
}

function inSignedArea(scene: FileScene): Found | undefined {
  const segment = refusedSegment(scene);
  if (segment === undefined || !overlaps(segment, signedArea) || overlaps(segment, rpmsgArea)) return undefined;
  return {
    title: `${capital(segmentName(segment))} at ${hex(segment.physicalAddress)} needs the region mcu-rsc-table, which only the device tree of ST's kernel has.`,
    seen: refused,
    evidence: [
      proof('The link script is that of signed firmware.', segmentLink(segment)),
      ...kernelSays(scene, badSegment),
    ],
  };
}

/** Memory without a program header: Linux does not look at it. */
function stackInRings(scene: FileScene): Found | undefined {
  if (scene.about.kind !== 'firmware' || vdevOf(scene) === undefined) return undefined;
  const stack = loadedWord(scene, 0) ?? 0;
  if (stack > rpmsgArea.base && stack <= rpmsgArea.end)
    return {
      title: `The stack begins at ${hex(stack)} and grows down through the rpmsg area of Linux (${hex(rpmsgArea.base)}–${hex(rpmsgArea.end - 1)}).`,
      seen: 'The firmware starts; later messages are garbage, or Linux says "id … is not a head!".',
      evidence: [
        proof('The first word of the vector table is the initial stack pointer.', fileLink(`vector 0 = ${hex(stack)}`)),
      ],
    };
  const covered = loadSegments(scene).flatMap(({ sections }) => sections);
  const astray = scene.elf.sections.find(
    ({ name, flags, address, size }) =>
      (flags & takesMemory) !== 0 &&
      size > 0 &&
      address < rpmsgArea.end &&
      address + size > rpmsgArea.base &&
      !covered.includes(name),
  );
  if (astray === undefined) return undefined;
  return {
    title: `Section ${astray.name} reaches into the rpmsg area of Linux at ${hex(rpmsgArea.base)}; it has no program header, so Linux does not notice.`,
    seen: 'The firmware starts; later messages are garbage, or Linux says "id … is not a head!".',
    evidence: [
      proof(
        'The section takes memory that the vrings and buffers need.',
        fileLink(`${astray.name}: ${hex(astray.address)}, ${astray.size} bytes`),
      ),
    ],
  };
}

const isRam = (address: number): boolean =>
  address <= 0x1_0000 ||
  (address >= 0x1000_0000 && address <= 0x1006_0000) ||
  (address >= 0x3000_0000 && address <= 0x3006_0000);

function vectorsWrong(scene: FileScene): Found | undefined {
  if (scene.about.kind !== 'firmware' || scene.prediction.errno !== 0) return undefined;
  const [stack, reset] = [loadedWord(scene, 0), loadedWord(scene, 4)];
  const seen = 'Linux says "is now up"; the M4 faults with its first instruction and locks up.';
  if (stack === undefined || reset === undefined) {
    const first = loadSegments(scene)[0];
    return {
      title: 'No bytes of the file go to address 0, where the M4 fetches its stack pointer and its first address.',
      seen,
      evidence: [
        proof(
          'The lowest segment lies elsewhere.',
          ...loadSegments(scene).map(segmentLink),
          first === undefined ? fileLink('no segment') : undefined,
        ),
      ],
    };
  }
  const inCode = loadSegments(scene).some(
    ({ physicalAddress, memorySize }) => reset - 1 >= physicalAddress && reset - 1 < physicalAddress + memorySize,
  );
  const problem =
    (reset & 1) === 0
      ? `the reset vector (${hex(reset)}) has no Thumb bit`
      : !inCode
        ? `the reset vector (${hex(reset)}) points to where no segment is`
        : stack === 0 || stack % 4 !== 0 || !isRam(stack)
          ? `the initial stack pointer (${hex(stack)}) is no memory of the M4`
          : undefined;
  if (problem === undefined) return undefined;
  return {
    title: `The vector table at address 0 is wrong: ${problem}.`,
    seen,
    evidence: [
      proof(
        'The M4 begins with these two words.',
        fileLink(`vector 0 = ${hex(stack)}`),
        fileLink(`vector 1 = ${hex(reset)}`),
      ),
    ],
  };
}

const common = { group: 'file', needs: 'file', certainty: 'sure' } as const;

/** Start-up code copies upwards, word by word: what lies a little higher gets the first words again and again. */
function copiedOverItself(scene: FileScene): Found | undefined {
  const segment = loadSegments(scene).find(
    ({ physicalAddress, virtualAddress, fileSize }) =>
      virtualAddress > physicalAddress && virtualAddress < physicalAddress + fileSize,
  );
  if (segment === undefined) return undefined;
  const { physicalAddress: from, virtualAddress: to, fileSize } = segment;
  return {
    title: `Initialised variables copy over themselves: ${segmentName(segment)} is loaded at ${hex(from)} and runs ${to - from} bytes higher, at ${hex(to)}.`,
    seen: 'The firmware starts with wrong values in its variables: nothing ticks, prints or announces itself, or it faults.',
    evidence: [
      proof(
        `Its ${fileSize} bytes are to be copied from ${hex(from)} to ${hex(to)}: the copy overwrites what it has not read yet.`,
        segmentLink(segment),
      ),
    ],
  };
}

export const segmentRules: readonly FileRule[] = [
  {
    ...common,
    id: 'segment-outside-memory',
    sources: ['F-03'],
    title: 'A segment is linked outside of the M4’s memory',
    doc: 'A PT_LOAD lies, by its load address, in no memory-region of the device tree, or in more than one.',
    why: 'The loader looks for one carveout that holds the whole segment, by its load address (p_paddr). Flash addresses, DDR, more than 64 KiB of RETRAM, and two regions at once find none.',
    mend: 'Correct MEMORY in the link script: vectors 0x0, code 0x10000000, data 0x10020000–0x1003ffff. Or add a reserved-memory node to the device tree and to memory-region of the M4.',
    find: outsideMemory,
  },
  {
    ...common,
    id: 'segment-in-rings',
    sources: ['F-04'],
    title: 'A segment reaches into the vrings',
    doc: 'A PT_LOAD overlaps 0x10040000–0x10045fff, and Linux refuses it or will make rings there.',
    why: 'SRAM3 begins with vring0, vring1 and the buffer pool. Code and data end at 0x1003ffff.',
    mend: 'Let the RAM of the link script end at 0x10040000; make buffers, heap or stack smaller.',
    find: intoRings,
  },
  {
    ...common,
    id: 'segment-in-signed-area',
    sources: ['F-08'],
    title: 'A segment needs the region of signed firmware',
    doc: 'A PT_LOAD lies at 0x10048000–0x1004ffff, and the device tree of this kernel has no region there.',
    why: 'Signed firmware keeps its resource table and log in the region mcu-rsc-table, because Linux may not touch the other memory then.',
    mend: 'Choose ST’s kernel tree (--tree st on the command line), or use the link script of a firmware that is not signed.',
    find: inSignedArea,
  },
  {
    ...common,
    id: 'stack-in-rings',
    sources: ['F-04'],
    title: 'Stack, heap or data without a program header lie in the rpmsg area',
    doc: 'The initial stack pointer, or a section without a segment, lies in 0x10040000–0x10045fff, and the firmware has a virtio device.',
    why: 'What has no program header is not checked by Linux. Both sides then write the same bytes.',
    mend: 'Set the end of RAM, and with it _estack, to 0x10040000.',
    find: stackInRings,
  },
  {
    ...common,
    id: 'data-copied-over-itself',
    sources: ['F-03'],
    title: 'Initialised variables are copied over themselves at the start',
    doc: 'A PT_LOAD runs at a higher address than the one that it is loaded to, and both places overlap.',
    why: 'The start-up code copies .data from its load address to where it runs, upwards. The two may be the same or apart. A few bytes between them come from an alignment that the link script gives to one and not to the other; a newer linker aligns where an older one did not.',
    mend: 'Give .data a load region of its own (> m_data AT > m_text, with the data elsewhere), or no AT at all; and align the location counter before the load address is taken (_sidata = LOADADDR(.data)).',
    find: copiedOverItself,
  },
  {
    ...common,
    id: 'vectors-wrong',
    sources: ['F-03'],
    title: 'There is no usable vector table at address 0',
    doc: 'Linux loads the file, and the words at load addresses 0 and 4 are missing, or are no stack in RAM and no Thumb address in a segment.',
    why: 'The M4 leaves reset with VTOR 0: it takes SP and PC from addresses 0 and 4, in RETRAM. The entry point of the ELF file is not used.',
    mend: 'Put .isr_vector at ORIGIN = 0x00000000 (m_interrupts), with KEEP(), the stack top first and Reset_Handler second.',
    find: vectorsWrong,
  },
];
