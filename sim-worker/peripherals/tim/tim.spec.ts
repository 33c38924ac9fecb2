/** A timer through its registers. Its clock is 1 MHz: one step is a microsecond unless the prescaler divides it. */
import { describe, expect, it } from 'vitest';
import { Clock } from '../../kernel/clock';
import { Line } from '../../kernel/line';
import { Schedule } from '../../kernel/schedule';
import { passTime } from '../../testing/run-schedule';
import { Tim } from './tim';

const at = {
  CR1: 0,
  SMCR: 8,
  DIER: 0xc,
  SR: 0x10,
  EGR: 0x14,
  CCMR1: 0x18,
  CNT: 0x24,
  PSC: 0x28,
  ARR: 0x2c,
  RCR: 0x30,
  CCR1: 0x34,
  CCR2: 0x38,
  DCR: 0x48,
  DMAR: 0x4c,
} as const;
const [CEN, UDIS, URS, OPM, DIR, ARPE, UIFREMAP] = [1, 2, 4, 8, 16, 128, 1 << 11];
const [UIF, CC1IF, CC2IF] = [1, 2, 4];
const [UDE, CC1DE] = [1 << 8, 1 << 9];
const UG = 1;

function bench({ width = 16, split = false }: { readonly width?: 16 | 32; readonly split?: boolean } = {}) {
  const clock = new Clock();
  const schedule = new Schedule();
  const interrupt = new Line('TIM2');
  const compare = new Line('TIM1_CC');
  const requests = { update: new Line('TIM2_UP'), channels: [new Line('TIM2_CH1')] };
  const tim = new Tim({
    name: 'TIM2',
    clock,
    schedule,
    interrupts: { update: interrupt, compare: split ? compare : undefined },
    requests,
    width,
    channels: 4,
    hz: () => 1_000_000,
  });
  const write = (register: keyof typeof at, value: number) => tim.write(at[register], value, 4, 'm4');
  const read = (register: keyof typeof at) => (tim.read(at[register], 4, 'm4') ?? 0) >>> 0;
  const run = (microseconds: number) => passTime(clock, schedule, 1e3 * microseconds);
  /** As HAL_TIM_Base_Init does it: period and prescaler, taken over by UG, whose flag is cleared. */
  const withPeriod = (steps: number, prescaler = 0) => {
    write('ARR', steps - 1);
    write('PSC', prescaler);
    write('EGR', UG);
    write('SR', 0);
  };
  return { tim, schedule, interrupt, compare, requests, write, read, run, withPeriod };
}

describe('counting', () => {
  it('goes from 0 to ARR, and UIF comes when it begins anew', () => {
    const { write, read, run, withPeriod } = bench();
    withPeriod(1000);
    write('CR1', CEN);
    run(999.9);
    expect([read('CNT'), read('SR') & UIF]).toEqual([999, 0]);
    run(0.1);
    expect([read('CNT'), read('SR') & UIF]).toEqual([0, UIF]);
  });

  it('is as slow as the prescaler says, from the next update on', () => {
    const { write, read, run, withPeriod } = bench();
    withPeriod(10, 99);
    write('CR1', CEN);
    run(250);
    expect(read('CNT')).toBe(2);
    write('PSC', 0);
    run(750);
    expect([read('CNT'), read('SR') & UIF]).toEqual([0, UIF]);
    run(7);
    expect(read('CNT')).toBe(7);
  });

  it('down begins with ARR', () => {
    const { write, read, run, withPeriod } = bench();
    withPeriod(1000);
    write('CR1', CEN | DIR);
    expect(read('CNT')).toBe(999);
    run(300);
    expect(read('CNT')).toBe(699);
    run(700);
    expect(read('SR') & UIF).toBe(UIF);
  });

  it('goes on from what is written to CNT, and stands while CEN is 0', () => {
    const { write, read, run, withPeriod } = bench();
    withPeriod(1000);
    write('CNT', 990);
    run(50);
    expect(read('CNT')).toBe(990);
    write('CR1', CEN);
    run(5);
    expect(read('CNT')).toBe(995);
    write('CR1', 0);
    run(50);
    expect(read('CNT')).toBe(995);
  });

  it('stops after one period with OPM', () => {
    const { write, read, run, withPeriod } = bench();
    withPeriod(1000);
    write('CR1', CEN | OPM);
    run(5000);
    expect([read('CR1') & CEN, read('CNT'), read('SR') & UIF]).toEqual([0, 0, UIF]);
  });

  it('with 32 bits goes further than 0xffff', () => {
    const narrow = bench();
    const wide = bench({ width: 32 });
    for (const { write, run } of [narrow, wide]) {
      write('CR1', CEN);
      run(70_000);
    }
    expect([narrow.read('ARR'), narrow.read('CNT')]).toEqual([0xffff, 70_000 - 0x1_0000]);
    expect([wide.read('ARR'), wide.read('CNT')]).toEqual([0xffff_ffff, 70_000]);
  });

  it.each([
    ['ARR is 0', (write: ReturnType<typeof bench>['write']) => write('ARR', 0)],
    ['edges from outside are counted', (write: ReturnType<typeof bench>['write']) => write('SMCR', 7)],
  ])('stands still when %s', (_what, act) => {
    const { write, read, run, withPeriod } = bench();
    withPeriod(1000);
    act(write);
    write('CR1', CEN);
    run(5000);
    expect([read('CNT'), read('SR') & UIF]).toEqual([0, 0]);
  });
});

