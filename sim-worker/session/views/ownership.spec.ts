/** Who owns what, as the page reads it: on a running echo, and after somebody has helped himself. */
import { describe, expect, it } from 'vitest';
import { ns } from '../../contract/units';
import { bootedEcho } from '../../testing/echo-bench';
import { sessionBench } from '../../testing/session-bench';
import type { Target } from '../target';
import { exti, gates, pins } from './gates';
import { accesses, ownership } from './ownership';

const i2c4 = 0x5c00_2000;
const rcc = {
  m4Apb1: 0x5000_0a80,
  m4Ahb4: 0x5000_0aa8,
  resetAhb4: 0x5000_09a8,
  releaseAhb4: 0x5000_09ac,
} as const;
const usart2 = { id: 30, cr1: 0x4000_e000 } as const;
const gpioF = 0x5000_7000;
const gpioG = 0x5000_8000;
const semaphore5 = { take: 0x4c00_0094, write: 0x4c00_0014 } as const;

type Context = Parameters<typeof ownership>[0];
const context = (target: Target): Context => ({ target }) as Context;

function echo(): Target {
  const target = bootedEcho('', 'tty-echo', { etzpcAnswer: 'zero' });
  target.machine.run(ns(60e6));
  return target;
}
/** What the M4 would do at an address of its own main function. */
function asM4(target: Target, act: (machine: Target['machine']) => void): void {
  const { machine } = target;
  machine.log.context.pc = target.symbols.addressOf('main');
  act(machine);
}

describe('a refused access', () => {
  it('carries the register, the value, the code and the answer', () => {
    const target = echo();
    asM4(target, ({ bus }) => bus.write(i2c4, 1, 4, 'm4'));
    expect(ownership(context(target), {}).refused).toMatchObject([
      { by: 2, block: 'I2C4', id: 5, register: 'CR1', value: 1, function: 'main', answer: 'write ignored', count: 1 },
    ]);
  });

  it('stands among the accesses of its id, and the rest among the newest of all', () => {
    const target = echo();
    asM4(target, ({ bus }) => {
      bus.write(i2c4, 1, 4, 'm4');
      bus.read(0x4c00_1000, 4, 'm4');
    });
    const view = accesses(context(target), { id: 5 });
    expect(view.about.map(({ block, fate }) => `${block} ${fate}`)).toEqual(['I2C4 refused']);
    expect(view.newest[0]).toMatchObject({ block: 'IPCC', register: 'C1CR', fate: 'accepted' });
    expect(view.counts.refused).toBe(1);
    expect(accesses(context(target), { id: undefined }).about).toEqual([]);
  });
});

describe('the running echo', () => {
  const target = echo();
  it('uses the memories that its file fills and in which its rings lie', () => {
    const { users } = ownership(context(target), {});
    expect(users[80]! & 2).toBe(2);
    expect(users[82]).toBe(3);
  });
  it('finds the clocks as the boot stages and Linux have left them', () => {
    const uart4 = gates(context(target), {}).find(({ bit }) => bit === 'UART4EN');
    expect(uart4).toMatchObject({ bus: 'APB1', position: 16, id: 32, blocks: ['UART4'], linux: true, m4: false });
  });
  it('has the watchdog’s line unmasked for Linux, with a rising edge', () => {
    const lines = exti(context(target), {});
    expect(lines[68]).toMatchObject({
      source: 'WWDG1 reset',
      linux: true,
      m4: false,
      rising: true,
      linuxSet: { by: 1 },
    });
    expect(lines[14]).toMatchObject({ source: 'PA14', configurable: true });
    expect(lines[20]?.source).toBe('');
  });
  it('gives the console’s pins to the driver of UART4', () => {
    const bank = pins(context(target), {}).find((one) => one.bank === 'GPIOG');
    expect(bank?.pins[11]).toMatchObject({
      pin: 'PG11',
      mode: 'alternate',
      alternate: 6,
      driver: 'stm32-usart',
      peripheral: 'UART4',
      linuxSet: { by: 1 },
      m4Set: undefined,
    });
    expect(pins(context(target), {}).at(-1)?.pins).toHaveLength(8);
  });
});

it('names who opened a clock, set a pin and holds a semaphore, with the function', () => {
  const target = echo();
  asM4(target, ({ bus }) => {
    bus.read(usart2.cr1, 4, 'm4');
    bus.write(rcc.m4Apb1, 1 << 14, 4, 'm4');
    bus.write(gpioG, 0, 4, 'm4');
    bus.read(semaphore5.take, 4, 'm4');
    bus.read(semaphore5.take, 4, 'a7');
  });
  const by = { by: 2, function: 'main' };
  const usart = gates(context(target), {}).find(({ bit }) => bit === 'USART2EN');
  expect(usart).toMatchObject({ m4: true, m4Set: by, unclocked: { block: 'USART2', register: 'CR1', ...by } });
  expect(ownership(context(target), {}).gates[usart2.id]).toBe(2);
  expect(pins(context(target), {})[6]?.pins[11]).toMatchObject({ mode: 'input', m4Set: by });
  expect(ownership(context(target), {}).semaphores[5]).toMatchObject({
    owner: 2,
    taken: [{ ...by, count: 1 }],
    refused: [{ by: 1, count: 1, pc: undefined }],
  });
});

it('forgets who set a pin when RCC resets its bank, and of no other bank', () => {
  const target = echo();
  const setBy = (bank: number) => pins(context(target), {})[bank]?.pins[11]?.m4Set;
  asM4(target, ({ bus }) => {
    bus.write(rcc.m4Ahb4, 3 << 5, 4, 'm4');
    for (const base of [gpioF, gpioG]) bus.write(base, 0, 4, 'm4');
  });
  expect([setBy(5), setBy(6)]).toMatchObject([{ by: 2 }, { by: 2 }]);
  asM4(target, ({ bus }) => {
    bus.write(rcc.resetAhb4, 1 << 6, 4, 'm4');
    bus.write(rcc.releaseAhb4, 1 << 6, 4, 'm4');
  });
  expect([setBy(5), setBy(6)]).toMatchObject([{ by: 2 }, undefined]);
  expect(pins(context(target), {})[6]?.pins[11]).toMatchObject({ mode: 'analog', linuxSet: undefined });
});

it('keeps the chosen answer over a restart', async () => {
  const { call } = sessionBench();
  const { firmware } = echo();
  await call('open', {
    name: 'tty-echo.elf',
    bytes: firmware!.bytes,
    board: 'dk2',
    boot: 'linux',
    etzpcAnswer: 'zero',
  });
  await call('setDecprot', { id: 82, value: 0 });
  await call('restart', {});
  await call('step', {
    kind: 'stop',
    stop: { on: { kind: 'event', name: 'etzpc.refused' }, where: [], count: 1, once: false },
    title: 'refused',
  });
  const { lines } = await call('eventText', { from: 0, limit: 5_000 });
  expect(lines.find((line) => line.includes('etzpc.refused'))).toMatch(/write ignored|read as zero/);
});
