/** A low-power timer through its registers. Its clock is 1 MHz: one tick is a microsecond unless a prescaler divides it. */
import { describe, expect, it } from 'vitest';
import { Clock } from '../../kernel/clock';
import { Line } from '../../kernel/line';
import { Schedule } from '../../kernel/schedule';
import { passTime } from '../../testing/run-schedule';
import { Lptim } from './lptim';

const at = { ISR: 0, ICR: 4, IER: 8, CFGR: 0xc, CR: 0x10, CMP: 0x14, ARR: 0x18, CNT: 0x1c } as const;
const [ENABLE, SNGSTRT, CNTSTRT, COUNTRST, RSTARE] = [1, 2, 4, 8, 16];
const [CMPM, ARRM, CMPOK, ARROK] = [1, 2, 8, 16];
const PRELOAD = 1 << 22;

function bench(hz = 1_000_000) {
  const clock = new Clock();
  const schedule = new Schedule();
  const interrupt = new Line('LPTIM1');
  const timer = new Lptim({ name: 'LPTIM1', clock, schedule, interrupt, hz: () => hz });
  const write = (register: keyof typeof at, value: number) => timer.write(at[register], value, 4, 'm4');
  const read = (register: keyof typeof at) => timer.read(at[register], 4, 'm4') ?? 0;
  const run = (microseconds: number) => passTime(clock, schedule, 1e3 * microseconds);
  /** Enabled with a period of so many ticks. */
  const withPeriod = (ticks: number, configuration = 0) => {
    write('CFGR', configuration);
    write('CR', ENABLE);
    write('ARR', ticks - 1);
    run(3);
    write('ICR', ARROK);
  };
  return { timer, schedule, interrupt, write, read, run, withPeriod };
}

describe('ARR and CMP', () => {
  it('are taken over after three clocks of the timer, and told so', () => {
    const { write, read, run } = bench();
    write('CR', ENABLE);
    write('ARR', 999);
    run(2.9);
    expect(read('ISR')).toBe(0);
    run(0.1);
    expect(read('ISR')).toBe(ARROK);
    write('CMP', 5);
    run(3);
    expect(read('ISR')).toBe(ARROK | CMPOK);
    write('ICR', ARROK);
    expect(read('ISR')).toBe(CMPOK);
  });

  it('are never taken over without a clock', () => {
    const { write, read, run } = bench(0);
    write('CR', ENABLE);
    write('ARR', 999);
    run(1_000_000);
    expect(read('ISR')).toBe(0);
  });
});

describe('counting', () => {
  it('goes from 0 to ARR and begins anew; ARRM comes when ARR is reached', () => {
    const { write, read, run, withPeriod } = bench();
    withPeriod(1000);
    write('CR', ENABLE | CNTSTRT);
    run(998.9);
    expect([read('CNT'), read('ISR') & ARRM]).toEqual([998, 0]);
    run(0.2);
    expect([read('CNT'), read('ISR') & ARRM]).toEqual([999, ARRM]);
    run(1);
    expect(read('CNT')).toBe(0);
  });

  it('tells each period, once the flag of the last one is cleared', () => {
    const { interrupt, write, read, run, withPeriod } = bench();
    withPeriod(1000);
    write('IER', ARRM);
    write('CR', ENABLE | CNTSTRT);
    let times = 0;
    for (let period = 0; period < 5; period++) {
      run(1000);
      if (interrupt.level) times++;
      write('ICR', ARRM);
      expect([interrupt.level, read('ISR') & ARRM]).toEqual([false, 0]);
    }
    expect(times).toBe(5);
  });

  it('plans nothing while nobody clears its flags', () => {
    const { schedule, write, run, withPeriod } = bench();
    withPeriod(2);
    write('CR', ENABLE | CNTSTRT);
    run(10);
    expect(schedule.nextTime).toBeUndefined();
  });

  it('passes CMP on its way', () => {
    const { write, read, run, withPeriod } = bench();
    withPeriod(1000);
    write('CMP', 400);
    run(3);
    write('CR', ENABLE | CNTSTRT);
    run(399.9);
    expect(read('ISR') & CMPM).toBe(0);
    run(0.1);
    expect(read('ISR') & CMPM).toBe(CMPM);
  });

  it('passes CMP and ARR at once where they are the same', () => {
    const { write, read, run, withPeriod } = bench();
    withPeriod(1000);
    write('CMP', 999);
    run(3);
    write('CR', ENABLE | CNTSTRT);
    run(999);
    expect(read('ISR') & (CMPM | ARRM)).toBe(CMPM | ARRM);
  });

  it('is slower with the prescaler', () => {
    const { write, read, run, withPeriod } = bench();
    withPeriod(1000, 5 << 9);
    write('CR', ENABLE | CNTSTRT);
    run(320);
    expect(read('CNT')).toBe(10);
  });

  it('once: stops at the end of the period', () => {
    const { write, read, run, withPeriod } = bench();
    withPeriod(1000);
    write('CR', ENABLE | SNGSTRT);
    run(1500);
    expect([read('CNT'), read('ISR') & ARRM]).toEqual([0, ARRM]);
    write('CR', ENABLE | SNGSTRT);
    run(10);
    expect(read('CNT')).toBe(10);
  });

  it('begins anew with COUNTRST, and after each read with RSTARE', () => {
    const { write, read, run, withPeriod } = bench();
    withPeriod(1000);
    write('CR', ENABLE | CNTSTRT);
    run(50);
    write('CR', ENABLE | COUNTRST);
    run(7);
    expect(read('CNT')).toBe(7);
    write('CR', ENABLE | RSTARE);
    expect([read('CNT'), read('CNT')]).toEqual([7, 0]);
  });

  it('stands still when it counts edges, because none come', () => {
    const { write, read, run, withPeriod } = bench();
    withPeriod(1000, 1 << 23);
    write('CR', ENABLE | CNTSTRT);
    run(5000);
    expect([read('CNT'), read('ISR')]).toEqual([0, 0]);
  });

  it('ends with ENABLE', () => {
    const { write, read, run, withPeriod } = bench();
    withPeriod(1000);
    write('CR', ENABLE | CNTSTRT);
    run(50);
    write('CR', 0);
    expect([read('CNT'), read('CR')]).toEqual([0, 0]);
  });
});

describe('another period while it counts', () => {
  it('holds at once, and the counter goes on', () => {
    const { write, read, run, withPeriod } = bench();
    withPeriod(1000);
    write('CR', ENABLE | CNTSTRT);
    run(100);
    write('ARR', 199);
    run(90);
    expect(read('CNT')).toBe(190);
    run(10);
    expect([read('CNT'), read('ISR') & ARRM]).toEqual([0, ARRM]);
  });

  it('with PRELOAD holds from the next period on', () => {
    const { write, read, run, withPeriod } = bench();
    withPeriod(1000, PRELOAD);
    write('CR', ENABLE | CNTSTRT);
    run(100);
    write('ARR', 199);
    run(400);
    expect(read('CNT')).toBe(500);
    run(500);
    expect(read('CNT')).toBe(0);
    run(201);
    expect(read('CNT')).toBe(1);
  });
});

it('a checkpoint keeps the count', () => {
  const { timer, write, read, run, withPeriod } = bench();
  withPeriod(1000);
  write('CR', ENABLE | CNTSTRT);
  run(50);
  const saved = timer.save();
  timer.reset();
  expect(read('CNT')).toBe(0);
  timer.load(saved);
  expect(read('CNT')).toBe(50);
});
