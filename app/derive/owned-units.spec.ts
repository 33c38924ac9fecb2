/** Semaphores, clock gates, EXTI lines and pins in words: whose each is, who did it, and what will go wrong. */
import { describe, expect, it } from 'vitest';
import type { Deed, ExtiLineView, GateView, PinView, SemaphoreView } from '../../sim-worker/contract/ownership';
import { gateChanges, gateDetail, gateRows } from './clock-gates';
import { extiDetail, extiRows } from './exti-lines';
import { deedFact } from './owned-grid';
import { pinDetail, pinRows } from './pins';
import { semaphoreChanges, semaphoreDetail, semaphoreRows } from './semaphores';

const m4Deed: Deed = { by: 2, time: 2_000_000, pc: 0x1000_0100, function: 'lock_resource', count: 3 };
const linuxDeed: Deed = { by: 1, time: 1_000_000, pc: undefined, function: '', count: 1 };

it('tells a deed by place and time, and does not repeat whose row it stands in', () => {
  expect(deedFact('set by', m4Deed, '')).toEqual({
    term: 'set by',
    code: 'lock_resource',
    text: 'the M4, at 0.002\u00a0000\u00a00 s, 3 times so far',
    pc: 0x1000_0100,
  });
  expect(deedFact('Linux', linuxDeed, '')).toMatchObject({ code: '', text: 'at 0.001\u00a0000\u00a00 s' });
  expect(deedFact('The M4', undefined, 'never')).toEqual({ term: 'The M4', code: '', text: 'never' });
});

describe('a semaphore', () => {
  const free: SemaphoreView = { index: 3, owner: 0, process: 0, taken: [m4Deed], refused: [] };
  const held: SemaphoreView = { ...free, owner: 2, process: 1, refused: [{ ...linuxDeed, time: 3_000_000 }] };
  it('is full in the hue of its holder, and warns while the other side asks in vain', () => {
    const [cell] = semaphoreRows([held])[0]?.cells ?? [];
    expect(cell).toMatchObject({ owner: 'm4', filled: true, trouble: 'refused' });
    expect(cell?.sentence).toBe('semaphore 3, held by M4, process 1, taken 3 times, refused once');
    expect(semaphoreDetail(held)).toMatchObject({
      title: 'The M4 holds semaphore 3, process 1.',
      trouble: 'Linux has asked for it in vain since then.',
    });
  });
  it('is an outline while free, with a mark of who had it', () => {
    expect(semaphoreRows([free])[0]?.cells[0]).toMatchObject({ owner: 'free', filled: false, m4: true, linux: false });
    expect(semaphoreDetail(free).trouble).toBe('');
  });
  it('forgets what was refused before its holder came', () => {
    const old = { ...held, refused: [{ ...linuxDeed, time: 1_000 }] };
    expect(semaphoreRows([old])[0]?.cells[0]?.trouble).toBeUndefined();
  });
  it('lists takers and those turned away, the newest first', () => {
    expect(semaphoreChanges([held]).map(({ what }) => what)).toEqual(['semaphore 3 refused', 'semaphore 3 taken']);
  });
});

describe('a clock gate', () => {
  const gate: GateView = {
    bus: 'APB1',
    bit: 'UART4EN',
    position: 16,
    blocks: ['UART4'],
    id: 32,
    linux: true,
    m4: true,
    linuxSet: undefined,
    m4Set: m4Deed,
    unclocked: undefined,
  };
  it('belongs to whoever has his bit set', () => {
    const owner = (linux: boolean, m4: boolean) => gateRows([{ ...gate, linux, m4 }])[0]?.cells[0]?.owner;
    expect([owner(true, true), owner(true, false), owner(false, true), owner(false, false)]).toEqual([
      'shared',
      'a7',
      'm4',
      'free',
    ]);
    expect(gateDetail(gate).title).toBe('The clock of UART4 runs for Linux and the M4.');
    expect(gateChanges([gate]).map(({ what }) => what)).toEqual(['MC_APB1ENSETR.UART4EN on']);
  });
  it('warns of a use while it was closed, as long as it is closed', () => {
    const unclocked = {
      by: 2,
      block: 'UART4',
      id: 32,
      register: 'CR1',
      address: 0x4001_0000,
      write: true,
      value: 1,
      fate: 'unclocked',
      count: 1,
      first: 0,
      last: 0,
      pc: 0x1000_0100,
      function: 'HAL_UART_Init',
      seq: 7,
    } as const;
    const closed = { ...gate, linux: false, m4: false, unclocked };
    expect(gateRows([closed])[0]?.cells[0]?.trouble).toBe('refused');
    expect(gateRows([{ ...closed, m4: true }])[0]?.cells[0]?.trouble).toBeUndefined();
    expect(gateDetail(closed)).toMatchObject({
      seq: 7,
      whatToDo: expect.stringContaining('__HAL_RCC_UART4_CLK_ENABLE()'),
    });
  });
  it('breaks a bus of more than sixteen gates into rows', () => {
    const many = Array.from({ length: 27 }, (_, n) => ({ ...gate, bit: `X${n}EN` }));
    expect(gateRows(many).map(({ label, cells }) => [label, cells.length])).toEqual([
      ['APB1', 16],
      ['', 11],
    ]);
  });
});

describe('an EXTI line', () => {
  const line: ExtiLineView = {
    line: 14,
    source: 'PA14',
    configurable: true,
    rising: false,
    falling: true,
    pending: true,
    linux: true,
    m4: true,
    linuxSet: undefined,
    m4Set: m4Deed,
  };
  it('has one pending flag for two: both unmasked is a conflict', () => {
    expect(extiRows([line])[0]?.cells[0]).toMatchObject({ owner: 'shared', filled: true, trouble: 'conflict' });
    expect(extiDetail(line).title).toBe('Linux and the M4 want the interrupt of PA14.');
    expect(extiDetail({ ...line, linux: false }).trouble).toBe('');
  });
  it('is dashed when direct, and an outline when reserved', () => {
    const direct = { ...line, line: 30, source: 'UART4', configurable: false };
    expect(extiRows([direct])[0]?.cells[0]).toMatchObject({ dashed: true, name: 'UART4' });
    expect(extiRows([{ ...line, line: 20, source: '' }])[0]?.cells[0]).toMatchObject({ name: '' });
  });
});

describe('a pin', () => {
  const pin: PinView = {
    pin: 'PG11',
    mode: 'alternate',
    alternate: 6,
    high: false,
    locked: false,
    secure: false,
    driver: 'stm32-usart',
    peripheral: 'UART4',
    linuxSet: linuxDeed,
    m4Set: undefined,
  };
  const cell = (of: PinView) => pinRows([{ bank: 'GPIOG', clocked: true, pins: [of] }])[0]?.cells[0];
  it('belongs to who has set it up', () => {
    expect(cell(pin)).toMatchObject({ owner: 'a7', name: 'AF6', trouble: undefined });
    expect(cell({ ...pin, driver: '', linuxSet: undefined, m4Set: m4Deed })?.owner).toBe('m4');
    expect(cell({ ...pin, secure: true })).toMatchObject({ owner: 'secure', sign: 'lock' });
    expect(cell(pin)?.sentence).toBe('PG11, alternate function 6: set by Linux, for UART4');
  });
  it('is contested when both have, and says who came last', () => {
    const both = { ...pin, m4Set: m4Deed };
    expect(cell(both)?.trouble).toBe('conflict');
    expect(pinDetail(both).trouble).toBe('The M4 came last, and the other side does not know.');
    expect(pinDetail(both).whatToDo).toContain('disable UART4');
  });
});
