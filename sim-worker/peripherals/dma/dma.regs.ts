/** DMA register map: two controllers with eight streams each. Source: RM0436, chapter DMA. */
import { bit, bits, type Field, type Register, reg, registerMap, unmodelled } from '../../contract/registers';

/** Where the flags of a stream begin within its status register. */
export const flagsAt = (stream: number): number => [0, 6, 16, 22][stream & 3] ?? 0;
const meanings = [
  ['FEIF', 0, 'FIFO error'],
  ['DMEIF', 2, 'Direct mode error'],
  ['TEIF', 3, 'Transfer error'],
  ['HTIF', 4, 'Half of the transfer is done'],
  ['TCIF', 5, 'The transfer is done'],
] as const;
const row = (first: number, access: 'ro' | 'w1-trigger', prefix: string): Readonly<Record<string, Field>> =>
  Object.fromEntries(
    [0, 1, 2, 3].flatMap((n) =>
      meanings.map(([name, at, doc]) => [
        `${prefix}${name}${first + n}`,
        bit(flagsAt(n) + at, access, `${prefix === '' ? '' : 'Clears: '}${doc}, stream ${first + n}`),
      ]),
    ),
  );
const sizes = { 0: 'byte', 1: 'half-word', 2: 'word' };
const bursts = { 0: 'single', 1: '4 beats', 2: '8 beats', 3: '16 beats' };

const stream = (n: number) =>
  ({
    [`S${n}CR`]: reg(0x10 + 0x18 * n, `Stream ${n}: configuration`, {
      EN: bit(0, 'rw', 'Enabled; falls when the transfer is done'),
      DMEIE: unmodelled(bit(1, 'rw', 'Interrupt at a direct mode error')),
      TEIE: bit(2, 'rw', 'Interrupt at a transfer error'),
      HTIE: bit(3, 'rw', 'Interrupt when half is done'),
      TCIE: bit(4, 'rw', 'Interrupt when all is done'),
      PFCTRL: unmodelled(bit(5, 'rw', 'The peripheral says when it is done')),
      DIR: bits(6, 2, 'rw', 'Direction', {
        0: 'peripheral to memory',
        1: 'memory to peripheral',
        2: 'memory to memory',
      }),
      CIRC: bit(8, 'rw', 'Begins anew when it is done'),
      PINC: bit(9, 'rw', 'The peripheral address grows'),
      MINC: bit(10, 'rw', 'The memory address grows'),
      PSIZE: bits(11, 2, 'rw', 'Size at the peripheral', sizes),
      MSIZE: bits(13, 2, 'rw', 'Size at the memory', sizes),
      PINCOS: bit(15, 'rw', 'The peripheral address grows by 4'),
      PL: unmodelled(bits(16, 2, 'rw', 'Priority')),
      DBM: bit(18, 'rw', 'Two buffers in turn'),
      CT: bit(19, 'rw', 'Memory 1 is in use'),
      TRBUFF: unmodelled(bit(20, 'rw', 'Writes to the peripheral may be buffered')),
      PBURST: unmodelled(bits(21, 2, 'rw', 'Burst at the peripheral', bursts)),
      MBURST: unmodelled(bits(23, 2, 'rw', 'Burst at the memory', bursts)),
    }),
    [`S${n}NDTR`]: reg(0x14 + 0x18 * n, `Stream ${n}: what is left`, {
      NDT: bits(0, 16, 'rw', 'Items of the size at the peripheral'),
    }),
    [`S${n}PAR`]: reg(0x18 + 0x18 * n, `Stream ${n}: peripheral address`, {
      PAR: bits(0, 32, 'rw', 'Address; the source, from memory to memory'),
    }),
    [`S${n}M0AR`]: reg(0x1c + 0x18 * n, `Stream ${n}: memory 0`, { M0A: bits(0, 32, 'rw', 'Address') }),
    [`S${n}M1AR`]: reg(0x20 + 0x18 * n, `Stream ${n}: memory 1`, { M1A: bits(0, 32, 'rw', 'Address') }),
    [`S${n}FCR`]: reg(
      0x24 + 0x18 * n,
      `Stream ${n}: FIFO`,
      {
        FTH: unmodelled(bits(0, 2, 'rw', 'Threshold', { 0: '¼', 1: '½', 2: '¾', 3: 'full' })),
        DMDIS: unmodelled(bit(2, 'rw', 'FIFO in use')),
        FS: bits(3, 3, 'ro', 'Filling', { 4: 'empty' }),
        FEIE: unmodelled(bit(7, 'rw', 'Interrupt at a FIFO error')),
      },
      { reset: 0x21 },
    ),
  }) as const;

export const streams = 8;

export const dmaMap = registerMap({
  name: 'DMA',
  size: 0x400,
  manual: 'RM0436, chapter DMA',
  fidelity: 'simplified',
  leavesOut:
    'The FIFO is always empty between two items: thresholds and bursts change nothing, and there are no FIFO errors. Priorities change nothing. The peripheral never controls the flow.',
  registers: {
    LISR: reg(0x00, 'Status, streams 0 to 3', row(0, 'ro', '')),
    HISR: reg(0x04, 'Status, streams 4 to 7', row(4, 'ro', '')),
    LIFCR: reg(0x08, 'Clears flags, streams 0 to 3', row(0, 'w1-trigger', 'C')),
    HIFCR: reg(0x0c, 'Clears flags, streams 4 to 7', row(4, 'w1-trigger', 'C')),
    ...Object.assign({}, ...Array.from({ length: streams }, (_, n) => stream(n))),
  } as Readonly<Record<string, Register>>,
});
