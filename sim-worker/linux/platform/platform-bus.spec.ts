/** What Linux' device tree and its drivers do to peripherals: devices, bind and unbind, clock gates and resets. */
import { describe, expect, it } from 'vitest';
import { labelOf } from '../../contract/event-text';
import type { Board, DeviceTreeName } from '../../contract/protocol';
import { ns } from '../../contract/units';
import { etzpcIds } from '../../peripherals/etzpc/ids';
import { gateGroups, resetGroups } from '../../peripherals/rcc/rcc-gates.regs';
import { Machine } from '../../soc/machine';
import { blockWindows } from '../../soc/memory-map';
import { peripherals, rccOffsets } from './peripherals';

class Bench {
  readonly machine: Machine;

  constructor(board: Board = 'dk2', deviceTree: DeviceTreeName = 'standard') {
    this.machine = new Machine({ board, boot: 'linux', deviceTree });
  }

  shell(line: string): string {
    const before = this.machine.linux.stdout.length;
    this.machine.linux.runScript(`${line}\n`);
    this.machine.run(ns(this.machine.clock.now + 10e6));
    return this.machine.linux.stdout.slice(before);
  }

  /** Labels of the events of these kinds while `act` runs. */
  during(act: () => void, ...kinds: readonly string[]): readonly string[] {
    const { log } = this.machine;
    const from = log.length;
    act();
    return Array.from({ length: log.length - from }, (_, i) => log.at(from + i)!)
      .filter(({ kind }) => kinds.includes(kind))
      .map((event) => labelOf(event));
  }

  node(id: number) {
    return this.machine.linux.platform.view()[id];
  }

  get lastLine(): string {
    return this.machine.linux.dmesg.at(-1)?.text ?? '';
  }
}

const drivers = '/sys/bus/platform/drivers';

describe('the table', () => {
  it.each(peripherals)('$node is where ETZPC and RCC have it', ({ id, base, bus, bit, driver, resets }) => {
    expect(etzpcIds[id]?.base).toBe(base);
    const gate = blockWindows.find((window) => window.base === base)?.gate;
    const group = gateGroups.find((one) => one.bus === bus);
    const name = [...(group?.bits ?? '').matchAll(/(\w+)\[(\d+)\]/g)].find(([, , at]) => Number(at) === bit)?.[1];
    expect(`${bus}.${name}`).toBe(gate);
    expect(rccOffsets[bus].gate).toBe(group?.mp);
    const reset = resetGroups.find((one) => one.bus === bus);
    expect(rccOffsets[bus].reset).toBe(reset?.at);
    if (driver !== '' && resets) expect(reset?.bits).toContain(`[${bit}]`);
  });
});

