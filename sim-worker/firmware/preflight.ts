/** Says in words what kind of file was dropped, and what to do when it is no firmware for the Cortex-M4. */
import { ByteView } from './byte-view';
import { armMachine, beginsLikeElf, type ElfFile, elf32HeaderSize, readElf } from './elf';

export type FileKind =
  | 'firmware'
  | 'empty'
  | 'too-small'
  | 'signed-container'
  | 'boot-image'
  | 'git-lfs-pointer'
  | 'web-page'
  | 'intel-hex'
  | 'motorola-srec'
  | 'archive'
  | 'static-library'
  | 'source-text'
  | 'raw-binary'
  | 'elf64'
  | 'big-endian'
  | 'other-machine'
  | 'relocatable'
  | 'core-file'
  | 'linux-program'
  | 'no-segments'
  | 'damaged-elf';

export type FileDescription = {
  readonly kind: FileKind;
  /** A few words, such as "Intel HEX file". */
  readonly title: string;
  /** What the file is, and how one can tell. */
  readonly sentence: string;
  /** What to do next; empty when nothing is wrong. */
  readonly whatToDo: string;
};

const takeElf =
  'Drop the .elf (or .axf, .out) file that the linker made; in an STM32CubeIDE project it is in Debug/ or CM4/Debug/.';
const buildForM4 =
  'Build the Cortex-M4 project, with arm-none-eabi-gcc -mcpu=cortex-m4 -mthumb, and drop its .elf file.';
const again = 'Copy or download the file again, in binary mode, and compare its size with the original.';

/** Never throws. `kind` is `firmware` for a linked 32-bit little-endian Arm ELF file; whether Linux will load it is another question. */
export function describeFile(bytes: Uint8Array): FileDescription {
  const kind = bytes.length === 0 ? 'empty' : beginsLikeElf(bytes) ? kindOfElf(bytes) : kindOfOther(bytes);
  return { kind, ...words(kind, bytes) };
}

function kindOfElf(bytes: Uint8Array): FileKind {
  if (bytes[4] === 2) return 'elf64';
  if (bytes.length < elf32HeaderSize) return 'too-small';
  if (bytes[4] !== 1) return 'damaged-elf';
  if (bytes[5] === 2) return 'big-endian';
  if (bytes[5] !== 1) return 'damaged-elf';
  const elf = readElf(bytes);
  if (elf.header === undefined) return 'damaged-elf';
  if (elf.header.machine !== armMachine) return 'other-machine';
  if (elf.header.type === 1) return 'relocatable';
  if (elf.header.type === 4) return 'core-file';
  return kindOfLinked(elf);
}

function kindOfLinked(elf: ElfFile): FileKind {
  if (elf.segments.some((segment) => segment.type === 'interpreter')) return 'linux-program';
  if (elf.header?.programHeaderCount === 0) return 'no-segments';
  const cut = elf.segments.some((segment) => segment.type === 'load' && segment.offset + segment.fileSize > elf.size);
  if (cut || elf.segments.length < (elf.header?.programHeaderCount ?? 0)) return 'damaged-elf';
  return elf.segments.some((segment) => segment.type === 'load') ? 'firmware' : 'no-segments';
}

/** First bytes that say what a file is. */
const beginnings: readonly (readonly [FileKind, readonly number[]])[] = [
  ['signed-container', [0x68, 0xa4, 0x43, 0x35]],
  ['boot-image', [0x53, 0x54, 0x4d, 0x32]], // "STM2", an FSBL with ST's header
  ['boot-image', [0x27, 0x05, 0x19, 0x56]], // U-Boot legacy image
  ['boot-image', [0xd0, 0x0d, 0xfe, 0xed]], // device tree, FIT image
  ['archive', [0x50, 0x4b, 0x03, 0x04]],
  ['archive', [0x1f, 0x8b]],
  ['archive', [0xfd, 0x37, 0x7a, 0x58, 0x5a]],
  ['archive', [0x37, 0x7a, 0xbc, 0xaf]],
  ['archive', [0x28, 0xb5, 0x2f, 0xfd]],
];

function kindOfOther(bytes: Uint8Array): FileKind {
  const known = beginnings.find(([, first]) => first.every((byte, i) => bytes[i] === byte));
  if (known !== undefined) return known[0];
  const start = new ByteView(bytes).text(0, 512).trimStart();
  if (start.startsWith('!<arch>')) return 'static-library';
  if (start.startsWith('version https://git-lfs')) return 'git-lfs-pointer';
  if (/^(<!--.*?-->\s*)?<(!doctype\s+html|html|head|body)\b/is.test(start)) return 'web-page';
  if (/^:[0-9a-f]{10,}\r?\n/i.test(start)) return 'intel-hex';
  if (/^S[0-9][0-9a-f]{6,}\r?\n/i.test(start)) return 'motorola-srec';
  if (isText(bytes)) return 'source-text';
  return bytes.length < elf32HeaderSize ? 'too-small' : 'raw-binary';
}

/** No control characters in the first kilobyte. */
const isText = (bytes: Uint8Array): boolean =>
  bytes.subarray(0, 1024).every((byte) => (byte >= 0x20 && byte !== 0x7f) || byte === 9 || byte === 10 || byte === 13);

