/** Every register map: sound, uniquely named, and answering its reset values. */
import { describe, expect, it } from 'vitest';
import { defectsOf, type RegisterMap } from '../contract/registers';
import { RegisterFile } from '../kernel/register-file';
import { bsecMap } from './bsec/bsec.regs';
import { crcMap } from './crc/crc.regs';
import { dbgmcuMap } from './dbgmcu/dbgmcu.regs';
import { dmaMap } from './dma/dma.regs';
import { dmamuxMap } from './dmamux/dmamux.regs';
import { etzpcMap } from './etzpc/etzpc.regs';
import { extiMap } from './exti/exti.regs';
import { gpioMap } from './gpio/gpio.regs';
import { hashMap } from './hash/hash.regs';
import { hsemMap } from './hsem/hsem.regs';
import { ipccMap } from './ipcc/ipcc.regs';
import { lptimMap } from './lptim/lptim.regs';
import { pwrMap } from './pwr/pwr.regs';
import { rccMap } from './rcc/rcc.regs';
import { syscfgMap } from './syscfg/syscfg.regs';
import { tampMap } from './tamp/tamp.regs';
import { timMap } from './tim/tim.regs';
import { usartMap } from './usart/usart.regs';
import { wwdgMap } from './wwdg/wwdg.regs';

const maps: readonly RegisterMap[] = [
  bsecMap,
  crcMap,
  dbgmcuMap,
  dmaMap,
  dmamuxMap,
  etzpcMap,
  extiMap,
  gpioMap,
  hashMap,
  hsemMap,
  ipccMap,
  lptimMap,
  pwrMap,
  rccMap,
  syscfgMap,
  tampMap,
  timMap,
  usartMap,
  wwdgMap,
];

it('no two blocks share a name', () => {
  expect(new Set(maps.map((map) => map.name)).size).toBe(maps.length);
});

describe.each(maps.map((map) => [map.name, map] as const))('%s', (_name, map) => {
  it('has no defects', () => {
    expect(defectsOf(map)).toEqual([]);
  });

  it('says what it leaves out, unless it is modelled', () => {
    expect(map.fidelity === 'modelled' || (map.leavesOut ?? '') !== '').toBe(true);
  });

  it('reads its reset values', () => {
    const file = new RegisterFile(map);
    for (const [name, register] of Object.entries(map.registers)) {
      const readable = Object.values(register.fields).every(
        (field) => field.access !== 'wo' && field.access !== 'w1-trigger',
      );
      if (readable) expect(file.peek(register.offset), name).toBe(register.reset);
    }
  });
});
