/** GPIO register map of one bank. Source: RM0436, chapter GPIO. */
import { bit, bits, type Field, flags, reg, registerMap } from '../../contract/registers';

const pairs = (name: string, doc: string, values: Readonly<Record<number, string>>): Readonly<Record<string, Field>> =>
  Object.fromEntries(
    Array.from({ length: 16 }, (_, n) => [`${name}${n}`, bits(2 * n, 2, 'rw', `${doc} of pin ${n}`, values)]),
  );
const alternates = (first: number): Readonly<Record<string, Field>> =>
  Object.fromEntries(
    Array.from({ length: 8 }, (_, n) => [
      `AFR${first + n}`,
      bits(4 * n, 4, 'rw', `Alternate function of pin ${first + n}`),
    ]),
  );

export const gpioMap = registerMap({
  name: 'GPIO',
  size: 0x400,
  manual: 'RM0436, chapter GPIO',
  fidelity: 'simplified',
  leavesOut: 'Alternate functions carry no signal; electrical settings change nothing.',
  registers: {
    MODER: reg(0x00, 'Mode', pairs('MODER', 'Mode', { 0: 'input', 1: 'output', 2: 'alternate', 3: 'analog' }), {
      reset: 0xffff_ffff,
    }),
    OTYPER: reg(0x04, 'Output type', { OT: flags(0, 16, 'rw', 'OT{n}', '1 = open drain', 0) }),
    OSPEEDR: reg(0x08, 'Output speed', pairs('OSPEEDR', 'Speed', { 0: 'low', 1: 'medium', 2: 'high', 3: 'very high' })),
    PUPDR: reg(0x0c, 'Pull resistors', pairs('PUPDR', 'Pull', { 0: 'none', 1: 'up', 2: 'down' })),
    IDR: reg(0x10, 'Input levels', { IDR: flags(0, 16, 'ro', 'IDR{n}', 'Level of pin n', 0) }),
    ODR: reg(0x14, 'Output latches', { ODR: flags(0, 16, 'rw', 'ODR{n}', 'Output latch of pin n', 0) }),
    BSRR: reg(0x18, 'Set and reset', {
      BS: flags(0, 16, 'w1-trigger', 'BS{n}', 'Sets the latch of pin n', 0),
      BR: flags(16, 16, 'w1-trigger', 'BR{n}', 'Resets the latch of pin n', 0),
    }),
    LCKR: reg(0x1c, 'Lock', {
      LCK: flags(0, 16, 'rw', 'LCK{n}', 'Configuration of pin n locked', 0),
      LCKK: bit(16, 'rw', 'Lock key; 1 = locked'),
    }),
    AFRL: reg(0x20, 'Alternate functions, low pins', alternates(0)),
    AFRH: reg(0x24, 'Alternate functions, high pins', alternates(8)),
    BRR: reg(0x28, 'Reset', { BR: flags(0, 16, 'w1-trigger', 'BR{n}', 'Resets the latch of pin n', 0) }),
    SECCFGR: reg(0x30, 'Secure configuration (GPIOZ only)', {
      SEC: flags(0, 8, 'ro', 'SEC{n}', 'Pin n belongs to the secure world', 0),
    }),
  },
});
