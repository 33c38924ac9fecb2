/** Peripherals, clocks and semaphores that both sides share, with one thing wrong, and with nearly nothing wrong. */
import { expect, it } from 'vitest';
import type { Decprot } from '../../contract/protocol';
import { sceneOf } from '../../session/scene';
import { LinuxBench } from '../../testing/linux-bench';
import { setCoreRegister } from '../../testing/played-interrupts';
import { type RuleCase, testRules, untested } from '../../testing/rule-cases';
import { named, running } from '../../testing/small-programs';
import type { Scene } from '../scene';
import { clockRules } from './clocks';
import { ownershipRules } from './ownership';

const rcc = 0x5000_0000;
const apb1 = { m4: rcc + 0xa80, linux: rcc + 0xa00, linuxOff: rcc + 0xa04, tim2: 1, usart2: 1 << 14, usart3: 1 << 15 };
const base = { tim2: 0x4000_0000, usart2: 0x4000_e000, usart3: 0x4000_f000 } as const;
const id = { usart2: 30, usart3: 31 } as const;
const semaphore = { lock: 0x4c00_0000, take: 0x4c00_0080, gate: rcc + 0xaa0, gateBit: 1 << 11 } as const;
const byLinux = { taken: '0x80000100', given: '0x00000100' } as const;

/** A firmware that runs, after what `act` does. */
function after(act: (bench: LinuxBench) => void): Scene {
  const bench = new LinuxBench().withTty().run(5);
  act(bench);
  bench.run(20);
  return sceneOf(bench.target);
}

const assign = (bench: LinuxBench, peripheral: number, value: Decprot): void =>
  bench.machine.blocks.etzpc.setValue(peripheral, value);

/** The M4 opens its gate and writes to a serial line. */
function usesUsart(bench: LinuxBench, which: 'usart2' | 'usart3'): void {
  bench.write(apb1.m4, apb1[which], 4);
  bench.write(base[which], 1, 4);
}

function linuxKeepsSemaphore(bench: LinuxBench, gives: boolean): void {
  bench.shell(`devmem ${semaphore.lock} 32 ${byLinux.taken}`, 5);
  bench.machine.bus.read(semaphore.take, 4, 'm4');
  if (gives) bench.shell(`devmem ${semaphore.lock} 32 ${byLinux.given}`, 5);
}

/** The M4 takes a semaphore, and does not come to give it back; then Linux asks. */
function m4KeepsSemaphore(bench: LinuxBench, gives: boolean): void {
  bench.machine.bus.read(semaphore.take, 4, 'm4');
  if (gives) bench.write(semaphore.lock, 0x200, 4);
  else setCoreRegister(bench, 'SCB', 'AIRCR', 0x05fa_0004);
  bench.shell(`devmem ${semaphore.take} 32`, 5);
}

function linuxClosesGate(bench: LinuxBench, hasOwn: boolean): void {
  bench.shell(`devmem ${apb1.linux} 32 ${apb1.tim2}`, 5);
  if (hasOwn) bench.write(apb1.m4, apb1.tim2, 4);
  bench.write(base.tim2, 1, 4);
  bench.shell(`devmem ${apb1.linuxOff} 32 ${apb1.tim2}`, 5);
  bench.write(base.tim2, 1, 4);
}

/** All that the M4 executes is in this function. */
const within = (bench: LinuxBench, name: string): Scene => named(bench, [name, 0x1000_0000]);

const endless = 0xe7fe;
const interruptsOff = 0xb672;
/** SysTick runs, and its handler returns. */
function withTick(bench: LinuxBench): LinuxBench {
  bench.write(0x1000_0100, 0x4770, 2);
  bench.write(4 * 15, 0x1000_0101, 4);
  setCoreRegister(bench, 'SysTick', 'LOAD', 200_000);
  setCoreRegister(bench, 'SysTick', 'CTRL', 7);
  return bench.run(5);
}