describe('the update', () => {
  it('comes after RCR + 1 overflows', () => {
    const { write, read, run, withPeriod } = bench();
    write('RCR', 2);
    withPeriod(100);
    write('CR1', CEN);
    run(299);
    expect(read('SR') & UIF).toBe(0);
    run(1);
    expect(read('SR') & UIF).toBe(UIF);
  });

  it('by software sets UIF, unless URS wants only overflows', () => {
    const { write, read } = bench();
    write('EGR', UG);
    expect(read('SR') & UIF).toBe(UIF);
    write('SR', 0);
    write('CR1', URS);
    write('EGR', UG);
    expect(read('SR') & UIF).toBe(0);
  });

  it('does not come with UDIS', () => {
    const { write, read, run, withPeriod } = bench();
    withPeriod(100);
    write('CR1', CEN | UDIS);
    run(250);
    expect([read('SR') & UIF, read('CNT')]).toEqual([0, 50]);
  });

  it('takes ARR over with ARPE; without, ARR holds at once', () => {
    const { write, read, run, withPeriod } = bench();
    withPeriod(1000);
    write('CR1', CEN | ARPE);
    run(100);
    write('ARR', 199);
    run(400);
    expect(read('CNT')).toBe(500);
    run(500 + 250);
    expect(read('CNT')).toBe(50);
    write('CR1', CEN);
    write('ARR', 99);
    run(60);
    expect(read('CNT')).toBe(10);
  });

  it('interrupts each period, to the nanosecond, once its flag is cleared', () => {
    const { interrupt, write, run, withPeriod } = bench();
    withPeriod(1000);
    write('DIER', 1);
    write('CR1', CEN);
    let times = 0;
    for (let period = 0; period < 50; period++) {
      run(1000);
      if (interrupt.level) times++;
      write('SR', 0);
      expect(interrupt.level).toBe(false);
    }
    expect(times).toBe(50);
  });

  it('plans nothing while nobody clears its flags', () => {
    const { schedule, write, run, withPeriod } = bench();
    withPeriod(2);
    write('CR1', CEN);
    run(10);
    expect(schedule.nextTime).toBeUndefined();
  });

  it('can be read in bit 31 of CNT', () => {
    const { write, read, run, withPeriod } = bench();
    withPeriod(100);
    write('CR1', CEN | UIFREMAP);
    run(110);
    expect(read('CNT')).toBe(0x8000_000a);
  });
});

describe('a channel', () => {
  it('matches when the counter comes to CCR', () => {
    const { write, read, run, withPeriod } = bench();
    withPeriod(1000);
    write('CCR1', 400);
    write('CCR2', 5000);
    write('CR1', CEN);
    write('SR', 0);
    run(399);
    expect(read('SR') & CC1IF).toBe(0);
    run(1);
    expect(read('SR') & (CC1IF | CC2IF)).toBe(CC1IF);
  });

  it('matches with others of the same value, and at the overflow with the value 0', () => {
    const { write, read, run, withPeriod } = bench();
    withPeriod(1000);
    write('CCR1', 400);
    write('CCR2', 400);
    write('CR1', CEN);
    write('SR', 0);
    run(400);
    expect(read('SR') & (CC1IF | CC2IF)).toBe(CC1IF | CC2IF);
    write('CCR1', 0);
    write('SR', 0);
    run(599);
    expect(read('SR') & (CC1IF | UIF)).toBe(0);
    run(1);
    expect(read('SR') & (CC1IF | UIF)).toBe(CC1IF | UIF);
  });

  it('captures nothing, because nothing comes from outside', () => {
    const { write, read, run, withPeriod } = bench();
    withPeriod(1000);
    write('CCMR1', 1);
    write('CCR1', 400);
    write('SR', 0);
    write('CR1', CEN);
    run(2000);
    expect(read('SR') & CC1IF).toBe(0);
  });

  it('has an interrupt input of its own where the chip says so', () => {
    const { interrupt, compare, write, run, withPeriod } = bench({ split: true });
    withPeriod(1000);
    write('CCR1', 400);
    write('DIER', 3);
    write('SR', 0);
    write('CR1', CEN);
    run(500);
    expect([interrupt.level, compare.level]).toEqual([false, true]);
    run(500);
    expect([interrupt.level, compare.level]).toEqual([true, true]);
  });
});

describe('DMA', () => {
  it('is asked at each update and match until it has served', () => {
    const { tim, requests, write, run, withPeriod } = bench();
    const [channel1] = requests.channels;
    withPeriod(1000);
    write('CCR1', 400);
    write('DIER', UDE | CC1DE);
    write('CR1', CEN);
    run(400);
    expect([requests.update.level, channel1!.level]).toEqual([false, true]);
    tim.channelServed(1);
    run(600);
    expect([requests.update.level, channel1!.level]).toEqual([true, false]);
    tim.updateServed();
    expect(requests.update.level).toBe(false);
    run(1000);
    expect(requests.update.level).toBe(true);
  });

  it('a burst writes one register after the other, and asks until its last', () => {
    const { tim, requests, write, read, run, withPeriod } = bench();
    withPeriod(1000);
    write('DIER', UDE);
    write('DCR', (2 << 8) | (at.ARR >>> 2));
    write('CR1', CEN);
    run(1000);
    const asked = [99, 3, 50].map((value) => {
      write('DMAR', value);
      tim.updateServed();
      return requests.update.level;
    });
    expect(asked).toEqual([true, true, false]);
    expect([read('ARR'), read('RCR'), read('CCR1')]).toEqual([99, 3, 50]);
    write('DMAR', 77);
    expect(read('ARR')).toBe(77);
  });
});

it('a checkpoint keeps the count; a reset takes it', () => {
  const { tim, write, read, run, withPeriod } = bench();
  withPeriod(1000);
  write('CR1', CEN);
  run(50);
  const saved = tim.save();
  tim.reset();
  expect([read('CNT'), read('ARR')]).toEqual([0, 0xffff]);
  tim.load(saved);
  expect([read('CNT'), read('ARR')]).toEqual([50, 999]);
});
