/** Two machines that must be the same one after each slice of time: registers, flags, counts, RAM, and what was recorded. */
import { asText } from '../contract/event-text';
import { CpuState } from '../cpu/cpu-state';
import { counter, layout } from '../cpu/state-layout';
import type { EventLog } from '../kernel/event-log';
import { type GuestMemory, ramBase } from '../kernel/guest-memory';

/** A machine under test. */
export type Lane = { readonly name: string; readonly memory: GuestMemory; readonly log: EventLog };

/** Where the run loop comes up for air is no state. */
const limitWord = layout.counters + 2 * counter.limit;
const names = Object.entries(layout);
const nameOf = (word: number): string => {
  const [name, first] = names.findLast(([, start]) => start <= word)!;
  return `${name}[${word - first}]`;
};
const hex = (value: number): string => `0x${(value >>> 0).toString(16)}`;

/** Words of the register file that differ, in words; empty when none does. */
export function registerDifferences(a: Lane, b: Lane): string[] {
  const [ours, theirs] = [new CpuState(a.memory), new CpuState(b.memory)];
  const out: string[] = [];
  ours.words.forEach((word, i) => {
    if ((i & ~1) === limitWord || word === theirs.words[i]) return;
    out.push(`${nameOf(i)}: ${a.name} ${hex(word)}, ${b.name} ${hex(theirs.words[i]!)}`);
  });
  if (out.length > 0) out.push(`pc ${hex(ours.pc)}, cycles ${ours.cycles}`);
  return out;
}

/** The first words of RAM that differ, and pages that only one has marked as written. */
export function ramDifferences(a: Lane, b: Lane): readonly string[] {
  const ram = ({ memory }: Lane): Buffer => Buffer.from(memory.bytes.buffer, ramBase, memory.ramBytes);
  const out: string[] = [];
  if (ram(a).compare(ram(b)) !== 0) {
    for (let at = ramBase; at < ramBase + a.memory.ramBytes && out.length < 8; at += 4) {
      const [x, y] = [a.memory.words[at >>> 2]!, b.memory.words[at >>> 2]!];
      if (x !== y) out.push(`RAM offset ${hex(at - ramBase)}: ${a.name} ${hex(x)}, ${b.name} ${hex(y)}`);
    }
  }
  a.memory.dirty.forEach((mark, page) => {
    if (mark !== b.memory.dirty[page]) out.push(`page ${page}: ${a.name} ${mark}, ${b.name} ${b.memory.dirty[page]}`);
  });
  return out;
}

/** The first events that differ. */
function eventDifferences(a: Lane, b: Lane): readonly string[] {
  const texts = ({ log }: Lane): readonly string[] =>
    Array.from({ length: log.length - log.first }, (_, i) => asText(log.at(log.first + i)!));
  const [ours, theirs] = [texts(a), texts(b)];
  const at = ours.findIndex((text, i) => text !== theirs[i]);
  if (at < 0 && ours.length === theirs.length) return [];
  const place = at < 0 ? ours.length : at;
  return [`event ${place}: ${a.name} ${ours[place] ?? 'none'}`, `event ${place}: ${b.name} ${theirs[place] ?? 'none'}`];
}

export const allDifferences = (a: Lane, b: Lane): readonly string[] => [
  ...registerDifferences(a, b),
  ...ramDifferences(a, b),
  ...eventDifferences(a, b),
];