const cases: readonly RuleCase[] = [
  {
    rule: 'peripheral-refused',
    fails: 'USART2 is for secure software',
    make: () =>
      after((bench) => {
        assign(bench, id.usart2, 0);
        expect(() => usesUsart(bench, 'usart2')).toThrow('bus error');
      }),
    near: 'USART3 is for the M4 alone',
    makeNear: () =>
      after((bench) => {
        assign(bench, id.usart3, 2);
        usesUsart(bench, 'usart3');
      }),
  },
  {
    rule: 'linux-refused',
    fails: 'Linux reads a peripheral of the M4',
    make: () =>
      after((bench) => {
        assign(bench, id.usart3, 2);
        bench.shell(`devmem ${base.usart3} 32`);
      }),
    near: 'one that is open to both',
    makeNear: () => after((bench) => bench.shell(`devmem ${base.usart3} 32`)),
  },
  {
    rule: 'withheld-from-linux',
    fails: 'the node is okay, and ETZPC gives it to the M4',
    make: () =>
      after((bench) => {
        assign(bench, id.usart3, 2);
        bench.machine.linux.platform.setNode(id.usart3, { linux: 'okay' });
      }),
    near: 'it is open to both',
    makeNear: () => after((bench) => bench.machine.linux.platform.setNode(id.usart3, { linux: 'okay' })),
  },
  {
    rule: 'peripheral-shared',
    fails: 'the M4 writes to the serial line that Linux has',
    make: () => after((bench) => usesUsart(bench, 'usart2')),
    near: 'to one that Linux has not',
    makeNear: () => after((bench) => usesUsart(bench, 'usart3')),
  },
  {
    rule: 'semaphore-held',
    fails: 'Linux keeps semaphore 0, and the M4 wants it',
    make: () => after((bench) => linuxKeepsSemaphore(bench, false)),
    near: 'Linux gives it back',
    makeNear: () => after((bench) => linuxKeepsSemaphore(bench, true)),
  },
  {
    rule: 'semaphore-held',
    fails: 'the M4 reset itself while it held semaphore 0',
    make: () => after((bench) => m4KeepsSemaphore(bench, false)),
    near: 'it gave it back before',
    makeNear: () => after((bench) => m4KeepsSemaphore(bench, true)),
    also: ['held-after-own-reset'],
  },
  {
    rule: 'gate-missing',
    fails: 'TIM2 without __HAL_RCC_TIM2_CLK_ENABLE()',
    make: () => after((bench) => bench.write(base.tim2, 1, 4)),
    near: 'with it',
    makeNear: () =>
      after((bench) => {
        bench.write(apb1.m4, apb1.tim2, 4);
        bench.write(base.tim2, 1, 4);
      }),
  },
  {
    rule: 'gate-closed-by-linux',
    fails: 'the clock was on by chance',
    make: () => after((bench) => linuxClosesGate(bench, false)),
    near: 'the M4 has a gate of its own',
    makeNear: () => after((bench) => linuxClosesGate(bench, true)),
  },
  {
    rule: 'clock-tree-changed',
    fails: 'SystemClock_Config() without its guard',
    make: () => after((bench) => bench.write(rcc + 0x48, 0, 4)),
    near: 'a gate of the M4 is opened',
    makeNear: () => after((bench) => bench.write(apb1.m4, apb1.tim2, 4)),
  },
  {
    rule: 'tick-stands-still',
    fails: 'HAL_Delay() with interrupts off',
    make: () => within(withTick(running([interruptsOff, endless])), 'HAL_Delay'),
    near: 'with interrupts on',
    makeNear: () => within(withTick(running([endless])), 'HAL_Delay'),
  },
  {
    rule: 'tick-stands-still',
    fails: 'HAL_Delay() before HAL_Init()',
    make: () => within(running([endless]), 'HAL_Delay'),
    near: 'another function waits for something else',
    makeNear: () => within(running([endless]), 'wait_for_button'),
  },
];

testRules(cases);

it('each rule of these files has a case', () => {
  expect(
    untested(
      [...ownershipRules, ...clockRules].map(({ id: rule }) => rule),
      cases,
    ),
  ).toEqual([]);
});
