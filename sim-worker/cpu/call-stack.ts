/** The callers of the current function, guessed from the stack: return addresses behind a call, and exception frames. */
/** How far up the stack is looked, in words. */
const reach = 1024;
/** Words of a basic frame, and of one with floating-point state. */
const basicWords = 8;
const extendedWords = 26;
const stackedPc = 6;
/** The low bits of an EXC_RETURN whose frame is on the process stack. */
const processReturn = 0xd;

export type CallStackPorts = {
  readonly pc: number;
  readonly sp: number;
  readonly lr: number;
  readonly msp: number;
  readonly psp: number;
  readonly peek: (address: number, size: 2 | 4) => number | undefined;
  /** Start of the function that an address lies in; undefined where no function is known. */
  readonly functionStart: (address: number) => number | undefined;
  /** Initial stack pointer: there the main stack ends. */
  readonly stackTop: number;
};

/** Addresses without the Thumb bit, the PC first, at most `limit`. A word left over on the stack may look like a caller. */
export function callStack(ports: CallStackPorts, limit: number): readonly number[] {
  const { pc, sp, lr, peek, functionStart } = ports;
  const found: number[] = [pc];
  let at = sp;
  if (isExcReturn(lr)) {
    at = frameAt(ports, found, sp, lr);
  } else if (isReturnAddress(ports, lr) && functionStart(lr) !== functionStart(pc)) {
    found.push(lr & ~1);
  }
  const end = ports.msp === sp && ports.stackTop > sp ? Math.min(ports.stackTop, sp + 4 * reach) : sp + 4 * reach;
  while (at < end && found.length < limit) {
    const word = peek(at, 4);
    if (word === undefined) break;
    at += 4;
    if (isExcReturn(word)) at = frameAt(ports, found, at, word);
    else if (isReturnAddress(ports, word) && found.at(-1) !== (word & ~1)) found.push((word & ~1) >>> 0);
  }
  return found.slice(0, limit);
}

const isExcReturn = (word: number): boolean => word >>> 5 === 0x7ff_ffff && (word & 3) === 1;

/** Adds the interrupted PC of a frame that begins at `at`; returns the address after the frame, or `at` when it is none. */
function frameAt(ports: CallStackPorts, found: number[], at: number, exc: number): number {
  const base = (exc & 0xf) === processReturn ? ports.psp : at;
  const pc = ports.peek(base + 4 * stackedPc, 4);
  if (pc === undefined || ports.functionStart(pc) === undefined) return at;
  found.push(pc & ~1);
  const lr = ports.peek(base + 4 * (stackedPc - 1), 4) ?? 0;
  if (isReturnAddress(ports, lr) && ports.functionStart(lr) !== ports.functionStart(pc)) found.push((lr & ~1) >>> 0);
  return base + 4 * ((exc & 16) !== 0 ? basicWords : extendedWords);
}

/** Odd, inside a function, and right behind a BL or BLX. */
function isReturnAddress({ peek, functionStart }: CallStackPorts, word: number): boolean {
  if ((word & 1) === 0 || functionStart(word) === undefined) return false;
  const before = peek(word - 1 - 2, 2) ?? 0;
  if ((before & 0xff87) === 0x4780) return true;
  return ((peek(word - 1 - 4, 2) ?? 0) & 0xf800) === 0xf000 && (before & 0xd000) === 0xd000;
}
