/** What each bit of the fault status registers means, in words: CFSR and HFSR. Source: ARMv7-M ARM B3.2.15, B3.2.16. */
import { exceptions } from './ppb/nvic';

export type FaultWord = {
  readonly name: string;
  readonly register: 'CFSR' | 'HFSR';
  readonly mask: number;
  /** The exception that reports it. */
  readonly exception: number;
  /** Ends the sentence "UsageFault: …". */
  readonly cause: string;
};

const { hardFault, memManage, busFault, usageFault } = exceptions;
const row = (
  name: string,
  bit: number,
  exception: number,
  cause: string,
  register: FaultWord['register'] = 'CFSR',
): FaultWord => ({ name, register, mask: (1 << bit) >>> 0, exception, cause });

/** In the order in which they are told when several are set. */
const faultWords: readonly FaultWord[] = [
  row('IACCVIOL', 0, memManage, 'execution from an address that must not be executed'),
  row('DACCVIOL', 1, memManage, 'a load or store that the MPU forbids'),
  row('MUNSTKERR', 3, memManage, 'the MPU forbids reading the exception frame on return'),
  row(
    'MSTKERR',
    4,
    memManage,
    'the MPU forbids writing the exception frame on entry; the stack pointer is out of bounds',
  ),
  row('MLSPERR', 5, memManage, 'the MPU forbids saving the floating-point registers'),
  row('IBUSERR', 8, busFault, 'execution from an address where nothing is'),
  row('PRECISERR', 9, busFault, 'a load or store got a bus error'),
  row('IMPRECISERR', 10, busFault, 'a store got a bus error after the core had gone on'),
  row('UNSTKERR', 11, busFault, 'a bus error while the exception frame was read on return'),
  row('STKERR', 12, busFault, 'a bus error while the exception frame was written; the stack pointer is wrong'),
  row('LSPERR', 13, busFault, 'a bus error while the floating-point registers were saved'),
  row('UNDEFINSTR', 16, usageFault, 'an instruction that does not exist'),
  row('INVSTATE', 17, usageFault, 'a jump to an even address: the Thumb bit is missing'),
  row('INVPC', 18, usageFault, 'an exception return that is not valid'),
  row('NOCP', 19, usageFault, 'a floating-point or coprocessor instruction while the coprocessor is off'),
  row('UNALIGNED', 24, usageFault, 'an access that is not aligned'),
  row('DIVBYZERO', 25, usageFault, 'a division by zero'),
  row('VECTTBL', 1, hardFault, 'a bus error while the vector table was read', 'HFSR'),
  row('DEBUGEVT', 31, hardFault, 'a BKPT instruction, and no debugger is connected', 'HFSR'),
];

const faultWord = (name: string): FaultWord => faultWords.find((word) => word.name === name)!;
/** CFSR masks by name. */
export const status = {
  IACCVIOL: faultWord('IACCVIOL').mask,
  DACCVIOL: faultWord('DACCVIOL').mask,
  MUNSTKERR: faultWord('MUNSTKERR').mask,
  MSTKERR: faultWord('MSTKERR').mask,
  MLSPERR: faultWord('MLSPERR').mask,
  MMARVALID: 1 << 7,
  IBUSERR: faultWord('IBUSERR').mask,
  PRECISERR: faultWord('PRECISERR').mask,
  IMPRECISERR: faultWord('IMPRECISERR').mask,
  UNSTKERR: faultWord('UNSTKERR').mask,
  STKERR: faultWord('STKERR').mask,
  LSPERR: faultWord('LSPERR').mask,
  BFARVALID: 1 << 15,
  UNDEFINSTR: faultWord('UNDEFINSTR').mask,
  INVSTATE: faultWord('INVSTATE').mask,
  INVPC: faultWord('INVPC').mask,
  NOCP: faultWord('NOCP').mask,
  UNALIGNED: faultWord('UNALIGNED').mask,
  DIVBYZERO: faultWord('DIVBYZERO').mask,
} as const;

/** The sentence for what these status bits say; empty when they say nothing. */
export function faultCause(cfsr: number, hfsr: number): string {
  const found = faultWords.find((word) => ((word.register === 'CFSR' ? cfsr : hfsr) & word.mask) !== 0);
  return found === undefined ? '' : `${found.cause} (${found.name})`;
}

/** The bits that are set, each with what it means. */
export const faultBits = (
  cfsr: number,
  hfsr: number,
): readonly { readonly name: string; readonly meaning: string }[] => [
  ...faultWords
    .filter((word) => ((word.register === 'CFSR' ? cfsr : hfsr) & word.mask) !== 0)
    .map(({ name, register, cause }) => ({ name: `${register}.${name}`, meaning: cause })),
  ...((hfsr & forced) !== 0
    ? [{ name: 'HFSR.FORCED', meaning: 'the fault had no handler of its own that could be entered' }]
    : []),
];
const forced = 1 << 30;
