/**
 * Makes code of sample instructions and throws it away: then the host has compiled the engine itself while nobody waits, and
 * the first firmware finds it fast.
 */
import { GuestMemory, pageBytes, ramBase } from '../../kernel/guest-memory';
import { CpuState } from '../cpu-state';
import { decode } from '../isa/decode';
import { floatsOutside } from './floats/outside';
import { commonInstructions, type Opcode } from './interpret/common';
import { Interpreter } from './interpret/interpreter';
import { usualPatience } from './patience';
import { record } from './recorder';
import { tableSize } from './support/imports';
import { accessNames, type Outside } from './support/outside';
import { Support } from './support/support';
import { hasTailCalls } from './support/tail-calls';
import { Finder } from './translate/find';
import { Translator } from './translate/translator';

/** After about so many the host has compiled what matters. */
const rounds = 8;
const ramBytes = 16 * pageBytes;
const base = 0x1000_0000;
const instructionsInSample = 40;
/** Behind each sample: a branch back into it, and the return. */
const ends: readonly Opcode[] = [
  { first: 0xd1f0, second: 0 },
  { first: 0x4770, second: 0 },
];

/** Comes back after each portion of some milliseconds. There is nothing to rehearse where only the evaluator can run. */
export function* rehearsal(): Generator<undefined, void> {
  if (!hasTailCalls()) return;
  const memory = new GuestMemory(ramBytes);
  const starts = writeSamples(memory);
  const fetch = (address: number): number | undefined =>
    address < base || address >= base + ramBytes ? undefined : memory.halves[(ramBase + address - base) >>> 1];
  const support = new Support(memory, nobody(memory), usualPatience);
  const { imports, table } = support;
  const interpreter = new Interpreter({
    memory,
    table,
    imports,
    patience: usualPatience,
    slotsEnd: tableSize,
    fetch,
    ramOffsetOf: (address) => address - base,
    markCode: () => undefined,
    dropped: () => undefined,
  });
  interpreter.prepare();
  yield;
  for (let round = 0; round < rounds; round++) {
    const translator = new Translator({
      imports,
      constants: () => undefined,
      finder: new Finder({
        at: (pc, inIT) => decode(fetch(pc) ?? 0, fetch(pc + 2) ?? 0, pc, inIT),
        isPlain: (pc) => fetch(pc) !== undefined,
        isSlow: () => false,
        isIndirect: () => false,
        isBreakpoint: () => false,
        peek: () => undefined,
      }),
    });
    for (const start of starts) {
      interpreter.decodeFrom(start, 0);
      translator.make([translator.find(start)!]);
      yield;
    }
    interpreter.dropAll();
  }
}

/** Answers where each begins. */
function writeSamples(memory: GuestMemory): readonly number[] {
  const straight = commonInstructions.filter(fallsThrough);
  const starts: number[] = [];
  let at = ramBase >>> 1;
  for (let from = 0; from < straight.length; from += instructionsInSample) {
    starts.push(base + 2 * at - ramBase);
    for (const { first, second } of [...straight.slice(from, from + instructionsInSample), ...ends]) {
      memory.halves[at++] = first;
      if (second !== 0) memory.halves[at++] = second;
    }
  }
  return starts;
}

const fallsThrough = ({ first, second }: Opcode): boolean => {
  const instruction = decode(first, second, base, false);
  return instruction !== undefined && record(instruction).fallsThrough;
};

/** The samples are not executed. */
const nobody = (memory: GuestMemory): Outside =>
  ({
    ...Object.fromEntries(accessNames.map((name) => [name, () => 0])),
    ...floatsOutside(new CpuState(memory).words),
  }) as Outside;
