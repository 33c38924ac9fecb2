/** Small views: LEDs, what Linux runs and how long it takes, one block's registers. */
import type { Builder } from './context';

export const gpio: Builder<'gpio'> = ({ target: { machine } }) => ({
  leds: machine.board.leds.map(({ name, pin, activeLow }) => ({ name, pin, on: machine.pin(pin) !== activeLow })),
});

export const linux: Builder<'linux'> = ({ target: { machine } }) => machine.linux.view();

export const latencies: Builder<'latencies'> = ({ target: { machine } }) => machine.linux.latencies.view();

export const peripheral: Builder<'peripheral'> = ({ target: { machine } }, { block }) => {
  const own = machine.core.ppb.blocks.find(({ registers }) => registers.map.name === block);
  if (own !== undefined) return { block, base: own.base, words: own.registers.values() };
  const window = machine.bus.regions.find((region) => region.name === block);
  return { block, base: window?.base ?? 0, words: machine.blocks.byName[block]?.registers.values() ?? {} };
};
