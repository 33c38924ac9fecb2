/** Instructions as text, in the unified assembler language as Capstone and objdump write it. */
import { conditionNames } from './condition';
import { decode, isWide } from './decode';

export type Disassembled = { readonly length: 2 | 4; readonly text: string; readonly target: number | undefined };

const always = 14;
const hex = (value: number): string => `0x${value.toString(16).padStart(4, '0')}`;

/** `condition`: that of the instruction's place in an IT block; left out when it is not in one. */
export function disassemble(first: number, second: number, address: number, condition?: number): Disassembled {
  const length = isWide(first) ? 4 : 2;
  const instruction = decode(first, second, address, condition !== undefined);
  if (instruction === undefined) {
    const text = length === 2 ? `.hword ${hex(first)}` : `.hword ${hex(first)}, ${hex(second)}`;
    return { length, text, target: undefined };
  }
  const text = instruction
    .text()
    .replace('?', condition === undefined || condition === always ? '' : conditionNames[condition]!);
  return { length, text, target: instruction.target };
}
