/** What remoteproc will say of a file, before it says it; with a sentence for people. */
import type { KernelTree, Preflight } from '../contract/protocol';
import { diagnoseFile } from '../diagnose/all';
import { readElf } from '../firmware/elf';
import { describeFile } from '../firmware/preflight';
import { predictStart } from '../linux/predict';
import { fileScene } from './scene';

/** Runs the very checks of the Linux model on the bytes; no machine is touched. */
export function preflight(name: string, bytes: Uint8Array, tree: KernelTree = 'mainline'): Preflight {
  const { errno, log } = predictStart(name, bytes, tree);
  const about = describeFile(bytes);
  const elf = readElf(bytes);
  const hasTable = elf.sections.some((section) => section.name === '.resource_table');
  const notes = [...elf.problems];
  if (errno === 0 && log.some((line) => line.endsWith(tableMissing))) notes.push(withoutTable(hasTable, log));
  const loads = errno === 0 && about.kind === 'firmware';
  const findings = diagnoseFile(fileScene(name, bytes, tree));
  return {
    name,
    size: bytes.length,
    loads,
    title: loads ? 'This firmware loads' : about.kind === 'firmware' ? 'Linux refuses this firmware' : about.title,
    sentence: loads ? about.sentence : refusal(about, log),
    whatToDo: loads ? 'Press Run.' : about.kind === 'firmware' ? (findings[0]?.mend ?? lookAtLog) : about.whatToDo,
    predictedLog: log,
    errno,
    notes,
    findings,
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

/** Lines that come whatever the reason is. */
const around = /powering up|Booting fw image|no resource table|Failed to |Boot failed/;
const isReason = (line: string): boolean => !around.test(line);

const lookAtLog =
  'Look at the kernel log lines below; build the firmware again with the link script of an STM32MP15x M4 project.';
