/** WWDG1: when it bites, when it warns, and what no longer can be undone. PCLK1 is 4.096 MHz: one tick is a millisecond. */
import { describe, expect, it } from 'vitest';
import { Clock } from '../../kernel/clock';
import { EventLog } from '../../kernel/event-log';
import { Line } from '../../kernel/line';
import { Schedule } from '../../kernel/schedule';
import { passTime } from '../../testing/run-schedule';
import { Wwdg } from './wwdg';

const CR = 0x00;
const CFR = 0x04;
const SR = 0x08;
const WDGA = 0x80;
const EWI = 1 << 9;

function bench() {
  const clock = new Clock();
  const log = new EventLog(clock, 256);
  const schedule = new Schedule();
  const earlyWakeup = new Line('WWDG1');
  const bites: number[] = [];
  let hz = 4_096_000;
  const wwdg = new Wwdg({
    log,
    clock,
    schedule,
    earlyWakeup,
    pclk: () => hz,
    bite: () => {
      bites.push(clock.now / 1e6);
      wwdg.reset();
    },
  });
  const write = (offset: number, value: number) => wwdg.write(offset, value, 4, 'm4');
  const read = (offset: number) => wwdg.read(offset, 4, 'm4');
  const runTo = (milliseconds: number) => passTime(clock, schedule, 1e6 * milliseconds - clock.now);
  const slow = () => {
    hz /= 2;
    wwdg.clockChanged();
  };
  return { wwdg, log, earlyWakeup, bites, write, read, runTo, slow };
}

describe('the counter', () => {
  it('stands still until WDGA is set, and then counts down once per 4096 clocks', () => {
    const { write, read, runTo } = bench();
    runTo(5);
    expect(read(CR)).toBe(0x7f);
    write(CR, WDGA | 0x7f);
    runTo(8);
    expect(read(CR)).toBe(WDGA | 0x7c);
  });

  it.each([
    [0, 64],
    [3, 512],
    [7, 8192],
  ])('with WDGTB = %i runs out from 0x7f after %i ms', (wdgtb, expected) => {
    const { write, bites, runTo } = bench();
    write(CFR, (wdgtb << 11) | 0x7f);
    write(CR, WDGA | 0x7f);
    runTo(expected - 0.001);
    expect(bites).toEqual([]);
    runTo(expected);
    expect(bites).toEqual([expected]);
  });

  it('goes on from where it is when the prescaler changes behind the start, as HAL does it', () => {
    const { write, read, bites, runTo } = bench();
    write(CR, WDGA | 0x7f);
    runTo(10);
    write(CFR, (1 << 11) | 0x7f);
    expect(read(CR)).toBe(WDGA | 0x75);
    runTo(200);
    expect(bites).toEqual([10 + 2 * (0x75 - 0x3f)]);
  });

  it('slows down with PCLK1', () => {
    const { write, bites, runTo, slow } = bench();
    write(CR, WDGA | 0x7f);
    runTo(4);
    slow();
    runTo(200);
    expect(bites).toEqual([4 + 2 * 60]);
  });
});

describe('a refresh', () => {
  it('in time keeps the M4 alive', () => {
    const { write, bites, runTo } = bench();
    write(CR, WDGA | 0x7f);
    for (let time = 60; time < 600; time += 60) {
      runTo(time);
      write(CR, 0x7f);
    }
    expect(bites).toEqual([]);
  });

  it('while the counter is above the window resets at once', () => {
    const { write, bites, runTo, log } = bench();
    write(CFR, 0x50);
    write(CR, WDGA | 0x7f);
    runTo(46);
    write(CR, 0x7f);
    expect(bites).toEqual([46]);
    expect(log.at(1)?.fields).toEqual({ reason: 'refreshed too early' });
  });

  it('at the window is good', () => {
    const { write, bites, runTo } = bench();
    write(CFR, 0x50);
    write(CR, WDGA | 0x7f);
    runTo(47);
    write(CR, 0x7f);
    expect(bites).toEqual([]);
  });

  it('with T6 = 0 resets at once', () => {
    const { write, bites } = bench();
    write(CR, WDGA | 0x3f);
    expect(bites).toEqual([0]);
  });
});

describe('the early wakeup', () => {
  it('comes at 0x40, one tick before the reset, and is cleared by writing 0', () => {
    const { write, read, earlyWakeup, runTo } = bench();
    write(CFR, EWI | 0x7f);
    write(CR, WDGA | 0x7f);
    runTo(62.999);
    expect(earlyWakeup.level).toBe(false);
    runTo(63);
    expect([earlyWakeup.level, read(SR)]).toEqual([true, 1]);
    write(SR, 0);
    expect([earlyWakeup.level, read(SR)]).toEqual([false, 0]);
  });

  it('sets the flag without EWI, too, but no interrupt', () => {
    const { write, read, earlyWakeup, runTo } = bench();
    write(CR, WDGA | 0x7f);
    runTo(63);
    expect([earlyWakeup.level, read(SR)]).toEqual([false, 1]);
  });
});

it('WDGA and EWI cannot be cleared by software', () => {
  const { write, read } = bench();
  write(CFR, EWI | 0x7f);
  write(CR, WDGA | 0x7f);
  write(CFR, 0x7f);
  write(CR, 0x7f);
  expect([read(CR), read(CFR)]).toEqual([WDGA | 0x7f, EWI | 0x7f]);
});

it('a checkpoint keeps the count', () => {
  const { wwdg, write, read, runTo } = bench();
  write(CR, WDGA | 0x7f);
  runTo(10);
  const saved = wwdg.save();
  runTo(20);
  wwdg.reset();
  wwdg.load(saved);
  expect(read(CR)).toBe(WDGA | 0x6b);
});
