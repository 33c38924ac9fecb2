/** A serial port through its registers. The kernel clock is 64 MHz and BRR 640: a bit takes 10 µs, a word of eight 100 µs. */
import { describe, expect, it } from 'vitest';
import { Clock } from '../../kernel/clock';
import { EventLog } from '../../kernel/event-log';
import { Line } from '../../kernel/line';
import { Schedule } from '../../kernel/schedule';
import { passTime } from '../../testing/run-schedule';
import { Usart } from './usart';

const at = {
  CR1: 0,
  CR2: 4,
  CR3: 8,
  BRR: 0xc,
  RQR: 0x18,
  ISR: 0x1c,
  ICR: 0x20,
  RDR: 0x24,
  TDR: 0x28,
  PRESC: 0x2c,
} as const;
const UE = 1;
const RE = 1 << 2;
const TE = 1 << 3;
const [IDLEIE, RXNEIE, TCIE, TXEIE] = [1 << 4, 1 << 5, 1 << 6, 1 << 7];
const FIFOEN = 1 << 29;
const flags = {
  ORE: 3,
  IDLE: 4,
  RXNE: 5,
  TC: 6,
  TXE: 7,
  BUSY: 16,
  CMF: 17,
  TEACK: 21,
  REACK: 22,
  TXFE: 23,
  RXFF: 24,
} as const;

function bench(hz = 64_000_000) {
  const clock = new Clock();
  const log = new EventLog(clock, 256);
  const schedule = new Schedule();
  const interrupt = new Line('USART3');
  const requests = { receive: new Line('USART3_RX'), transmit: new Line('USART3_TX') };
  const usart = new Usart({ name: 'USART3', log, clock, schedule, interrupt, requests, hz: () => hz });
  const write = (register: keyof typeof at, value: number) => usart.write(at[register], value, 4, 'm4');
  const read = (register: keyof typeof at) => usart.read(at[register], 4, 'm4') ?? 0;
  const is = (flag: keyof typeof flags) => ((read('ISR') >>> flags[flag]) & 1) === 1;
  const run = (microseconds: number) => passTime(clock, schedule, 1e3 * microseconds);
  const type = (text: string) => usart.type(new TextEncoder().encode(text));
  write('BRR', 640);
  return { usart, log, interrupt, requests, write, read, is, run, type };
}

describe('sending', () => {
  it('takes as long as the baud rate says: TXE at once, TC with the stop bit', () => {
    const { usart, write, is, run } = bench();
    write('CR1', UE | TE);
    write('TDR', 0x41);
    expect([is('TXE'), is('TC'), usart.baud]).toEqual([true, false, 100_000]);
    run(99);
    expect([is('TC'), usart.printed]).toEqual([false, '']);
    run(1);
    expect([is('TC'), usart.printed]).toEqual([true, 'A']);
  });

  it('has room for one more word while one is on the wire', () => {
    const { usart, write, is, run } = bench();
    write('CR1', UE | TE);
    write('TDR', 0x41);
    write('TDR', 0x42);
    expect(is('TXE')).toBe(false);
    run(100);
    expect([is('TXE'), is('TC'), usart.printed]).toEqual([true, false, 'A']);
    run(100);
    expect([is('TC'), usart.printed]).toEqual([true, 'AB']);
  });

  it('loses the word in TDR when the next one is written too early', () => {
    const { usart, write, run } = bench();
    write('CR1', UE | TE);
    for (const letter of [0x41, 0x42, 0x43]) write('TDR', letter);
    run(1000);
    expect(usart.printed).toBe('AC');
  });

  it('has room for sixteen words with the FIFO', () => {
    const { usart, write, is, run } = bench();
    write('CR1', UE | TE | FIFOEN);
    for (let letter = 0; letter < 17; letter++) write('TDR', 0x41 + letter);
    expect([is('TXE'), is('TXFE')]).toEqual([false, false]);
    run(1700);
    expect([is('TXFE'), usart.printed]).toEqual([true, 'ABCDEFGHIJKLMNOPQ']);
  });

  it.each([
    ['two stop bits', 0, 2 << 12, 0, 110],
    ['nine bits', 1 << 12, 0, 0, 110],
    ['seven bits', 1 << 28, 0, 0, 90],
    ['eight samples a bit', 1 << 15, 0, 0, 50],
    ['the clock divided by four', 0, 0, 2, 400],
  ])('with %s takes another time', (_what, cr1, cr2, presc, frame) => {
    const { write, is, run } = bench();
    write('CR2', cr2);
    write('PRESC', presc);
    write('CR1', UE | TE | cr1);
    write('TDR', 0x41);
    run(frame - 1);
    expect(is('TC')).toBe(false);
    run(1);
    expect(is('TC')).toBe(true);
  });

  it('never ends without a clock or a baud rate, and waits for the transmitter', () => {
    const dead = bench(0);
    dead.write('CR1', UE | TE);
    dead.write('TDR', 0x41);
    dead.run(10_000);
    expect([dead.is('TC'), dead.usart.printed]).toEqual([false, '']);
    const { usart, write, run } = bench();
    write('CR1', UE);
    write('TDR', 0x41);
    run(1000);
    expect(usart.printed).toBe('');
    write('CR1', UE | TE);
    run(100);
    expect(usart.printed).toBe('A');
  });

  it('is told line by line', () => {
    const { log, write, run } = bench();
    write('CR1', UE | TE | FIFOEN);
    for (const letter of 'hi\nyou') write('TDR', letter.charCodeAt(0));
    run(1000);
    expect(log.at(0)).toMatchObject({ kind: 'uart.printed', fields: { uart: 'USART3', text: 'hi\n' } });
    expect(log.length).toBe(1);
  });
});

