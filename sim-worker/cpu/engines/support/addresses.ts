/** Where code that an engine makes finds state in guest memory: linear addresses. */
import { engineWordsBase, registerFileBase } from '../../../kernel/guest-memory';
import type { Cell } from '../../isa/machine';
import { layout } from '../../state-layout';

/**
 * i64. High half, signed: cycles within which an instruction may still start; it may while at least 1 is left. Low half:
 * instructions retired since the engine was entered. So an instruction adds `instructions - (cycles << 32)`.
 */
export const budgetAt = engineWordsBase;
/** i32, written by each function of the support module that accesses memory: 1 when the access was not done, else 0. */
export const troubleAt = engineWordsBase + 8;
/** The word at `troubleAt` when code has left before an access that does not go straight to RAM, without trying further. */
export const notStraight = 2;
/** i32: 1 while ExecuteFPCheck would do nothing. */
export const fpReadyAt = engineWordsBase + 12;
/** i32: 1 while CCR.UNALIGN_TRP is set. */
export const unalignedTrapAt = engineWordsBase + 16;
/** i32: how many stores stand at `notedAt`. */
export const notedCountAt = engineWordsBase + 20;
/** i32 each, where functions return to a loop: the record and the slot of what goes on. */
export const nextRecordAt = engineWordsBase + 24;
export const nextSlotAt = engineWordsBase + 32;
/** i32: 1 while an exception is pending and enabled, be it masked or not. */
export const waitingAt = engineWordsBase + 28;
/** 32 words that loadMany and storeMany move. */
export const scratchAt = engineWordsBase + 64;
/** Stores to RAM that somebody notes, who has not heard of them yet: address, length, PC, cycles that were left, as i32 each. */
export const notedAt = engineWordsBase + 0x1000;
export const notedBytes = 16;
export const mostNoted = 1024;

const at = (word: number): number => registerFileBase + 4 * word;

/** r0 to r14; 15 is the address of the next instruction. */
export const registerAt = (r: number): number => at(layout.r + r);
export const floatRegisterAt = (s: number): number => at(layout.s + s);
/** N, Z, C, V by 0 to 3, each 0 or 1. */
export const flagAt = (flag: number): number => at(layout.flags + flag);
export const itStateAt = at(layout.itState);
export const monitorArmedAt = at(layout.monitorArmed);
export const monitorAddressAt = at(layout.monitorAddress);
const cells: Readonly<Record<Cell, number>> = {
  Q: at(layout.q),
  GE: at(layout.ge),
  FPSCR: at(layout.fpscr),
  IPSR: at(layout.ipsr),
  CONTROL: at(layout.control),
  OTHER_SP: at(layout.otherSp),
  PRIMASK: at(layout.primask),
  BASEPRI: at(layout.basepri),
  FAULTMASK: at(layout.faultmask),
};
export const cellAt = (name: Cell): number => cells[name];
