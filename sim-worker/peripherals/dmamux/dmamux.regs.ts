/** DMAMUX1 register map. Source: RM0436, chapter DMAMUX. */
import { bit, bits, flags, reg, registerMap, unmodelled } from '../../contract/registers';

/** Channels 0 to 7 feed the streams of DMA1, 8 to 15 those of DMA2. */
export const channels = 16;
const generators = 8;

const channel = (n: number) =>
  reg(4 * n, `Channel ${n}: which request goes to ${n < 8 ? `stream ${n} of DMA1` : `stream ${n - 8} of DMA2`}`, {
    DMAREQ_ID: bits(0, 7, 'rw', 'Number of the request; 0: none'),
    SOIE: unmodelled(bit(8, 'rw', 'Interrupt at a synchronisation overrun')),
    EGE: unmodelled(bit(9, 'rw', 'Event after NBREQ + 1 requests')),
    SE: unmodelled(bit(16, 'rw', 'Requests wait for a synchronisation input')),
    SPOL: unmodelled(bits(17, 2, 'rw', 'Edge of that input')),
    NBREQ: unmodelled(bits(19, 5, 'rw', 'Requests let through at a time, less one')),
    SYNC_ID: unmodelled(bits(24, 5, 'rw', 'Which synchronisation input')),
  });
const generator = (n: number) =>
  reg(0x100 + 4 * n, `Request generator ${n}`, {
    SIG_ID: unmodelled(bits(0, 5, 'rw', 'What triggers it')),
    OIE: unmodelled(bit(8, 'rw', 'Interrupt at an overrun')),
    GE: unmodelled(bit(16, 'rw', 'Enabled')),
    GPOL: unmodelled(bits(17, 2, 'rw', 'Edge of the trigger')),
    GNBREQ: unmodelled(bits(19, 5, 'rw', 'Requests a trigger makes, less one')),
  });
const row = <T>(count: number, name: (n: number) => string, build: (n: number) => T): Readonly<Record<string, T>> =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [name(n), build(n)]));

export const dmamuxMap = registerMap({
  name: 'DMAMUX1',
  size: 0x400,
  manual: 'RM0436, chapter DMAMUX',
  fidelity: 'simplified',
  leavesOut: 'No synchronisation inputs and no request generators: requests of peripherals go straight through.',
  registers: {
    ...row(channels, (n) => `C${n}CR`, channel),
    CSR: reg(0x80, 'Channel status', { SOF: flags(0, 16, 'ro', 'SOF{n}', 'Synchronisation overrun of channel n', 0) }),
    CFR: reg(0x84, 'Clears flags of CSR', {
      CSOF: flags(0, 16, 'w1-trigger', 'CSOF{n}', 'Clears SOF of channel n', 0),
    }),
    ...row(generators, (n) => `RG${n}CR`, generator),
    RGSR: reg(0x140, 'Generator status', { OF: flags(0, 8, 'ro', 'OF{n}', 'Overrun of generator n', 0) }),
    RGCFR: reg(0x144, 'Clears flags of RGSR', {
      COF: flags(0, 8, 'w1-trigger', 'COF{n}', 'Clears OF of generator n', 0),
    }),
  },
});