describe('a platform device', () => {
  it('is there as the board says', () => {
    const dk2 = new Bench();
    expect(dk2.node(30)).toMatchObject({ status: 'okay', driver: 'stm32-usart', bound: true });
    expect(dk2.node(31)).toMatchObject({ status: 'disabled', bound: false });
    expect(dk2.node(44)).toMatchObject({ status: 'none' });
    expect(dk2.shell('cat /proc/device-tree/soc/bus@5c007000/serial@4000f000/status')).toBe('disabled\0');
    expect(dk2.shell('cat /proc/device-tree/model')).toBe('STMicroelectronics STM32MP157C-DK2 Discovery Board\0');
    expect(dk2.shell(`ls ${drivers}/stm32-usart`).split(/\s+/)).toContain('40010000.serial');
    expect(new Bench('ev1').node(30)).toMatchObject({ status: 'disabled' });
  });

  it('goes to the M4 in the device tree of the examples', () => {
    const standard = new Bench('ev1');
    const examples = new Bench('ev1', 'm4-examples');
    expect(standard.node(89)).toMatchObject({ status: 'okay', m4: false });
    expect(examples.node(89)).toMatchObject({ status: 'disabled', m4: true, bound: false });
  });

  it('decides at boot which gates of the boot stages stay open', () => {
    const { log } = new Bench().machine;
    const gated = Array.from({ length: log.length }, (_, i) => log.at(i)!).filter(({ kind }) => kind === 'rcc.gated');
    expect(gated.map((event) => labelOf(event))).toEqual([
      'MP_APB1ENSETR.I2C1EN off',
      'MP_AHB2ENSETR.DMA1EN off',
      'MP_AHB2ENSETR.DMAMUXEN off',
    ]);
  });

  it('is reset when its driver comes and, like DMA without a channel in use, has its gate open only during the probe', () => {
    const bench = new Bench();
    const unbind = () => bench.shell(`echo 48001000.dma-controller > ${drivers}/stm32-dma/unbind`);
    expect(bench.during(unbind, 'rcc.gated')).toEqual([]);
    expect(bench.node(89)).toMatchObject({ bound: false });
    expect(unbind()).toContain('No such device');
    const bind = () => bench.shell(`echo 48001000.dma-controller > ${drivers}/stm32-dma/bind`);
    expect(bench.during(bind, 'rcc.gated', 'rcc.reset')).toEqual([
      'MP_AHB2ENSETR.DMA2EN on',
      'reset of DMA2 asserted',
      'reset of DMA2 released',
      'MP_AHB2ENSETR.DMA2EN off',
    ]);
    expect(bind()).toContain('Device or resource busy');
  });

  it('loses its clock gate when a driver that keeps it is unbound, and gets it back', () => {
    const bench = new Bench();
    const act = (what: string) => () => bench.shell(`echo 40010000.serial > ${drivers}/stm32-usart/${what}`);
    expect(bench.during(act('unbind'), 'rcc.gated')).toEqual(['MP_APB1ENSETR.UART4EN off']);
    expect(bench.during(act('bind'), 'rcc.gated')).toEqual(['MP_APB1ENSETR.UART4EN on']);
  });

  it('has its gate open only during the probe when its driver lets go of an idle clock', () => {
    const bench = new Bench();
    const act = () => bench.machine.linux.platform.setNode(31, { linux: 'okay' });
    expect(bench.during(act, 'rcc.gated')).toEqual(['MP_APB1ENSETR.USART3EN on', 'MP_APB1ENSETR.USART3EN off']);
    expect(bench.node(31)).toMatchObject({ status: 'okay', bound: true });
    bench.machine.linux.platform.setNode(31, { linux: 'disabled' });
    expect(bench.node(31)).toMatchObject({ status: 'disabled', bound: false });
    expect(bench.shell(`echo 4000f000.serial > ${drivers}/stm32-usart/bind`)).toContain('No such device');
  });

  it('takes its pins for itself, also from the M4', () => {
    const bench = new Bench();
    // The M4 has PE8 as an output.
    const moder = 0x5000_6000;
    bench.machine.bus.write(moder, 0x0001_0000, 4, 'm4');
    const act = () => bench.machine.linux.platform.setNode(40, { linux: 'okay' });
    expect(bench.during(act, 'gpio.muxed', 'etzpc.claimed')).toEqual([
      'PE8 becomes AF7 for stm32-usart',
      'PE7 becomes AF7 for stm32-usart',
      'stm32-usart takes serial@40018000 (id 40)',
    ]);
    expect(((bench.machine.bus.peek(moder, 4) ?? 0) >>> 14) & 0xf).toBe(0b1010);
    expect(bench.machine.bus.peek(moder + 0x24, 4)).toBe(7);
    const unbind = () => bench.shell(`echo 40018000.serial > ${drivers}/stm32-usart/unbind`);
    expect(bench.during(unbind, 'gpio.muxed', 'etzpc.claimed')).toEqual([
      'stm32-usart lets go of serial@40018000 (id 40)',
    ]);
  });

  it('has its pins when the kernel has come up', () => {
    const { bus } = new Bench().machine;
    // PG11 is UART4_TX, AF6.
    expect(((bus.peek(0x5000_8000, 4) ?? 0) >>> 22) & 3).toBe(2);
    expect(((bus.peek(0x5000_8024, 4) ?? 0) >>> 12) & 0xf).toBe(6);
  });

  it('is not created where ETZPC gives the block to the M4', () => {
    const bench = new Bench();
    bench.machine.blocks.etzpc.setValue(31, 2);
    bench.machine.linux.platform.setNode(31, { linux: 'okay' });
    expect(bench.lastLine).toBe('stm32-etzpc 5c007000.bus: serial@4000f000: Device driver will not be probed');
    expect(bench.node(31)).toMatchObject({ status: 'okay', bound: false });
  });

  it('that lost its block meanwhile ends in an external abort', () => {
    const bench = new Bench();
    bench.shell(`echo 40012000.i2c > ${drivers}/stm32f7-i2c/unbind`);
    bench.machine.blocks.etzpc.setValue(34, 2);
    expect(bench.shell(`echo 40012000.i2c > ${drivers}/stm32f7-i2c/bind`)).toContain('Bad address');
    expect(bench.lastLine).toBe('Unhandled fault: external abort on non-linefetch (0x1008) at 0x40012000');
    expect(bench.node(34)).toMatchObject({ bound: false });
  });

  it('comes back with a checkpoint', () => {
    const bench = new Bench();
    const saved = bench.machine.checkpoint();
    bench.machine.linux.platform.setNode(30, { linux: 'disabled', m4: true });
    bench.machine.restore(saved);
    expect(bench.node(30)).toMatchObject({ status: 'okay', bound: true, m4: false });
  });
});
