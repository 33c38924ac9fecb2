/** A bus with RAM only, for tests of what watches or decodes memory. */
import { Bus } from '../bus/bus';
import type { RamRegion } from '../bus/regions';
import type { Initiator } from '../contract/units';
import { Clock } from '../kernel/clock';
import { EventLog } from '../kernel/event-log';
import { GuestMemory } from '../kernel/guest-memory';

const kib = 1024;

/** SRAM1-4 with their alias; everything is allowed, and holes throw. */
export function ramBench() {
  const clock = new Clock();
  const log = new EventLog(clock, 4096);
  const size = 384 * kib;
  const sram: RamRegion = { kind: 'ram', name: 'SRAM', base: 0x1000_0000, size, ramOffset: 0 };
  const alias: RamRegion = { kind: 'ram', name: 'SRAM alias', base: 0x3000_0000, size, ramOffset: 0, alias: true };
  const holes: { address: number; write: boolean; by: Initiator }[] = [];
  const bus = new Bus(new GuestMemory(size), [sram, alias], {
    check: () => 'ok',
    unmodelled: () => undefined,
    unmapped: (address, write, by) => {
      holes.push({ address, write, by });
    },
  });
  return { bus, clock, log, holes, sram };
}
