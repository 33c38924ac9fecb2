/** Instructions as text, in the unified assembler language as Capstone and objdump write it. */
import { conditionNames } from './condition';
import { decode, isWide } from './decode';
import { hash } from './operands';

export type Disassembled = { readonly length: 2 | 4; readonly text: string; readonly target: number | undefined };

const always = 14;
const halfword = (value: number): string => `0x${value.toString(16).padStart(4, '0')}`;

/** UDF: faults for ever, but has a name. Source: ARMv7-M ARM A7.7.194. */
function permanentlyUndefined(first: number, second: number): string | undefined {
  if (first >>> 8 === 0xde) return `udf ${hash(first & 0xff)}`;
  if (first >>> 4 !== 0xf7f || second >>> 12 !== 0xa) return undefined;
  return `udf.w ${hash(((first & 0xf) << 12) | (second & 0xfff))}`;
}

/** `condition`: that of the instruction's place in an IT block; left out when it is not in one. */
export function disassemble(first: number, second: number, address: number, condition?: number): Disassembled {
  const length = isWide(first) ? 4 : 2;
  const undefinedText = permanentlyUndefined(first, second);
  if (undefinedText !== undefined) return { length, text: undefinedText, target: undefined };
  const instruction = decode(first, second, address, condition !== undefined);
  if (instruction === undefined) {
    const text = length === 2 ? `.hword ${halfword(first)}` : `.hword ${halfword(first)}, ${halfword(second)}`;
    return { length, text, target: undefined };
  }
  const text = instruction
    .text()
    .replace('?', condition === undefined || condition === always ? '' : conditionNames[condition]!);
  return { length, text, target: instruction.target };
}
