/** Small views: LEDs, what Linux runs and how long it takes, one block's registers. */
import type { WatchdogView } from '../../contract/chip';
import type { Builder, ViewContext } from './context';

/** Of EXTI line 68 in C1IMR3. */
const watchdogBit = 68 - 64;

export const gpio: Builder<'gpio'> = ({ target: { machine } }) => ({
  leds: machine.board.leds.map(({ name, pin, activeLow }) => ({ name, pin, on: machine.pin(pin) !== activeLow })),
});

export const linux: Builder<'linux'> = ({ target: { machine } }) => machine.linux.view();

export const latencies: Builder<'latencies'> = ({ target: { machine } }) => machine.linux.latencies.view();

export const linuxIpc: Builder<'linuxIpc'> = ({ target: { machine } }) => machine.linux.ipcView();

export const peripheral: Builder<'peripheral'> = ({ target: { machine } }, { block }) => {
  const own = machine.core.ppb.blocks.find(({ registers }) => registers.map.name === block);
  if (own !== undefined) return { block, base: own.base, words: own.registers.values(), watchdog: undefined };
  const window = machine.bus.regions.find((region) => region.name === block);
  return {
    block,
    base: window?.base ?? 0,
    words: machine.blocks.byName[block]?.registers.values() ?? {},
    watchdog: block === 'WWDG1' ? watchdog(machine) : undefined,
  };
};

function watchdog({ blocks: { wwdg, exti } }: ViewContext['target']['machine']): WatchdogView {
  return {
    ...wwdg.countdown,
    earlyWakeup: wwdg.registers.get('CFR', 'EWI') === 1,
    linuxIsTold: ((exti.registers.word('C1IMR3') >>> watchdogBit) & 1) === 1,
  };
}
