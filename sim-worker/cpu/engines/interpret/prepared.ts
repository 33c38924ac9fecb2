/** Shapes whose handlers are made before firmware runs. */
import { pageBytes, pageShift } from '../../../kernel/guest-memory';
import { decode, type Instruction, isWide } from '../../isa/decode';
import { needsEvaluator } from '../emit/usage';
import { type Recorder, record } from '../recorder';
import { commonInBlocks, commonInstructions, type Opcode } from './common';
import type { Shape } from './shape';
import { advanced, isCall, itStateOf, shapeOf } from './sites';

/** Code as the firmware's file has it. */
export type CodePiece = { readonly address: number; readonly bytes: Uint8Array };

/** Without a record: a place within a page, and where a branch goes. */
const anywhere = 0x100;
const near = (): number => 0;
const far = (): undefined => undefined;
/** ITSTATE before the last but one and the last instruction of a block. */
const blockStates = [0x04, 0x08] as const;

/** What most firmware needs. */
export function commonShapes(): readonly Shape[] {
  return [
    ...commonInstructions.flatMap((opcode) => shapesAt(opcode, 0)),
    ...blockStates.flatMap((itState) => commonInBlocks.flatMap((opcode) => shapesAt(opcode, itState))),
  ];
}

/** An instruction that means the same wherever it lies, outside of IT blocks and not at the end of a page. */
export type Alike = {
  /** See `opcodeOf`. */
  readonly opcode: number;
  readonly length: 2 | 4;
  readonly shape: Shape;
  /** May the next instruction be the one behind it, and is it a call that comes back there? */
  readonly fallsThrough: boolean;
  readonly isCall: boolean;
};

/** Its halfwords as one number. */
export const opcodeOf = (first: number, second: number): number => (isWide(first) ? (first << 16) | second : first);

/** A shape with the first instruction of it that was met, and whether that lies in an IT block. */
export type Sample = { readonly shape: Shape; readonly opcode: Opcode; readonly inBlock: boolean };

/** What this code needs, looking at so many instructions at most: a sample of each shape. */
export function study(
  code: readonly CodePiece[],
  most: number,
): { samples: readonly Sample[]; alike: readonly Alike[] } {
  const samples = new Map<string, Sample>();
  const alike = new Map<number, Alike>();
  const note = (opcode: Opcode, pc: number, found: Found, inBlock: boolean): void => {
    const { shape } = found;
    if (shape === undefined) return;
    if (!samples.has(shape.key)) samples.set(shape.key, { shape, opcode, inBlock });
    const same = alikeOf(opcode, pc, found);
    if (same !== undefined) alike.set(same.opcode, same);
  };
  let left = most;
  for (const { address, bytes } of code) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const half = (at: number): number => (at + 2 <= bytes.length ? view.getUint16(at, true) : 0);
    let itState = 0;
    for (let at = 0; at < bytes.length && left > 0; left--) {
      const opcode = { first: half(at), second: half(at + 2) };
      const pc = address + at;
      at += isWide(opcode.first) ? 4 : 2;
      if (itState === 0 && alike.has(opcodeOf(opcode.first, opcode.second))) continue;
      const found = siteAt(opcode, pc, itState);
      if (found === undefined) continue;
      note(opcode, pc, found, itState !== 0);
      itState = found.itStateAfter;
    }
  }
  return { samples: [...samples.values()], alike: [...alike.values()] };
}

/** `shape`: undefined for what only the evaluator executes. */
type Found = {
  readonly instruction: Instruction;
  readonly recorded: Recorder;
  readonly shape: Shape | undefined;
  readonly itStateAfter: number;
};

function siteAt({ first, second }: Opcode, pc: number, itState: number): Found | undefined {
  const instruction = decode(first, second, pc, itState !== 0);
  if (instruction === undefined) return undefined;
  const recorded = record(instruction);
  const { effects } = recorded;
  const itStateAfter = itStateOf(effects) ?? advanced(itState);
  const recordOf = (target: number): number | undefined => (target >>> pageShift === pc >>> pageShift ? 0 : undefined);
  const shape = needsEvaluator(effects)
    ? undefined
    : shapeOf(instruction, { effects, itState, itStateAfter, recordOf });
  return { instruction, recorded, shape, itStateAfter };
}

/** Undefined where it matters where the instruction lies. */
function alikeOf(opcode: Opcode, pc: number, { instruction, recorded, shape, itStateAfter }: Found): Alike | undefined {
  const { length, target } = instruction;
  if (shape === undefined || target !== undefined || itStateAfter !== 0 || !shape.site.following.near) return undefined;
  const elsewhere = siteAt(opcode, pc ^ pageBytes, 0)?.shape;
  if (elsewhere?.key !== shape.key || elsewhere.words.some((word, i) => i > 0 && word !== shape.words[i]))
    return undefined;
  const { fallsThrough, effects } = recorded;
  return { opcode: opcodeOf(opcode.first, opcode.second), length, shape, fallsThrough, isCall: isCall(effects) };
}

function shapesAt({ first, second }: Opcode, itState: number): readonly Shape[] {
  const instruction: Instruction | undefined = decode(first, second, anywhere, itState !== 0);
  if (instruction === undefined) return [];
  const { effects } = record(instruction);
  const itStateAfter = itStateOf(effects) ?? advanced(itState);
  const targets = instruction.target === undefined ? [far] : [far, near];
  return targets.map((recordOf) => shapeOf(instruction, { effects, itState, itStateAfter, recordOf }));
}
