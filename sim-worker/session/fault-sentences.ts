/** What a fault means and what usually mends it: a table, looked through from above. */
import { hex } from '../contract/units';
import type { FaultFacts } from './fault-facts';

type Sentence = {
  readonly when: (facts: FaultFacts) => boolean;
  /** Ends "In main at 0x10000123 …". */
  readonly happened: (facts: FaultFacts) => string;
  readonly whatToDo: string;
};

/** A stack that ends within so many bytes of the refused address has run into it. */
const nearStack = 512;

const has =
  (...names: readonly string[]) =>
  ({ bits }: FaultFacts): boolean =>
    bits.some(({ name }) => names.some((wanted) => name.endsWith(`.${wanted}`)));
const isStackAccess = (facts: FaultFacts): boolean =>
  facts.data !== undefined && Math.abs(facts.data.address - (facts.registers.sp ?? 0)) < nearStack;
const code = (text: string): string => (text === '' ? 'the instruction' : `“${text}”`);
const dataPlace = ({ data }: FaultFacts): string =>
  data === undefined
    ? 'an address that the core no longer knows'
    : `${hex(data.address)} (${data.symbol === '' ? data.region : `${data.symbol}, ${data.region}`})`;
const caller = ({ callPath, frame }: FaultFacts): string => {
  const name = callPath[1]?.function ?? '';
  if (name !== '') return `from ${name}`;
  const lr = frame?.registers.lr;
  return lr === undefined ? 'from somewhere' : `with LR ${hex(lr)}`;
};
const divisor = ({ instruction, registers }: FaultFacts): string => {
  const name = /div.*, (\w+)$/.exec(instruction)?.[1] ?? '';
  return registers[name] === undefined ? '' : `: ${name} is ${registers[name]}`;
};

const isStore = (instruction: string): boolean => /^v?(st|push)/.test(instruction);
/** Was it a load or a store? The refused access says so; else the text of the instruction. Only stores are imprecise. */
const verb = (facts: FaultFacts): string =>
  has('IMPRECISERR')(facts) || (facts.refusal?.fields.write ?? isStore(facts.instruction)) ? 'wrote to' : 'read from';
/** An imprecise fault may come behind the store. */
const how = (facts: FaultFacts): string =>
  has('IMPRECISERR')(facts) && !isStore(facts.instruction)
    ? `a little before ${code(facts.instruction)}`
    : `with ${code(facts.instruction)}`;

