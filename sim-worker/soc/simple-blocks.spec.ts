/** The peripherals in the chip: their interrupts come to the right input of the M4, their clocks and resets come from RCC. */
import { describe, expect, it } from 'vitest';
import { LinuxBench } from '../testing/linux-bench';
import { blockIrq } from './interrupt-map';
import { blockWindows } from './memory-map';

const rcc = 0x5000_0000;
/** MC_…ENSETR and …RSTSETR of the buses that these blocks hang on. */
const buses: Readonly<Record<string, { readonly gate: number; readonly reset: number }>> = {
  APB1: { gate: rcc + 0xa80, reset: rcc + 0x980 },
  APB2: { gate: rcc + 0xa88, reset: rcc + 0x988 },
  APB3: { gate: rcc + 0xa90, reset: rcc + 0x990 },
  AHB3: { gate: rcc + 0xaa0, reset: rcc + 0x9a0 },
};
const nvicPending = 0xe000_e200;
const everything = 0xffff_ffff;
type Name = keyof typeof blockIrq;
const names = Object.keys(blockIrq) as readonly Name[];

/** What makes each kind of block ask for its interrupt: register offset and value. */
const asks: Readonly<Record<string, readonly (readonly [offset: number, value: number])[]>> = {
  // UE, TE and TXEIE: there is room for a letter.
  UART: [[0x00, 0x89]],
  // ARROKIE, ENABLE, ARR: it is taken over.
  LPTIM: [
    [0x08, 0x10],
    [0x10, 0x01],
    [0x18, 0x64],
  ],
  // DINIE: there is room for a block.
  HASH: [[0x20, 0x01]],
};
const kindOf = (name: string): string =>
  Object.keys(asks).find((kind) => name.replace('USART', 'UART').includes(kind)) ?? '';

function used(name: Name) {
  const bench = new LinuxBench().start();
  const window = blockWindows.find((one) => one.name === name)!;
  const bus = buses[window.gate?.split('.')[0] ?? '']!;
  bench.machine.blocks.etzpc.setValue(window.etzpc ?? 0, 3);
  bench.write(bus.gate, everything, 4);
  for (const [offset, value] of asks[kindOf(name)] ?? []) bench.write(window.base + offset, value, 4);
  bench.run(1);
  return { bench, window, bus };
}

const isPending = ({ machine }: LinuxBench, irq: number): boolean =>
  (((machine.core.ppb.peek(nvicPending + 4 * (irq >>> 5), 4) ?? 0) >>> (irq & 31)) & 1) === 1;

describe.each(names)('%s', (name) => {
  it('drives its own input of the NVIC and no other', () => {
    const { bench } = used(name);
    const pending = names.filter((other) => isPending(bench, blockIrq[other]));
    expect(pending).toEqual([name]);
  });

  it('is reset by RCC', () => {
    const { bench, window, bus } = used(name);
    const changed = asks[kindOf(name)]![0]!;
    expect(bench.read(window.base + changed[0], 4)).toBe(changed[1]);
    bench.write(bus.reset, everything, 4);
    expect(bench.read(window.base + changed[0], 4)).toBe(0);
  });
});

it('a serial port has the speed of the clock that its selector chooses', () => {
  const { bench } = used('USART3');
  const port = bench.machine.usart('USART3');
  bench.write(0x4000_f00c, 1000, 4);
  expect(port?.baud).toBe(64_000);
  bench.write(rcc + 0x8ec, 4, 4);
  expect(port?.baud).toBe(24_000);
});
