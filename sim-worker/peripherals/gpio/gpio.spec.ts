/** A GPIO bank through its registers: levels, set and reset, the lock, and what a reset takes away. */
import { describe, expect, it } from 'vitest';
import { Clock } from '../../kernel/clock';
import { EventLog } from '../../kernel/event-log';
import { Gpio } from './gpio';

const at = {
  MODER: 0x00,
  OTYPER: 0x04,
  PUPDR: 0x0c,
  IDR: 0x10,
  ODR: 0x14,
  BSRR: 0x18,
  LCKR: 0x1c,
  AFRH: 0x24,
} as const;
const analog = 0xffff_ffff;
const output7 = 0xffff_7fff;
const input7 = 0xffff_3fff;

function bench() {
  const log = new EventLog(new Clock(), 256);
  const changes: string[] = [];
  const configured: string[] = [];
  const forgotten: string[] = [];
  const gpio = new Gpio({
    log,
    name: 'GPIOA',
    pinChanged: (pin, level) => changes.push(`${pin}=${Number(level)}`),
    configured: (pin, by) => configured.push(`${pin} by ${by}`),
    forgotten: (pins) => forgotten.push(...pins),
  });
  const write = (register: keyof typeof at, value: number) => gpio.write(at[register], value, 4, 'm4');
  const read = (register: keyof typeof at) => gpio.read(at[register], 4, 'm4');
  return { gpio, log, changes, configured, forgotten, write, read };
}

describe('a pin', () => {
  it('as an output follows its latch', () => {
    const { write, read, changes, log } = bench();
    write('MODER', output7);
    write('BSRR', 1 << 7);
    write('BSRR', 1 << 23);
    expect([read('ODR'), changes]).toEqual([0, ['7=1', '7=0']]);
    expect(log.at(0)?.fields).toEqual({ pin: 'PA7', high: true, by: 'M4' });
  });

  it('as an open-drain output does not drive high: the pull resistor or the outside does', () => {
    const { gpio, write, read } = bench();
    write('MODER', output7);
    write('OTYPER', 1 << 7);
    write('ODR', 1 << 7);
    expect(read('IDR')).toBe(0);
    write('PUPDR', 1 << 14);
    expect(read('IDR')).toBe(1 << 7);
    gpio.drive(7, false);
    expect(read('IDR')).toBe(0);
  });

  it('as an analog pin reads 0', () => {
    const { gpio, write, read } = bench();
    gpio.drive(7, true);
    expect(read('IDR')).toBe(0);
    write('MODER', input7);
    expect(read('IDR')).toBe(1 << 7);
  });

  it('tells who changed how it works, and nobody who wrote what was there', () => {
    const { write, configured } = bench();
    write('MODER', analog);
    write('MODER', input7);
    write('AFRH', 0x70);
    expect(configured).toEqual(['PA7 by m4', 'PA9 by m4']);
  });

  it('keeps its set-up when it is locked', () => {
    const { write, read } = bench();
    write('MODER', output7);
    for (const key of [1, 0, 1]) write('LCKR', (key << 16) | (1 << 7));
    write('MODER', 0);
    expect(read('MODER')).toBe(1 << 14);
  });
});

describe('a reset of the bank', () => {
  it('takes the set-up, the latches and the lock, and lets go of the pin', () => {
    const { gpio, write, read, changes } = bench();
    write('MODER', output7);
    write('AFRH', 0x70);
    write('ODR', 1 << 7);
    for (const key of [1, 0, 1]) write('LCKR', (key << 16) | (1 << 7));
    gpio.reset();
    expect([read('MODER'), read('AFRH'), read('ODR'), read('LCKR')]).toEqual([analog, 0, 0, 0]);
    expect(changes).toEqual(['7=1', '7=0']);
    write('MODER', 0);
    expect(read('MODER')).toBe(0);
  });

  it('makes forgotten who set its pins', () => {
    const { gpio, forgotten } = bench();
    gpio.reset();
    expect([forgotten.length, forgotten.at(0), forgotten.at(-1)]).toEqual([16, 'PA0', 'PA15']);
  });

  it('leaves what the outside drives', () => {
    const { gpio, write, read } = bench();
    gpio.drive(7, true);
    gpio.reset();
    write('MODER', input7);
    expect(read('IDR')).toBe(1 << 7);
  });
});
