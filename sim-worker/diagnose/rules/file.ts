/** Rules about the firmware file itself: is it an ELF file for a Cortex-M4, and whole? Source: linux-side reference 1.9, 8.1. */
import { hex } from '../../contract/units';
import { beginsLikeElf } from '../../firmware/elf';
import type { FileKind } from '../../firmware/preflight';
import { proof } from '../evidence';
import { fileLink, kernelSays, loadSegments, predicted } from '../file-facts';
import type { FileRule, Found } from '../rule';
import type { FileScene } from '../scene';

const bootFailed = /Boot failed/;
const cutShort = /truncated fw|Image is too small|Firmware size is too small|elf64 header is too small/;
const refused = 'echo start > state fails with "Invalid argument"; the M4 stays off.';

const notElf: readonly FileKind[] = [
  'empty',
  'too-small',
  'boot-image',
  'git-lfs-pointer',
  'web-page',
  'intel-hex',
  'motorola-srec',
  'archive',
  'source-text',
  'raw-binary',
];
const otherProcessor: readonly FileKind[] = ['elf64', 'big-endian', 'other-machine', 'linux-program'];
const notLinked: readonly FileKind[] = ['static-library', 'relocatable', 'core-file', 'no-segments'];

const firstBytes = ({ bytes }: FileScene): string =>
  bytes.length === 0
    ? 'no bytes'
    : `first bytes ${[...bytes.subarray(0, 8)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ')}`;

/** The file is of one of these kinds: the words are those of the kind. */
const kindOf =
  (kinds: readonly FileKind[], title: (scene: FileScene) => string) =>
  (scene: FileScene): Found | undefined => {
    const { about, name, bytes } = scene;
    if (!kinds.includes(about.kind) || (about.kind === 'too-small' && beginsLikeElf(bytes))) return undefined;
    return {
      title: title(scene),
      seen: predicted(scene, bootFailed) === undefined ? 'Linux starts it, and the M4 runs into nonsense.' : refused,
      mend: about.whatToDo,
      evidence: [
        proof(about.sentence, fileLink(`${name}: ${bytes.length} bytes, ${firstBytes(scene)}`)),
        ...kernelSays(scene, bootFailed),
      ],
    };
  };

function cutFile(scene: FileScene): Found | undefined {
  const { about, bytes, elf, name } = scene;
  const isElf = beginsLikeElf(bytes);
  const line = predicted(scene, /truncated fw|bad phdr filesz/) ?? (isElf ? predicted(scene, cutShort) : undefined);
  if (!isElf || otherProcessor.includes(about.kind)) return undefined;
  if (line === undefined && about.kind !== 'damaged-elf' && about.kind !== 'too-small') return undefined;
  const end = Math.max(
    0,
    ...loadSegments(scene).map(({ offset, fileSize }) => offset + fileSize),
    elf.header === undefined ? 0 : elf.header.sectionHeaderOffset + elf.header.sectionHeaderCount * 40,
  );
  const missing = end - bytes.length;
  return {
    title:
      missing > 0
        ? `${name} is cut off: it has ${bytes.length} bytes, and its headers speak of ${end}.`
        : `${name} is a damaged ELF file: its headers contradict each other.`,
    seen: line === undefined ? 'Linux starts it, and parts of it are missing.' : refused,
    certainty: line === undefined ? 'likely' : 'sure',
    evidence: [
      proof(elf.problems[0] ?? about.sentence, fileLink(`${name}: ${bytes.length} bytes`)),
      ...kernelSays(
        scene,
        /truncated fw|bad phdr filesz|Image is too small|Firmware size is too small|Unsupported class/,
      ),
    ],
  };
}

function lastNotLoaded(scene: FileScene): Found | undefined {
  const last = scene.elf.segments.at(-1);
  if (scene.about.kind !== 'firmware' || last === undefined || last.type === 'load') return undefined;
  return {
    title:
      'The last program header is nothing to load; a loader made with OpenAMP refuses such a file, Linux does not.',
    seen: 'Here nothing. With the loader of open-amp a load error.',
    evidence: [
      proof('Linux skips it.', fileLink(`program header ${last.index}: type ${last.type} (${hex(last.typeNumber)})`)),
    ],
  };
}

const common = { group: 'file', needs: 'file', certainty: 'sure' } as const;

export const fileRules: readonly FileRule[] = [
  {
    ...common,
    id: 'not-an-elf',
    sources: ['F-02'],
    title: 'The file is no ELF file',
    doc: 'The file does not begin with 7F 45 4C 46.',
    why: 'remoteproc loads ELF files only: where the bytes belong, and where the resource table is, stands in their headers.',
    mend: 'Drop the .elf file that the linker made.',
    find: kindOf(
      notElf,
      ({ name, about }) => `${about.title} in place of an ELF file: remoteproc cannot load ${name}.`,
    ),
  },
  {
    ...common,
    id: 'signed-container',
    sources: ['F-08'],
    title: 'The file is signed for OP-TEE',
    doc: 'The file begins with 68 A4 43 35, the magic of ST’s signed container.',
    why: 'Signed firmware is checked and loaded by a trusted application of OP-TEE. The plain loader of the kernel sees bytes that are no ELF.',
    mend: 'Give the plain loader the .elf that went into the signing tool; or use a kernel and OP-TEE that load signed firmware.',
    find: kindOf(['signed-container'], ({ name }) => `${name} is a signed container for OP-TEE, not a plain ELF file.`),
  },
  {
    ...common,
    id: 'file-cut-short',
    sources: ['F-02'],
    title: 'The ELF file is damaged',
    doc: 'The file begins like an ELF file, and a header points beyond its end or contradicts another.',
    why: 'A copy that was cut off, made in text mode, or taken while the linker was still writing looks like this.',
    mend: 'Copy the file again, in binary mode, and compare its size and hash with the one on the build machine.',
    find: cutFile,
  },
  {
    ...common,
    id: 'wrong-processor',
    sources: ['F-02', 'F-03'],
    title: 'The program is for another processor',
    doc: 'The ELF header names another class, byte order or machine than that of a Cortex-M4, or the program asks for a Linux loader.',
    why: 'Linux looks at class and byte order only, not at the machine: a program for another processor may even load, and then makes no sense to the M4.',
    mend: 'Build with arm-none-eabi-gcc -mcpu=cortex-m4 -mthumb.',
    find: kindOf(otherProcessor, ({ about }) => about.sentence),
  },
  {
    ...common,
    id: 'not-linked',
    sources: ['F-02'],
    title: 'The file has nothing to load',
    doc: 'The file is an object file, a library, a core dump, or an ELF file without a loadable segment.',
    why: 'Only a linked program says at which addresses its bytes belong.',
    mend: 'Give remoteproc the executable that the linker made.',
    find: kindOf(
      notLinked,
      ({ name, about }) => `${about.title} in place of a linked program: remoteproc cannot load ${name}.`,
    ),
  },
  {
    ...common,
    id: 'last-header-not-loaded',
    certainty: 'harmless',
    sources: ['F-55'],
    title: 'The last program header is no PT_LOAD',
    doc: 'The type of the last program header is not LOAD.',
    why: 'open-amp’s own ELF loader stops with an error there. Linux and U-Boot go on.',
    mend: 'Nothing for Linux. For a loader made with OpenAMP let the linker leave the header out, with -z nognustack or PHDRS.',
    find: lastNotLoaded,
  },
];
