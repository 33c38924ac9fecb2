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
/** A match needs time; its input is that of the spec of the timer. */
const names = (Object.keys(blockIrq) as readonly Name[]).filter((name) => !name.endsWith('_CC'));

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
  // UIE, then UG: an update.
  TIM: [
    [0x0c, 0x01],
    [0x14, 0x01],
  ],
  // DINIE: there is room for a block.
  HASH: [[0x20, 0x01]],
};
/** `TIM1` for TIM1_UP. */
const blockOf = (name: string): string => name.replace(/_.*/, '');
const kindOf = (name: string): string =>
  Object.keys(asks).find((kind) => name.replace('USART', 'UART').includes(kind)) ?? '';

function used(name: Name) {
  const bench = new LinuxBench().start();
  const window = blockWindows.find((one) => one.name === blockOf(name))!;
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
  const port = bench.machine.blocks.usarts.USART3;
  bench.write(0x4000_f00c, 1000, 4);
  expect(port?.baud).toBe(64_000);
  bench.write(rcc + 0x8ec, 4, 4);
  expect(port?.baud).toBe(24_000);
});

describe('DMA', () => {
  const dmamux = 0x4800_2000;
  const dma2 = { hisr: 0x4800_1004, stream7: 0x4800_10b8 } as const;
  const source = 0x1003_0000;
  const memoryToPeripheral = (2 << 13) | (2 << 11) | (1 << 10) | (1 << 6);

  function withDma() {
    const bench = new LinuxBench().start();
    const { etzpc } = bench.machine.blocks;
    for (const id of [73, 89, 90, 31]) etzpc.setValue(id, 3);
    bench.write(rcc + 0xa98, everything, 4);
    bench.write(buses.AHB3!.gate, everything, 4);
    bench.write(buses.APB1!.gate, everything, 4);
    return bench;
  }
  /** Stream 7 of DMA2 brings what lies at `source` to a register, a request at a time. */
  function stream7(bench: LinuxBench, request: number, to: number, items: number, control: number): void {
    bench.write(dmamux + 4 * 15, request, 4);
    bench.write(dma2.stream7 + 4, items, 4);
    bench.write(dma2.stream7 + 8, to, 4);
    bench.write(dma2.stream7 + 12, source, 4);
    bench.write(dma2.stream7, control | 0x10 | 1, 4);
  }

  it('feeds the hash processor, and its end is the end of the message', () => {
    const bench = withDma();
    bench.writeBytes(source, new TextEncoder().encode('abc\0'));
    bench.write(0x4c00_2000, (2 << 4) | (1 << 3) | (1 << 2), 4);
    bench.write(0x4c00_2008, 24, 4);
    stream7(bench, 78, 0x4c00_2004, 1, memoryToPeripheral);
    bench.run(1);
    expect(bench.read(0x4c00_2310, 4)).toBe(0xa999_3e36);
    expect([bench.read(dma2.hisr, 4) >>> 27, isPending(bench, 70)]).toEqual([1, true]);
  });

  it('sends through a serial port', () => {
    const bench = withDma();
    bench.writeBytes(source, new TextEncoder().encode('hello'));
    bench.write(0x4000_f00c, 556, 4);
    bench.write(0x4000_f008, 1 << 7, 4);
    bench.write(0x4000_f000, 0x9, 4);
    stream7(bench, 46, 0x4000_f028, 5, (1 << 10) | (1 << 6));
    bench.run(1);
    expect(bench.machine.blocks.usarts.USART3?.printed).toBe('hello');
  });

  it('gets no further than the firewall lets it', () => {
    const bench = withDma();
    bench.machine.blocks.etzpc.setValue(73, 0);
    bench.write(dma2.stream7 + 4, 4, 4);
    bench.write(dma2.stream7 + 8, 0x4c00_2004, 4);
    bench.write(dma2.stream7 + 12, source, 4);
    bench.write(dma2.stream7, (2 << 6) | (2 << 11) | (2 << 13) | 1, 4);
    bench.run(1);
    const transferError = 1 << 25;
    expect(bench.read(dma2.hisr, 4) & transferError).toBe(transferError);
    expect(bench.machine.log.counts()['etzpc.refused']).toBe(1);
  });
});
