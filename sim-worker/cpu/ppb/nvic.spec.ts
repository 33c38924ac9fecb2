/** Which exception is next, and what writes of whole words do to the inputs of the NVIC. Source: ARMv7-M ARM, B3.4. */
import { beforeEach, expect, it } from 'vitest';
import { exceptions, Nvic } from './nvic';
import { firstIrq, irqCount } from './nvic.regs';

const offset = { iser: 0, icer: 0x80, ispr: 0x100, icpr: 0x180, ipr: 0x300 } as const;
const all = 0xffff_ffff;

let nvic: Nvic;
const write = (at: number, value: number): void => {
  nvic.registers.write(at, value, 4, 'm4');
};
const read = (at: number): number => nvic.registers.read(at, 4, 'm4')!;

beforeEach(() => {
  nvic = new Nvic({ changed: () => undefined, pended: () => undefined, cause: () => undefined });
});

it('only inputs that there are can be enabled', () => {
  for (let word = 0; word < 5; word++) write(offset.iser + 4 * word, all);
  expect(read(offset.iser)).toBe(all);
  expect(read(offset.iser + 16)).toBe(2 ** (irqCount % 32) - 1);
  write(offset.icer, 0xff);
  expect(read(offset.iser)).toBe(0xffff_ff00);
});

it('an input whose wire is high stays pending when that is cleared, unless its handler runs', () => {
  for (const irq of [3, 5]) nvic.setInput(irq, true, undefined);
  write(offset.ispr, 1 << 7);
  nvic.activate(firstIrq + 5);
  write(offset.icpr, all);
  expect(read(offset.ispr)).toBe(1 << 3);
});

it('the next exception follows every change', () => {
  write(offset.iser, all);
  expect(nvic.next()).toBe(0);
  write(offset.ispr, (1 << 4) | (1 << 9));
  expect(nvic.next()).toBe(firstIrq + 4);
  write(offset.ipr + 4, 0x40);
  expect(nvic.next()).toBe(firstIrq + 9);
  write(offset.icer, 1 << 9);
  expect(nvic.next()).toBe(firstIrq + 4);
  nvic.setPending(exceptions.nmi, undefined);
  expect(nvic.next()).toBe(exceptions.nmi);
  nvic.activate(exceptions.nmi);
  expect([nvic.next(), nvic.activePriority]).toEqual([firstIrq + 4, -2]);
  const saved = nvic.save();
  write(offset.icpr, all);
  expect(nvic.next()).toBe(0);
  nvic.load(saved);
  expect(nvic.next()).toBe(firstIrq + 4);
  nvic.reset();
  expect([nvic.next(), nvic.activePriority]).toEqual([0, 256]);
});