describe('receiving', () => {
  it('takes a frame for each word, and a read takes the word away', () => {
    const { write, read, is, run, type } = bench();
    write('CR1', UE | RE);
    type('ok');
    expect([is('BUSY'), is('RXNE')]).toEqual([true, false]);
    run(100);
    expect([is('RXNE'), read('RDR'), is('RXNE')]).toEqual([true, 0x6f, false]);
    run(100);
    expect([read('RDR'), is('IDLE')]).toEqual([0x6b, false]);
    run(100);
    expect([is('IDLE'), is('BUSY')]).toEqual([true, false]);
    write('ICR', 1 << flags.IDLE);
    expect(is('IDLE')).toBe(false);
  });

  it('keeps the first word and sets ORE when nobody reads', () => {
    const { write, read, is, run, type } = bench();
    write('CR1', UE | RE);
    type('abc');
    run(300);
    expect([is('ORE'), read('RDR'), is('RXNE')]).toEqual([true, 0x61, false]);
    write('ICR', 1 << flags.ORE);
    expect(is('ORE')).toBe(false);
  });

  it('with OVRDIS keeps the newest word and sets nothing', () => {
    const { write, read, is, run, type } = bench();
    write('CR3', 1 << 12);
    write('CR1', UE | RE);
    type('abc');
    run(300);
    expect([is('ORE'), read('RDR')]).toEqual([false, 0x63]);
  });

  it('keeps sixteen words with the FIFO', () => {
    const { write, read, is, run, type } = bench();
    write('CR1', UE | RE | FIFOEN);
    type('0123456789abcdef');
    run(1600);
    expect([is('RXFF'), is('ORE')]).toEqual([true, false]);
    expect(Array.from({ length: 16 }, () => String.fromCharCode(read('RDR'))).join('')).toBe('0123456789abcdef');
    expect(is('RXNE')).toBe(false);
  });

  it('hears nothing while the receiver is off', () => {
    const { write, is, run, type } = bench();
    write('CR1', UE | TE);
    type('a');
    run(100);
    write('CR1', UE | TE | RE);
    expect(is('RXNE')).toBe(false);
  });

  it('finds the letter that it looks for', () => {
    const { write, is, run, type } = bench();
    write('CR2', 0x62 << 24);
    write('CR1', UE | RE | FIFOEN);
    type('ab');
    run(100);
    expect(is('CMF')).toBe(false);
    run(100);
    expect(is('CMF')).toBe(true);
  });
});

describe('the interrupt', () => {
  it.each([
    ['TXEIE', TXEIE],
    ['TCIE', TCIE],
  ])('of %s is there from the start, because nothing is to be sent', (_name, enable) => {
    const { interrupt, write } = bench();
    write('CR1', UE | TE);
    expect(interrupt.level).toBe(false);
    write('CR1', UE | TE | enable);
    expect(interrupt.level).toBe(true);
  });

  it('of RXNEIE falls when the word is read', () => {
    const { interrupt, write, read, run, type } = bench();
    write('CR1', UE | RE | RXNEIE);
    type('a');
    run(99);
    expect(interrupt.level).toBe(false);
    run(1);
    expect(interrupt.level).toBe(true);
    read('RDR');
    expect(interrupt.level).toBe(false);
  });

  it('of IDLEIE comes a word after the last one', () => {
    const { interrupt, write, run, type } = bench();
    write('CR1', UE | RE | FIFOEN | IDLEIE);
    type('ab');
    run(299);
    expect(interrupt.level).toBe(false);
    run(1);
    expect(interrupt.level).toBe(true);
  });
});

describe('with DMA', () => {
  it('asks for a letter while there is room for one', () => {
    const { requests, write } = bench();
    write('CR1', UE | TE);
    expect(requests.transmit.level).toBe(false);
    write('CR3', 1 << 7);
    expect(requests.transmit.level).toBe(true);
    write('TDR', 0x41);
    expect(requests.transmit.level).toBe(true);
    write('TDR', 0x42);
    expect(requests.transmit.level).toBe(false);
  });

  it('asks to take a letter away', () => {
    const { requests, write, read, run, type } = bench();
    write('CR3', 1 << 6);
    write('CR1', UE | RE);
    type('a');
    run(100);
    expect(requests.receive.level).toBe(true);
    read('RDR');
    expect(requests.receive.level).toBe(false);
  });
});

it('acknowledges that both directions are on only while it is enabled', () => {
  const { write, is } = bench();
  write('CR1', RE | TE);
  expect([is('TEACK'), is('REACK')]).toEqual([false, false]);
  write('CR1', UE | RE | TE);
  expect([is('TEACK'), is('REACK')]).toEqual([true, true]);
});

it('switched off it stops the word on the wire', () => {
  const { usart, write, run } = bench();
  write('CR1', UE | TE);
  write('TDR', 0x41);
  run(50);
  write('CR1', TE);
  write('CR1', UE | TE);
  run(500);
  expect(usart.printed).toBe('');
});

it('a checkpoint keeps what is on its way', () => {
  const { usart, write, run } = bench();
  write('CR1', UE | TE);
  write('TDR', 0x41);
  write('TDR', 0x42);
  const saved = usart.save();
  run(1000);
  expect(usart.printed).toBe('AB');
  usart.load(saved);
  expect(usart.printed).toBe('');
});
