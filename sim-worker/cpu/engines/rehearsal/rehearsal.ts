/**
 * Makes code of sample instructions and throws it away: then the host has compiled the engine itself while nobody waits, and
 * the first firmware finds it fast.
 */
import { decode } from '../../isa/decode';
import { commonInstructions, type Opcode } from '../interpret/common';
import { record } from '../recorder';
import { hasTailCalls } from '../support/tail-calls';
import { Finder } from '../translate/find';
import { Translator } from '../translate/translator';
import { practice } from './practice';
import { Stage } from './stage';

/** After about so many the host has compiled what matters. */
const rounds = 8;
const instructionsInSample = 40;
/** Behind each sample: a branch back into it, and the return. */
const ends: readonly Opcode[] = [
  { first: 0xd1f0, second: 0 },
  { first: 0x4770, second: 0 },
];

/** Comes back after each portion of some milliseconds. There is nothing to rehearse where only the evaluator can run. */
export function* rehearsal(): Generator<undefined, void> {
  if (!hasTailCalls()) return;
  const stage = new Stage();
  stage.interpreter.prepare();
  yield;
  yield* practice(stage);
  yield* translations(stage);
}

function* translations(stage: Stage): Generator<undefined, void> {
  const { interpreter, support } = stage;
  const starts = writeSamples(stage);
  interpreter.prepare([stage.piece]);
  for (let round = 0; round < rounds; round++) {
    interpreter.dropAll();
    const translator = new Translator({
      imports: support.imports,
      constants: () => undefined,
      finder: new Finder({
        at: (pc, inIT) => decode(stage.fetch(pc) ?? 0, stage.fetch(pc + 2) ?? 0, pc, inIT),
        isPlain: (pc) => stage.fetch(pc) !== undefined,
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
  }
}

/** Answers where each begins. */
function writeSamples(stage: Stage): readonly number[] {
  const straight = commonInstructions.filter((opcode) => fallsThrough(opcode, stage.base));
  const starts: number[] = [];
  let at = stage.base;
  for (let from = 0; from < straight.length; from += instructionsInSample) {
    starts.push(at);
    for (const opcode of [...straight.slice(from, from + instructionsInSample), ...ends]) at = stage.put(at, opcode);
  }
  return starts;
}

const fallsThrough = ({ first, second }: Opcode, pc: number): boolean => {
  const instruction = decode(first, second, pc, false);
  return instruction !== undefined && record(instruction).fallsThrough;
};
