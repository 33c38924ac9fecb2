/** A DMA controller through its registers, with memory that the test looks into. The bus has 100 MHz: an item takes 40 ns. */
import { describe, expect, it } from 'vitest';
import { Clock } from '../../kernel/clock';
import { EventLog } from '../../kernel/event-log';
import { Line } from '../../kernel/line';
import { Schedule } from '../../kernel/schedule';
import { passTime } from '../../testing/run-schedule';
import { Dma } from './dma';

const at = {
  LISR: 0,
  HISR: 4,
  LIFCR: 8,
  HIFCR: 0xc,
  CR: 0x10,
  NDTR: 0x14,
  PAR: 0x18,
  M0AR: 0x1c,
  M1AR: 0x20,
} as const;
const EN = 1;
const [TEIE, HTIE, TCIE] = [1 << 2, 1 << 3, 1 << 4];
const [toPeripheral, memoryToMemory] = [1 << 6, 2 << 6];
const [CIRC, PINC, MINC, PINCOS, DBM, CT] = [1 << 8, 1 << 9, 1 << 10, 1 << 15, 1 << 18, 1 << 19];
const words = (2 << 11) | (2 << 13);
const [TEIF, HTIF, TCIF] = [1 << 3, 1 << 4, 1 << 5];
const hole = 0xf000;

function bench() {
  const clock = new Clock();
  const schedule = new Schedule();
  const log = new EventLog(clock, 64);
  const interrupts = Array.from({ length: 8 }, (_, n) => new Line(`DMA2_Stream${n}`));
  const memory = new Uint8Array(0x1000);
  const copies: string[] = [];
  const finished: number[] = [];
  const served: number[] = [];
  let asks = false;
  const dma = new Dma({
    name: 'DMA2',
    log,
    clock,
    schedule,
    interrupts,
    hz: () => 100_000_000,
    copy: (from, to, size) => {
      if (from >= hole || to >= hole) return false;
      memory.copyWithin(to, from, from + size);
      copies.push(`${from.toString(16)}>${to.toString(16)}`);
      return true;
    },
    isAsked: () => asks,
    served: (stream) => served.push(stream),
    finished: (stream) => finished.push(stream),
  });
  const offset = (register: keyof typeof at, stream: number) =>
    at[register] + (at[register] < 0x10 ? 0 : 0x18 * stream);
  const write = (register: keyof typeof at, value: number, stream = 0) =>
    dma.write(offset(register, stream), value, 4, 'm4');
  const read = (register: keyof typeof at, stream = 0) => dma.read(offset(register, stream), 4, 'm4') ?? 0;
  const run = (nanoseconds: number) => passTime(clock, schedule, nanoseconds);
  const request = (on: boolean, stream = 0) => {
    asks = on;
    if (on) dma.asked(stream);
  };
  /** `par`, `m0ar` and so many items. */
  const setUp = (par: number, m0ar: number, items: number, stream = 0) => {
    write('PAR', par, stream);
    write('M0AR', m0ar, stream);
    write('NDTR', items, stream);
  };
  return { dma, log, interrupts, memory, copies, finished, served, write, read, run, request, setUp };
}

describe('from memory to memory', () => {
  it('copies by itself, and tells half and end', () => {
    const { memory, log, write, read, run, setUp, finished, interrupts } = bench();
    memory.set([1, 2, 3, 4, 5, 6, 7, 8], 0x100);
    setUp(0x100, 0x200, 2);
    write('CR', memoryToMemory | words | PINC | MINC | TCIE | EN);
    expect([read('LISR'), memory[0x200]]).toEqual([0, 0]);
    run(80);
    expect(Array.from(memory.subarray(0x200, 0x208))).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect([read('LISR'), read('CR') & EN, read('NDTR'), interrupts[0]!.level]).toEqual([HTIF | TCIF, 0, 0, true]);
    expect(finished).toEqual([0]);
    expect(log.at(0)).toMatchObject({ kind: 'dma.started', fields: { from: 0x100, to: 0x200, length: 8 } });
    write('LIFCR', HTIF | TCIF);
    expect([read('LISR'), interrupts[0]!.level]).toEqual([0, false]);
  });

  it('takes the time of all its items', () => {
    const { write, read, run, setUp } = bench();
    setUp(0x100, 0x200, 100);
    write('CR', memoryToMemory | words | PINC | MINC | EN);
    run(3999);
    expect(read('LISR') & TCIF).toBe(0);
    run(1);
    expect(read('LISR') & TCIF).toBe(TCIF);
  });

  it('stops with TEIF where nothing is', () => {
    const { write, read, run, setUp, interrupts } = bench();
    setUp(hole, 0x200, 4);
    write('CR', memoryToMemory | words | TEIE | EN);
    run(1000);
    expect([read('LISR'), read('CR') & EN, read('NDTR'), interrupts[0]!.level]).toEqual([TEIF, 0, 4, true]);
  });
});

