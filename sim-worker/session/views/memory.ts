/** A window on memory, as the debugger sees it: reading it has no side effects. */
import type { Builder } from './context';

const largest = 4096;

export const memory: Builder<'memory'> = ({ target }, { address, length }) => {
  const { bus, core } = target.machine;
  const ppb = core.ppb.holds(address);
  const region = ppb ? 'private peripherals of the M4' : bus.regionAt(address)?.name;
  const count = Math.min(Math.max(length, 0), largest);
  return {
    address: address >>> 0,
    bytes: ppb ? Array.from({ length: count }, (_, i) => core.ppb.peek(address + i, 1)) : bus.peekBytes(address, count),
    region: region ?? 'nothing is mapped here',
    symbol: target.functionAt(address),
  };
};
