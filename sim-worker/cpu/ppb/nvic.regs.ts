/** NVIC register map, from 0xE000E100. Source: ARMv7-M ARM B3.4; STM32MP15x has 150 inputs and 4 priority bits. */
import { bits, flags, type Register, reg, registerMap } from '../../contract/registers';

/** Inputs of the NVIC on this chip. */
export const irqCount = 150;
/** Exception numbers 0..15 are the core's own. */
export const firstIrq = 16;
/** Words of one bit per input; the architecture reserves eight, the last ones read as zero here. */
export const irqWords = 5;
const reservedWords = 8;

type Rows = Readonly<Record<string, Register>>;

const implemented = (word: number): number => Math.max(0, Math.min(32, irqCount - word * 32));

const bitRows = (name: string, base: number, access: 'w1s' | 'w1c' | 'ro', doc: string): Rows =>
  Object.fromEntries(
    Array.from({ length: reservedWords }, (_, word) => {
      const width = implemented(word);
      const fields =
        width === 0
          ? { RAZ: bits(0, 32, 'ro', 'No input is connected here') }
          : { IRQ: flags(0, width, access, 'IRQ{n}', doc, word * 32) };
      return [`${name}${word}`, reg(base + 4 * word, `${doc}, inputs ${word * 32} to ${word * 32 + 31}`, fields)];
    }),
  );

const priorityRow = (word: number): Register => {
  const fields = [0, 1, 2, 3].flatMap((byte) =>
    word * 4 + byte < irqCount
      ? [
          [
            `PRI_${word * 4 + byte}`,
            bits(byte * 8 + 4, 4, 'rw', 'Priority of the input, 0 is the most urgent'),
          ] as const,
        ]
      : [],
  );
  return reg(0x300 + 4 * word, `Priorities of inputs ${word * 4} to ${word * 4 + 3}`, Object.fromEntries(fields));
};

const priorityRows: Rows = Object.fromEntries(
  Array.from({ length: 60 }, (_, word) => [`IPR${word}`, priorityRow(word)]),
);

const registers: Rows = {
  ...bitRows('ISER', 0x000, 'w1s', 'Set-enable: the input may interrupt'),
  ...bitRows('ICER', 0x080, 'w1c', 'Clear-enable'),
  ...bitRows('ISPR', 0x100, 'w1s', 'Set-pending: the input waits for its handler'),
  ...bitRows('ICPR', 0x180, 'w1c', 'Clear-pending'),
  ...bitRows('IABR', 0x200, 'ro', 'Active: the handler was entered and has not returned'),
  ...priorityRows,
  STIR: reg(0xe00, 'Software trigger', {
    INTID: bits(0, 9, 'w1-trigger', 'Makes this input pending'),
  }),
};

export const nvicMap = registerMap({
  name: 'NVIC',
  size: 0xe04,
  manual: 'ARMv7-M ARM, B3.4',
  fidelity: 'modelled',
  registers,
});