describe('for a peripheral', () => {
  it('moves an item for each request, and none without', () => {
    const { copies, write, read, run, request, setUp } = bench();
    setUp(0x800, 0x100, 3);
    write('CR', toPeripheral | words | MINC | EN);
    run(1000);
    expect(copies).toEqual([]);
    request(true);
    run(40);
    request(false);
    run(1000);
    expect([copies, read('NDTR')]).toEqual([['100>800', '104>800'], 1]);
  });

  it('goes on while the request is there', () => {
    const { copies, write, read, run, request, setUp, finished, served } = bench();
    setUp(0x800, 0x100, 3);
    write('CR', words | MINC | EN);
    request(true);
    run(120);
    expect([copies, finished, read('LISR') & TCIF]).toEqual([['800>100', '800>104', '800>108'], [0], TCIF]);
    expect(served).toEqual([0, 0, 0]);
  });

  it('begins anew in a circle', () => {
    const { copies, write, read, run, request, setUp } = bench();
    setUp(0x800, 0x100, 2);
    write('CR', words | MINC | CIRC | EN);
    request(true);
    run(120);
    expect([copies, read('NDTR'), read('CR') & EN]).toEqual([['800>100', '800>104', '800>100'], 1, EN]);
  });

  it('takes two buffers in turn', () => {
    const { copies, write, read, run, request, setUp } = bench();
    setUp(0x800, 0x100, 1);
    write('M1AR', 0x300);
    write('CR', words | MINC | DBM | EN);
    request(true);
    run(40);
    expect(read('CR') & CT).toBe(CT);
    run(80);
    expect(copies).toEqual(['800>100', '800>300', '800>100']);
  });

  it('grows addresses by the size, or the peripheral’s by 4', () => {
    const { copies, write, run, request, setUp } = bench();
    setUp(0x800, 0x100, 2);
    write('CR', PINC | MINC | PINCOS | EN);
    request(true);
    run(80);
    expect(copies).toEqual(['800>100', '804>101']);
  });
});

it('each stream has its own flags, registers and interrupt', () => {
  const { write, read, run, setUp, interrupts } = bench();
  setUp(0x100, 0x200, 1, 7);
  write('CR', memoryToMemory | words | HTIE | EN, 7);
  run(40);
  expect([read('LISR'), read('HISR')]).toEqual([0, (HTIF | TCIF) << 22]);
  expect(interrupts.map(({ level }) => level)).toEqual([...Array.from({ length: 7 }, () => false), true]);
  write('HIFCR', 0x3f << 22);
  expect(read('HISR')).toBe(0);
});

it('what a stream works with cannot be changed while it is on; switched off it says what is left', () => {
  const { write, read, run, request, setUp } = bench();
  setUp(0x800, 0x100, 5);
  write('CR', words | MINC | EN);
  write('NDTR', 99);
  request(true);
  run(80);
  write('CR', words | MINC);
  expect([read('NDTR'), read('PAR')]).toEqual([3, 0x800]);
  run(1000);
  expect(read('NDTR')).toBe(3);
});

it('a checkpoint keeps a transfer that is under way', () => {
  const { dma, write, read, run, request, setUp } = bench();
  setUp(0x800, 0x100, 5);
  write('CR', words | MINC | EN);
  request(true);
  run(80);
  const saved = dma.save();
  dma.reset();
  dma.load(saved);
  expect(read('NDTR')).toBe(3);
});
