/** Code to rehearse with. */
import { decode, isWide } from '../../isa/decode';
import { commonInstructions, type Opcode } from '../interpret/common';
import { record } from '../recorder';

/** Common instructions behind which control may go on. */
export function straightSamples(): readonly Opcode[] {
  return commonInstructions.filter(({ first, second }) => {
    const instruction = decode(first, second, 0, false);
    return instruction !== undefined && record(instruction).fallsThrough;
  });
}

/** As they lie in memory. */
export const halvesOf = ({ first, second }: Opcode): readonly number[] => (isWide(first) ? [first, second] : [first]);
