/** Memory that remoteproc may use for the M4, and the translation of device addresses. Source: linux-side reference 0.1, 1.10, 2.1, 2.2. */
import type { KernelTree } from '../../contract/protocol';
import type { Say } from '../kernel/kernel-log';

/** In whose name a line is printed: the remote processor's, or its driver's. */
export type Voices = { readonly say: Say; readonly driver: Say };

export type Carveout = {
  readonly name: string;
  /** Where the M4 sees it; `anyAddress` until it is allocated. */
  da: number;
  /** Where the A7 sees it. */
  pa: number;
  readonly length: number;
  /** Has a kernel mapping; the buffer pool has none and so never answers to a device address. */
  readonly mapped: boolean;
  /** Comes from the device tree; others are allocated from DDR when the firmware starts. */
  readonly reserved: boolean;
  /** Offset of the entry of the resource table that asked for it. */
  entry: number | undefined;
};

/** FW_RSC_ADDR_ANY: Linux chooses. */
export const anyAddress = 0xffff_ffff;

const region = (name: string, da: number, pa: number, length: number, mapped = true): Carveout => ({
  name,
  da,
  pa,
  length,
  mapped,
  reserved: true,
  entry: undefined,
});

/**
 * `memory-region` of the m4_rproc node, in its order, which is the order of look-up. Source: stm32mp15xx-dkx.dtsi. ST's
 * tree has one region more, in which signed firmware keeps its table; mainline has nothing there.
 */
export const deviceTreeCarveouts = (tree: KernelTree): Carveout[] => [
  region('retram', 0x0000_0000, 0x3800_0000, 0x1_0000),
  region('mcuram', 0x3000_0000, 0x3000_0000, 0x4_0000),
  region('mcuram2', 0x1000_0000, 0x1000_0000, 0x4_0000),
  region('vdev0vring0', 0x1004_0000, 0x1004_0000, 0x1000),
  region('vdev0vring1', 0x1004_1000, 0x1004_1000, 0x1000),
  region('vdev0buffer', 0x1004_2000, 0x1004_2000, 0x4000, false),
  ...(tree === 'st' ? [region('mcu-rsc-table', 0x1004_8000, 0x1004_8000, 0x8000)] : []),
];

/** `dma-ranges` of the parent bus: all that the M4 and the A7 both see (linux-side reference 2.1). */
export const dmaRanges: readonly Carveout[] = [
  region('retram', 0x0000_0000, 0x3800_0000, 0x1_0000),
  region('mcusram', 0x1000_0000, 0x1000_0000, 0x6_0000),
  region('mcusram alias', 0x3000_0000, 0x3000_0000, 0x6_0000),
];

/** Where carveouts without a region are allocated: the upper half of the modelled DDR. */
const dmaPool = { base: 0xc020_0000, length: 0x20_0000 } as const;

/**
 * The physical address of a device address: the first mapped carveout that holds all of it. The kernel adds in 32
 * bits, so that a huge length can wrap around and be accepted; here it is refused.
 */
export function daToPa(carveouts: readonly Carveout[], da: number, length: number): number | undefined {
  for (const carveout of carveouts) {
    if (!carveout.mapped) continue;
    const offset = da - carveout.da;
    if (offset >= 0 && offset + length <= carveout.length) return carveout.pa + offset;
  }
  return undefined;
}

export const findCarveout = (carveouts: readonly Carveout[], name: string): Carveout | undefined =>
  carveouts.find((carveout) => carveout.name === name);

/** Does what the firmware asks for fit the region of that name? Prints why not. */
export function fitsCarveout(carveout: Carveout, da: number, length: number, say: Say): boolean {
  if (length > carveout.length) {
    say("Registered carveout doesn't fit len request");
    return false;
  }
  if (da === anyAddress) return true;
  const delta = da - carveout.da;
  if (delta < 0) {
    say("Registered carveout doesn't fit da request");
    return false;
  }
  if (delta + length > carveout.length) {
    say("Registered carveout doesn't fit len request");
    return false;
  }
  return true;
}

/** Gives a place in DDR to each carveout that has none. False when one does not fit; prints why. */
export function allocateCarveouts(carveouts: readonly Carveout[], { say, driver }: Voices): boolean {
  let next = dmaPool.base;
  for (const carveout of carveouts) {
    if (carveout.reserved) continue;
    if (next + carveout.length > dmaPool.base + dmaPool.length) {
      driver(`failed to allocate dma memory: len 0x${carveout.length.toString(16)}`);
      say(`Unable to allocate carveout ${carveout.name}: -12`);
      return false;
    }
    carveout.pa = next;
    next += Math.ceil(carveout.length / 4096) * 4096;
    if (carveout.da === anyAddress) carveout.da = carveout.pa;
    else if (carveout.da !== carveout.pa) driver("Allocated carveout doesn't fit device address request");
  }
  return true;
}
