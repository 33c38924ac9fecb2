/** Where the faults on purpose reach into the chip. */
import { Injector } from '../injections/injector';
import type { InjectorPorts } from '../injections/ports';
import { etzpcIds } from '../peripherals/etzpc/ids';
import type { Machine } from './machine';

/** HSEM_R0; the others follow word by word. */
const semaphores = 0x4c00_0000;
const lockBit = 0x8000_0000;
/** Process number in the name of which a semaphore is held: no code of this chip's software uses it. */
const process = 0xff;
/** No slave answers there. */
const hole = 0xa000_0000;

export function buildInjector(machine: Omit<Machine, 'injector'>): Injector {
  const { log, clock, schedule, bus, blocks, core, linux } = machine;
  const lock = (owner: number): number => (owner << 8) | process;
  const ports: InjectorPorts = {
    log,
    clock,
    schedule,
    memory: {
      peek: (address, size) => bus.peek(address, size),
      write: (address, value, size) => bus.write(address, value, size, 'injection'),
    },
    mailbox: blocks.ipcc,
    semaphores: {
      owner: (index) => blocks.hsem.owners()[index]?.owner ?? 0,
      take: (index, owner) => bus.write(semaphores + 4 * index, (lockBit | lock(owner)) >>> 0, 4, 'injection'),
      release: (index, owner) => bus.write(semaphores + 4 * index, lock(owner), 4, 'injection'),
    },
    firewall: {
      idOf: (name) =>
        etzpcIds.find((entry) => entry.name !== '' && entry.name.toLowerCase() === name.toLowerCase())?.id,
      isLocked: (id) => blocks.etzpc.isLocked(id),
      valueOf: (id) => blocks.etzpc.decprotOf(id),
      set: (id, value) => blocks.etzpc.setValue(id, value as 0 | 1 | 2 | 3),
    },
    m4: {
      isUp: () => core.state === 'running' || core.state === 'sleeping',
      freeze: (on) => core.freeze(on),
      fault: () => core.failStore(hole),
      watchdog: () => blocks.wwdg.fire('as if it had not been refreshed'),
    },
    linux: {
      standStill: (on) => linux.standStill(on),
      slowDown: (factor) => linux.latencies.slowDown(factor),
    },
  };
  return new Injector(ports);
}
