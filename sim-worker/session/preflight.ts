/** What remoteproc will say of a file, before it says it; with a sentence for people. */
import type { KernelTree, Preflight } from '../contract/protocol';
import { readElf } from '../firmware/elf';
import { describeFile } from '../firmware/preflight';
import { predictStart } from '../linux/predict';

/** Runs the very checks of the Linux model on the bytes; no machine is touched. */
export function preflight(name: string, bytes: Uint8Array, tree: KernelTree = 'mainline'): Preflight {
  const { errno, log } = predictStart(name, bytes, tree);
  const about = describeFile(bytes);
  const elf = readElf(bytes);
  const hasTable = elf.sections.some((section) => section.name === '.resource_table');
  const notes = [...elf.problems];
  if (errno === 0 && log.some((line) => line.endsWith(tableMissing))) notes.push(withoutTable(hasTable, log));
  const loads = errno === 0 && about.kind === 'firmware';
  return {
    name,
    size: bytes.length,
    loads,
    title: loads ? 'This firmware loads' : about.kind === 'firmware' ? 'Linux refuses this firmware' : about.title,
    sentence: loads ? about.sentence : refusal(about, log),
    whatToDo: loads ? 'Press Run.' : about.kind === 'firmware' ? advice(log) : about.whatToDo,
    predictedLog: log,
    errno,
    notes,
  };
}

/** What stm32_rproc says when it goes on without a table. */
const tableMissing = 'no resource table found for this firmware';

/** The kernel says what is wrong with a table in the line before it gives up on it. */
function withoutTable(hasSection: boolean, log: readonly string[]): string {
  const before = log[log.findIndex((line) => line.endsWith(tableMissing)) - 1]?.replace(
    /^remoteproc remoteproc0: /,
    '',
  );
  const why = hasSection
    ? `Linux does not take the resource table (${before ?? 'no reason given'})`
    : 'There is no .resource_table section';
  return `${why}: Linux starts this firmware, but makes no vrings, no rpmsg and no trace for it.`;
}

const refusal = (about: { readonly kind: string; readonly sentence: string }, log: readonly string[]): string =>
  about.kind === 'firmware'
    ? `It is an Arm ELF file, but remoteproc will not take it: ${log.find(isReason) ?? log.at(-1) ?? 'no reason given'}`
    : about.sentence;

const isReason = (line: string): boolean => advices.some(({ when }) => when.test(line));

type Advice = { readonly when: RegExp; readonly mend: string };
/** Kernel messages of the loader, each with what usually mends it. */
const advices: readonly Advice[] = [
  {
    when: /bad phdr da 0x1004[89a-f]/,
    mend: 'Signed firmware keeps its resource table in the region mcu-rsc-table, 0x10048000–0x1004ffff, which only the device tree of ST’s kernel has. Choose that kernel tree (--tree st on the command line).',
  },
  {
    when: /bad phdr da/,
    mend: 'A segment has a load address outside the memory that Linux gives to the M4: RETRAM 0x0–0xffff, SRAM1 and 2 at 0x10000000–0x1003ffff, vrings at 0x10040000. Correct MEMORY in the link script; vectors belong to 0x0, code to 0x10000000, data to 0x10020000.',
  },
  {
    when: /truncated fw|Image is too small|Firmware size is too small/,
    mend: 'The file ends too early. Copy it again and compare the size with the one on the build machine.',
  },
  {
    when: /bad phdr filesz/,
    mend: 'A program header claims more bytes in the file than in memory: the file is damaged. Build it again.',
  },
  {
    when: /No loadable segments/,
    mend: 'There is nothing to load: this is an object file or a stripped shell of an ELF. Use the linked executable.',
  },
  {
    when: /resource table|rsc table|vdev rsc|too many vrings|invalid qsz|trace rsc|carveout rsc|devmem/,
    mend: 'The resource table is wrong. Compare its structure with the layout that Linux expects: packed 32-bit fields, version 1, offsets from the table start, at most two vrings.',
  },
  {
    when: /doesn't fit len request|Unable to allocate carveout/,
    mend: 'A vring does not fit its memory region. Use 16 buffers of 512 bytes and alignment 16, or enlarge the region in the device tree.',
  },
  {
    when: /Unsupported class|Unsupported firmware endianness|bad magic/,
    mend: 'Linux needs a 32-bit little-endian ELF. Give it the ELF that the linker made, not a .bin or .hex.',
  },
];

const advice = (log: readonly string[]): string =>
  advices.find(({ when }) => log.some((line) => when.test(line)))?.mend ??
  'Look at the kernel log lines below; build the firmware again with the link script of an STM32MP15x M4 project.';
