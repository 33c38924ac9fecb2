/** Executes sample instructions so often that the host makes its best code of their handlers. */
import { pageBytes } from '../../../kernel/guest-memory';
import { decode } from '../../isa/decode';
import { commonInBlocks, commonInstructions, type Opcode } from '../interpret/common';
import type { CodePiece } from '../interpret/prepared';
import { Stage } from './stage';

/** V8 takes some ten thousand executions of a function of this size; a turn takes about four cycles. */
const cycles = 200_000;
/** Registers and data begin anew after so many. */
const cyclesAtOnce = 1000;
/** Samples in a portion of some milliseconds. */
const samplesAtOnce = 4;

const codePages = 4;
const bxLr = 0x4770;
/** IT with a condition that always holds, for two instructions. */
const itt = 0xbfe4;

type Exercise = { readonly opcode: Opcode; readonly inBlock: boolean };

/** What most firmware needs, or what this code needs besides. Comes back after each portion. */
export function* practice(code?: readonly CodePiece[]): Generator<undefined, void> {
  const stage = new Stage();
  const own = stage.interpreter.prepare(code);
  yield;
  for (const [n, { at, program }] of (code === undefined ? common : own)
    .flatMap((one) => programs(stage, one))
    .entries()) {
    execute(stage, at, program);
    if (n % samplesAtOnce === samplesAtOnce - 1) yield;
  }
}

const common: readonly Exercise[] = [
  ...commonInstructions.map((opcode) => ({ opcode, inBlock: false })),
  ...commonInBlocks.map((opcode) => ({ opcode, inBlock: true })),
];

type Program = { readonly at: number; readonly program: readonly Opcode[] };

const programs = (stage: Stage, { opcode, inBlock }: Exercise): readonly Program[] =>
  inBlock
    ? [{ at: middle(stage), program: [{ first: itt, second: 0 }, opcode, opcode] }]
    : placesFor(stage, opcode).map((at) => ({ at, program: [opcode] }));

/** B, encoding T2. */
const branch = (from: number, to: number): Opcode => ({ first: 0xe000 | (((to - from - 4) >> 1) & 0x7ff), second: 0 });

const middle = ({ base }: Stage): number => base + 1.5 * pageBytes;

/** In the middle of a page, and a branch also where it leads into another page: its handlers are two. */
function placesFor(stage: Stage, { first, second }: Opcode): readonly number[] {
  const pc = middle(stage);
  const target = decode(first, second, pc, false)?.target;
  if (target === undefined) return [pc];
  return [pc, target < pc ? stage.base + 2 * pageBytes : stage.base + 3 * pageBytes - 8];
}

/** Again and again: the program, and a branch back to it. Wherever else it goes, it comes back, too. */
function execute(stage: Stage, at: number, program: readonly Opcode[]): void {
  const { base, state, interpreter } = stage;
  interpreter.dropAll();
  stage.halves(base).fill(bxLr, 0, (codePages * pageBytes) / 2);
  const behind = program.reduce((next, opcode) => stage.put(next, opcode), at);
  stage.put(behind, branch(behind, at));
  for (let past = 0; past < cycles; past += cyclesAtOnce) {
    // Whoever takes an address from there comes back, too.
    stage.data.fill(at | 1);
    state.r.fill(at, 0, 14);
    state.r[14] = at | 1;
    if (!stage.run(at, cyclesAtOnce)) return;
  }
}