export const sentences: readonly Sentence[] = [
  {
    when: (facts) => has('DACCVIOL')(facts) && isStackAccess(facts),
    happened: (facts) =>
      `ran its stack into a region that the MPU guards: ${code(facts.instruction)} wanted ${dataPlace(facts)}`,
    whatToDo:
      'A stack overflow, caught by the guard. Give this stack more room, or use less of it along the call path.',
  },
  {
    when: has('MSTKERR', 'STKERR'),
    happened: ({ registers, instruction }) =>
      `executed ${code(instruction)} with a stack that has run out: SP was ${hex(registers.sp ?? 0)}, and the exception frame could not be written there`,
    whatToDo:
      'The stack is too small, or the stack pointer was overwritten. Look for deep recursion and large local arrays along the call path, or give the stack more room in the link script.',
  },
  {
    when: (facts) => has('INVSTATE')(facts) && facts.pc < 4,
    happened: (facts) => `was called through a null pointer ${caller(facts)}`,
    whatToDo:
      'A function pointer was never set, or was cleared. Look at the caller: which pointer did it use, and who should have set it?',
  },
  {
    when: has('INVSTATE'),
    happened: (facts) =>
      `was jumped to ${caller(facts)} by an even address: bit 0, which means Thumb code, was missing`,
    whatToDo:
      'A function pointer was made from a number or is damaged; addresses of code are odd in pointers. A damaged stack shows the same way.',
  },
  {
    when: has('IBUSERR', 'IACCVIOL'),
    happened: (facts) =>
      `cannot be executed (${has('IBUSERR')(facts) ? 'nothing is there' : 'execute-never'}), and was jumped to ${caller(facts)}`,
    whatToDo:
      'A function pointer or a return address is wrong. Look at the caller, and whether its stack was overwritten.',
  },
  {
    when: has('DIVBYZERO'),
    happened: (facts) => `divided by zero with ${code(facts.instruction)}${divisor(facts)}`,
    whatToDo: 'Test the divisor first. Without CCR.DIV_0_TRP the result would silently be 0.',
  },
  {
    when: has('UNALIGNED'),
    happened: ({ instruction }) => `made an unaligned access with ${code(instruction)}`,
    whatToDo:
      'A pointer to bytes was cast to a larger type. Copy with memcpy, or mark the structure packed. LDM, STM, LDRD and exclusives fault even without CCR.UNALIGN_TRP.',
  },
  {
    when: ({ refusal }) => refusal?.kind === 'etzpc.refused',
    happened: (facts) =>
      `was refused by the ETZPC: ${code(facts.instruction)} wanted ${dataPlace(facts)}, which is not given to the M4`,
    whatToDo:
      'Give the peripheral to the M4 in the device tree of the secure firmware (ETZPC) and switch it off in the one of Linux; see Ownership.',
  },
  {
    when: has('PRECISERR', 'IMPRECISERR'),
    happened: (facts) => `${verb(facts)} ${dataPlace(facts)} ${how(facts)}: no bus slave answers`,
    whatToDo:
      'The address is wrong: a bad pointer, or a register of another chip. See which register of the instruction holds it, and where that came from.',
  },
  {
    when: has('DACCVIOL'),
    happened: (facts) => `was refused by the MPU: ${code(facts.instruction)} wanted ${dataPlace(facts)}`,
    whatToDo: 'Compare the address with the MPU regions (Peripherals, MPU).',
  },
  {
    when: has('NOCP'),
    happened: ({ instruction }) => `used the FPU while it is switched off: ${code(instruction)}`,
    whatToDo:
      'Set CPACR.CP10 and CP11 before the first float instruction; SystemInit does it when it is compiled with __FPU_USED = 1.',
  },
  {
    when: (facts) => has('INVPC')(facts) && !/^(bx|pop|ldm|ldr)/.test(facts.instruction),
    happened: ({ registers }) =>
      `was to be gone on with after an exception, but the frame on the stack is damaged: its xPSR is ${hex(registers.xpsr ?? 0)}`,
    whatToDo:
      'Something wrote over the saved registers: a stack that overflowed into its neighbour, or a wrong stack pointer. Compare SP with the bounds of the stack of this task.',
  },
  {
    when: has('INVPC'),
    happened: ({ instruction }) => `left a handler with an EXC_RETURN that does not exist: ${code(instruction)}`,
    whatToDo:
      'LR was overwritten in the handler, or the stack was damaged. In a context switch: was LR restored for the right task, with or without floating-point frame?',
  },
  {
    when: has('UNSTKERR', 'MUNSTKERR', 'LSPERR', 'MLSPERR'),
    happened: ({ cause }) => `could not get its registers back: ${cause}`,
    whatToDo:
      'The stack pointer was changed while the handler ran. In a context switch: does PSP point to the frame of the next task?',
  },
  {
    when: has('VECTTBL'),
    happened: () => 'raised an exception whose vector cannot be read',
    whatToDo: 'VTOR points to an address where nothing is.',
  },
  {
    when: has('DEBUGEVT'),
    happened: ({ instruction }) => `executed ${code(instruction)}, and no debugger is connected`,
    whatToDo:
      'BKPT is a stop for debuggers: an assert, a trap of the C library, or semihosting (BKPT 0xAB). Build without it, or run in the page, which halts there.',
  },
  {
    when: has('UNDEFINSTR'),
    happened: ({ instruction }) => `executed ${code(instruction)}, which does not exist on a Cortex-M4`,
    whatToDo: 'Code for another core, data that was jumped into, or a deliberate trap (UDF, __builtin_trap).',
  },
  {
    when: () => true,
    happened: ({ cause }) => `could not go on: ${cause}`,
    whatToDo: 'Look at the registers, the stack and the last events.',
  },
];
