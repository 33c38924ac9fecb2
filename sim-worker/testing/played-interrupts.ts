/** Lets the M4 of a `LinuxBench` take mailbox interrupts: small handlers in its memory, and the switches a firmware would set. */
import { hex } from '../contract/units';
import type { LinuxBench } from './linux-bench';

const rxException = 16 + 103;
const handlerAt = 0x1000_0100;
const rcc = 0x5000_0aa0;
export const ipcc2 = { control: 0x4c00_1010, mask: 0x4c00_1014, setClear: 0x4c00_1018 } as const;

/** `ldr r0, =address; ldr r1, =value; str r1, [r0]` for each, then `bx lr`. */
export function storesAndReturns(...stores: readonly (readonly [address: number, value: number])[]): Uint8Array {
  const code = 3 * stores.length + 1;
  const literals = (code + 1) & ~1;
  const halves = stores.flatMap((_, i) => {
    const load = (register: number, literal: number, at: number): number =>
      0x4800 | (register << 8) | ((literals * 2 + literal * 4 - ((at * 2 + 4) & ~3)) >> 2);
    return [load(0, 2 * i, 3 * i), load(1, 2 * i + 1, 3 * i + 1), 0x6001];
  });
  halves.push(0x4770);
  if (halves.length < literals) halves.push(0xbf00);
  const words = stores.flat().flatMap((word) => [word & 0xffff, word >>> 16]);
  return new Uint8Array(Uint16Array.from([...halves, ...words]).buffer);
}

/** `b .`: a handler that does not come back. */
export const staysForEver = new Uint8Array(Uint16Array.of(0xe7fe).buffer);

export type Listening = {
  readonly handler: Uint8Array;
  readonly rxoie?: boolean;
  /** What C2MR shall be; channels 1 and 2 open when not given. */
  readonly mask?: number;
  readonly nvic?: boolean;
  /** All vectors point to the handler. */
  readonly shared?: boolean;
};

/** Sets the mailbox up as MX_IPCC_Init() and MAILBOX_Init() do, with one thing or another left out. */
export function listen(bench: LinuxBench, how: Listening): LinuxBench {
  const { handler, rxoie = true, mask = 0x003f_003c, nvic = true, shared = false } = how;
  bench.write(rcc, 1 << 12, 4);
  bench.writeBytes(handlerAt, handler);
  const first = shared ? 16 : rxException;
  for (let exception = first; exception <= rxException; exception++) bench.write(4 * exception, handlerAt | 1, 4);
  if (nvic) setCoreRegister(bench, 'NVIC', 'ISER3', 1 << (103 % 32));
  bench.write(ipcc2.mask, mask, 4);
  bench.write(ipcc2.setClear, 0x3f, 4);
  bench.write(ipcc2.control, rxoie ? 1 : 0x0001_0000, 4);
  return bench;
}

/** A write of the M4 to a register of its own. */
export function setCoreRegister({ machine }: LinuxBench, block: string, register: string, value: number): void {
  const own = machine.core.ppb.blocks.find(({ registers }) => registers.map.name === block);
  const place = own?.registers.map.registers[register];
  if (own === undefined || place === undefined) throw new Error(`${block} has no ${register} (${hex(value)})`);
  own.registers.write(place.offset, value, 4, 'm4');
}
