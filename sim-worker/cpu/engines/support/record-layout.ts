/**
 * Where the words of records lie. A record page serves one guest page: a record per halfword for what lies outside of IT blocks,
 * then as many for what lies inside; each is the handler and the address of the operand words. Behind them, in the same order,
 * lies what is not needed for each instruction: the plain handler, and hits. The first operand word is the PC. A record without
 * operands of its own has the PC in the place of its hits, and its operands point there.
 */
import { pageBytes } from '../../../kernel/guest-memory';

/** How far the records of neighbouring halfwords lie apart. */
export const recordStride = 8;
/** Bytes of the page in a PC, as the offset of its record: `(pc & recordMask) << recordShift`. */
export const recordMask = pageBytes - 2;
export const recordShift = 2;
/** From a record outside of IT blocks to the one inside. */
export const insideIT = (pageBytes / 2) * recordStride;
const seldomNeeded = 2 * insideIT;
export const recordPageBytes = 2 * seldomNeeded;
/** Bytes from a record to its words. */
export const recordOffset = { handler: 0, operands: 4, plain: seldomNeeded, hits: seldomNeeded + 4 } as const;
