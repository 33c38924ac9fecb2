/** A window on memory, as the debugger sees it: reading it has no side effects. */
import type { Builder } from './context';

const largest = 4096;

export const memory: Builder<'memory'> = ({ target }, { address, length }) => {
  const { bus } = target.machine;
  const region = bus.regionAt(address);
  return {
    address: address >>> 0,
    bytes: bus.peekBytes(address, Math.min(Math.max(length, 0), largest)),
    region: region?.name ?? 'nothing is mapped here',
    symbol: target.functionAt(address),
  };
};
