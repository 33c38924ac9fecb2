/** Shapes whose handlers are made before firmware runs. */
import { decode, type Instruction, isWide } from '../../isa/decode';
import { needsEvaluator } from '../emit/usage';
import { record } from '../recorder';
import { commonInBlocks, commonInstructions, type Opcode } from './common';
import type { Shape } from './shape';
import { advanced, itStateOf, shapeOf } from './sites';

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

/** What this code needs, looking at so many instructions at most. */
export function shapesOf(code: readonly CodePiece[], most: number): readonly Shape[] {
  const shapes: Shape[] = [];
  let left = most;
  for (const { address, bytes } of code) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    let itState = 0;
    const half = (at: number): number => (at + 2 <= bytes.length ? view.getUint16(at, true) : 0);
    for (let at = 0; at < bytes.length && left > 0; left--) {
      const first = half(at);
      const pc = address + at;
      const instruction = decode(first, half(at + 2), pc, itState !== 0);
      at += isWide(first) ? 4 : 2;
      if (instruction === undefined) continue;
      const { effects } = record(instruction);
      const itStateAfter = itStateOf(effects) ?? advanced(itState);
      const recordOf = (target: number): number | undefined => (target >>> 12 === pc >>> 12 ? 0 : undefined);
      if (!needsEvaluator(effects)) shapes.push(shapeOf(instruction, { effects, itState, itStateAfter, recordOf }));
      itState = itStateAfter;
    }
  }
  return shapes;
}

function shapesAt({ first, second }: Opcode, itState: number): readonly Shape[] {
  const instruction: Instruction | undefined = decode(first, second, anywhere, itState !== 0);
  if (instruction === undefined) return [];
  const { effects } = record(instruction);
  const itStateAfter = itStateOf(effects) ?? advanced(itState);
  const targets = instruction.target === undefined ? [far] : [far, near];
  return targets.map((recordOf) => shapeOf(instruction, { effects, itState, itStateAfter, recordOf }));
}