/** The first two words of a Cortex-M image: stack top in RAM, address of the reset handler with the Thumb bit. */
function vectorTableAt(bytes: Uint8Array): { readonly stack: number; readonly reset: number } | undefined {
  const view = new ByteView(bytes);
  const [stack, reset] = [view.u32(0), view.u32(4)];
  const inMemory = (address: number): boolean =>
    address <= 0x0001_0000 ||
    (address >= 0x0800_0000 && address <= 0x0820_0000) ||
    (address >= 0x1000_0000 && address <= 0x3006_0000);
  return stack !== 0 && stack % 4 === 0 && inMemory(stack) && reset % 2 === 1 && inMemory(reset)
    ? { stack, reset }
    : undefined;
}

const machines: Readonly<Record<number, string>> = {
  3: 'x86 (32 bits)',
  8: 'MIPS',
  20: 'PowerPC',
  62: 'x86-64',
  94: 'Xtensa',
  183: 'AArch64 (64-bit Arm)',
  243: 'RISC-V',
};
const hex = (value: number): string => `0x${value.toString(16).padStart(8, '0')}`;

function machineOf(bytes: Uint8Array): string {
  const machine = readElf(bytes).header?.machine;
  if (machine === undefined) return 'an unknown processor';
  return machines[machine] ?? `processor number ${machine}`;
}

type Words = Omit<FileDescription, 'kind'>;
const say = (title: string, sentence: string, whatToDo = ''): Words => ({ title, sentence, whatToDo });

function words(kind: FileKind, bytes: Uint8Array): Words {
  switch (kind) {
    case 'elf64':
      return elf64Words(bytes);
    case 'other-machine':
      return say(
        'ELF file for another processor',
        `This program is for ${machineOf(bytes)}; the coprocessor of an STM32MP15x is an Arm Cortex-M4.`,
        buildForM4,
      );
    case 'raw-binary':
      return rawWords(bytes);
    case 'too-small':
      return say(
        'Too small',
        `The file has ${bytes.length} bytes; the header of an ELF file alone has ${elf32HeaderSize}.`,
        again,
      );
    default:
      return fixedWords[kind];
  }
}

function elf64Words(bytes: Uint8Array): Words {
  const machine = readElf(bytes).header === undefined ? '' : ` for ${machineOf(bytes)}`;
  return say('64-bit ELF file', `This is a 64-bit program${machine}; the Cortex-M4 is a 32-bit processor.`, buildForM4);
}

function rawWords(bytes: Uint8Array): Words {
  const vectors = vectorTableAt(bytes);
  if (vectors === undefined)
    return say('Unknown file', 'The file does not begin like an ELF file, nor like anything else known here.', takeElf);
  const { stack, reset } = vectors;
  return say(
    'Raw binary',
    `The file begins like a vector table: stack at ${hex(stack)}, reset handler at ${hex(reset)}. A .bin file does not say where its bytes belong, so Linux cannot load it.`,
    takeElf,
  );
}

const fixedWords: Readonly<Record<Exclude<FileKind, 'elf64' | 'other-machine' | 'raw-binary' | 'too-small'>, Words>> = {
  firmware: say('Cortex-M firmware', 'This is a linked 32-bit Arm ELF file.'),
  empty: say(
    'Empty file',
    'The file has no bytes.',
    'The build or the download did not finish: look for its error message.',
  ),
  'signed-container': say(
    'Signed ST container',
    'The file begins with 68 A4 43 35: it is firmware packed and signed for OP-TEE, not a plain ELF file.',
    'Drop the .elf file that went into the signing tool. On a board, only the remoteproc of OP-TEE loads this one.',
  ),
  'boot-image': say(
    'Boot image',
    'This is an image for the boot chain of the Cortex-A7 (TF-A, U-Boot or a device tree), not firmware for the Cortex-M4.',
    takeElf,
  ),
  'git-lfs-pointer': say(
    'Git LFS pointer',
    'This is the small text that Git LFS leaves in place of a big file.',
    'Run "git lfs pull" in the repository and drop the file again.',
  ),
  'web-page': say(
    'Web page',
    'This is HTML: a page about the file was saved instead of the file.',
    'Use the download or "raw" button of the site.',
  ),
  'intel-hex': say(
    'Intel HEX file',
    'Linux loads ELF files only; a HEX file has no symbols and no resource table section either.',
    takeElf,
  ),
  'motorola-srec': say(
    'Motorola S-record file',
    'Linux loads ELF files only; an S-record file has no symbols and no resource table section either.',
    takeElf,
  ),
  archive: say('Compressed archive', 'This is a packed file.', 'Unpack it and drop the .elf file that is inside.'),
  'static-library': say(
    'Static library',
    'This is an archive of object files (.a), not a linked program.',
    `Link it into a firmware. ${takeElf}`,
  ),
  'source-text': say('Text file', 'This is text, not a program.', takeElf),
  'big-endian': say(
    'Big-endian ELF file',
    'The bytes are in big-endian order; the Cortex-M4 of an STM32MP15x and Linux on it are little endian.',
    'Build without -mbig-endian.',
  ),
  relocatable: say(
    'Object file',
    'This is a compiled but not yet linked file (.o): its addresses are not decided.',
    takeElf,
  ),
  'core-file': say(
    'Core dump',
    'This is a memory dump of a crashed program, not a program.',
    'Drop the .elf file of the program itself.',
  ),
  'linux-program': say(
    'Linux program',
    'This is a 32-bit Arm program that asks for a Linux loader: it runs on the Cortex-A7, not on the Cortex-M4.',
    buildForM4,
  ),
  'no-segments': say(
    'ELF file with nothing to load',
    'No program header asks for bytes to be loaded.',
    'Check the linker script: every section that takes memory must belong to a segment.',
  ),
  'damaged-elf': say(
    'Damaged ELF file',
    'The file begins like an ELF file, but its header makes no sense or points beyond its end.',
    again,
  ),
};
