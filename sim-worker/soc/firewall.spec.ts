/** What becomes of an access that the table forbids, and what is remembered of accesses and changes. */
import { expect, it } from 'vitest';
import { BusError } from '../bus/bus';
import type { EtzpcAnswer } from '../contract/protocol';
import { Machine } from './machine';

const rcc = { m4Apb5: 0x5000_0288, m4Ahb4: 0x5000_0aa8 } as const;
const i2c4 = { id: 5, cr1: 0x5c00_2000 } as const;
const gpioH = { moder: 0x5000_9000, alternateLow: 0x5000_9020 } as const;
const exti = { m4Mask1: 0x5000_d0c0 } as const;
const hsem = { r3: 0x4c00_000c, readLock3: 0x4c00_008c } as const;

function chip(etzpcAnswer?: EtzpcAnswer): Machine {
  const machine = new Machine({ board: 'dk2', boot: 'linux', etzpcAnswer });
  machine.bus.write(rcc.m4Apb5, 1 << 2, 4, 'm4');
  return machine;
}
const newestOf = ({ firewall }: Machine, fate: 'accepted' | 'refused' | 'unclocked') =>
  firewall.ledger.lines((line) => line.fate === fate)[0];
const lastEvent = ({ log }: Machine, kind: string) => {
  for (let seq = log.length - 1; seq >= log.first; seq--) if (log.kindAt(seq) === kind) return log.at(seq);
  return undefined;
};

it('answers a forbidden access with a bus error', () => {
  const machine = chip();
  expect(() => machine.bus.write(i2c4.cr1, 1, 4, 'm4')).toThrow(BusError);
  expect(() => machine.bus.read(i2c4.cr1, 4, 'm4')).toThrow(BusError);
  expect(lastEvent(machine, 'etzpc.refused')?.fields).toMatchObject({ peripheral: 'I2C4', answer: 'bus error' });
});

it('lets it read as zero and ignores the write where that is chosen', () => {
  const machine = chip('zero');
  machine.bus.write(i2c4.cr1, 1, 4, 'm4');
  expect(lastEvent(machine, 'etzpc.refused')?.fields).toMatchObject({ write: true, answer: 'write ignored' });
  expect(machine.bus.read(i2c4.cr1, 4, 'm4')).toBe(0);
  expect(lastEvent(machine, 'etzpc.refused')?.fields).toMatchObject({ write: false, answer: 'read as zero' });
});

it('holds forbidden memory to the same answer', () => {
  const machine = chip('zero');
  machine.bus.write(0x1004_0000, 7, 4, 'a7');
  machine.blocks.etzpc.setValue(82, 2);
  expect(machine.bus.read(0x1004_0000, 4, 'a7')).toBe(0);
  expect(machine.bus.read(0x1004_0000, 4, 'm4')).toBe(7);
});

it('counts what is asked of guarded memory, and nothing of open memory, whoever watches', () => {
  const machine = chip('zero');
  machine.bus.watch(0x1004_0000, 4, () => undefined);
  machine.bus.write(0x1004_0000, 7, 4, 'm4');
  const before = machine.firewall.ledger.counts.accepted;
  machine.bus.write(0x1004_0000, 7, 4, 'm4');
  expect(machine.firewall.ledger.counts.accepted).toBe(before);
  machine.blocks.etzpc.setValue(82, 2);
  machine.bus.read(0x1004_0000, 4, 'm4');
  machine.bus.read(0x3004_0010, 4, 'm4');
  expect(newestOf(machine, 'accepted')).toMatchObject({ block: 'SRAM3', id: 82 });
  expect(machine.firewall.ledger.counts.accepted).toBe(before + 2);
});

it('remembers who asked for what, how often and since when', () => {
  const machine = chip('zero');
  machine.log.context.pc = 0x1000_0100;
  for (let i = 0; i < 5; i++) machine.bus.write(i2c4.cr1, i, 4, 'm4');
  expect(newestOf(machine, 'refused')).toMatchObject({
    by: 2,
    block: 'I2C4',
    id: 5,
    count: 5,
    value: 4,
    pc: 0x1000_0100,
  });
  expect(machine.firewall.ledger.counts.refused).toBe(5);
  machine.blocks.etzpc.setValue(i2c4.id, 3);
  machine.bus.write(i2c4.cr1, 1, 4, 'm4');
  expect(newestOf(machine, 'accepted')).toMatchObject({ block: 'I2C4', count: 1 });
});

it('keeps no more lines than it may, and forgets the quiet ones', () => {
  const machine = chip();
  for (let i = 0; i < 2_000; i++) machine.bus.read(0x5000_0000 + 4 * (i % 1_024), 4, 'a7');
  expect(machine.firewall.ledger.lines().length).toBeLessThanOrEqual(512);
});

it('notes who opened a gate, set a pin, unmasked a line and wanted a semaphore', () => {
  const machine = chip();
  const { bus, deeds, log } = machine;
  log.context.pc = 0x1000_0200;
  bus.write(rcc.m4Ahb4, 1 << 7, 4, 'm4');
  bus.write(gpioH.moder, (bus.read(gpioH.moder, 4, 'm4') & ~(3 << 14)) | (1 << 14), 4, 'm4');
  bus.write(gpioH.alternateLow, 5 << 28, 4, 'a7');
  bus.write(exti.m4Mask1, 1 << 14, 4, 'm4');
  bus.read(hsem.readLock3, 4, 'm4');
  bus.read(hsem.readLock3, 4, 'a7');
  expect(deeds.of('gate', 'MC_AHB4ENSETR.GPIOHEN', 2)).toMatchObject({ pc: 0x1000_0200, count: 1 });
  expect(deeds.of('pin', 'PH7', 2)).toMatchObject({ pc: 0x1000_0200, count: 1 });
  expect(deeds.of('pin', 'PH7', 1)).toMatchObject({ pc: -1 });
  expect(deeds.of('pin', 'PH6', 2)).toBeUndefined();
  expect(deeds.of('line', 'C2IMR.14', 2)).toMatchObject({ count: 1 });
  expect(deeds.of('semaphore', '3', 2)).toMatchObject({ count: 1 });
  expect(deeds.of('semaphore-refused', '3', 1)).toMatchObject({ count: 1 });
});

it('carries all of it through a checkpoint', () => {
  const machine = chip('zero');
  machine.bus.write(i2c4.cr1, 1, 4, 'm4');
  machine.bus.read(hsem.readLock3, 4, 'm4');
  const state = machine.checkpoint();
  machine.bus.write(i2c4.cr1, 2, 4, 'm4');
  machine.bus.write(hsem.r3, 0x200, 4, 'm4');
  machine.bus.read(hsem.readLock3, 4, 'm4');
  machine.restore(state);
  expect(newestOf(machine, 'refused')).toMatchObject({ count: 1, value: 1 });
  expect(machine.firewall.ledger.counts.refused).toBe(1);
  expect(machine.deeds.of('semaphore', '3', 2)).toMatchObject({ count: 1 });
});
