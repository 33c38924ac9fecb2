/** Clock gates, EXTI lines and pins: how each stands now, and which side made it so. */
import type { ExtiLineView, GateView, PinView } from '../../contract/ownership';
import { etzpcIds } from '../../peripherals/etzpc/ids';
import { configurable, lines as extiLines } from '../../peripherals/exti/exti';
import { gateGroups } from '../../peripherals/rcc/rcc-gates.regs';
import { extiSource } from '../../soc/exti-sources';
import { type BlockWindow, blockWindows, gpioBanks } from '../../soc/memory-map';
import type { Target } from '../target';
import type { Builder } from './context';
import { accessOf, deedOf, lastDeed } from './deeds';

const allGates = gateGroups.flatMap(({ bus, bits }) =>
  [...bits.matchAll(/(\w+)\[(\d+)\]/g)].map(([, bit = '', position]) => ({ bus, bit, position: Number(position) })),
);
const windowsOfGate = new Map<string, readonly BlockWindow[]>();
for (const window of blockWindows) {
  if (window.gate !== undefined) windowsOfGate.set(window.gate, [...(windowsOfGate.get(window.gate) ?? []), window]);
}
const pinsOfBank = 16;
const securePins = 8;
const modes = ['input', 'output', 'alternate', 'analog'] as const;

export const gates: Builder<'gates'> = ({ target }) => {
  const { ledger } = target.machine.firewall;
  const unclocked = ledger.counts.unclocked === 0 ? [] : ledger.lines(({ fate }) => fate === 'unclocked');
  return allGates.map(({ bus, bit, position }): GateView => {
    const windows = windowsOfGate.get(`${bus}.${bit}`) ?? [];
    const use = unclocked.find(({ block }) => windows.some(({ name }) => name === block));
    return {
      bus,
      bit,
      position,
      blocks: windows.map(({ name }) => name),
      id: windows.find(({ etzpc }) => etzpc !== undefined)?.etzpc,
      ...target.machine.blocks.rcc.gateOf(`${bus}.${bit}`),
      linuxSet: lastDeed(target, 'gate', `MP_${bus}ENSETR.${bit}`),
      m4Set: lastDeed(target, 'gate', `MC_${bus}ENSETR.${bit}`),
      unclocked: use === undefined ? undefined : accessOf(target, use),
    };
  });
};

export const exti: Builder<'exti'> = ({ target }) =>
  Array.from({ length: extiLines }, (_, line) => extiLine(target, line));

function extiLine(target: Target, line: number): ExtiLineView {
  const { registers } = target.machine.blocks.exti;
  const bank = (line >>> 5) + 1;
  const bit = (name: string): boolean => ((registers.word(`${name}${bank}`) >>> (line & 31)) & 1) === 1;
  return {
    line,
    source:
      line < pinsOfBank ? `P${portOf(registers.word(`EXTICR${(line >>> 2) + 1}`), line)}${line}` : extiSource(line),
    configurable: configurable.has(line),
    rising: bit('RTSR'),
    falling: bit('FTSR'),
    pending: bit('RPR') || bit('FPR'),
    linux: bit('C1IMR'),
    m4: bit('C2IMR'),
    linuxSet: lastDeed(target, 'line', `C1IMR.${line}`),
    m4Set: lastDeed(target, 'line', `C2IMR.${line}`),
  };
}

const portOf = (word: number, line: number): string => [...gpioBanks, 'Z'][(word >>> (8 * (line & 3))) & 0xf] ?? '?';

export const pins: Builder<'pins'> = ({ target }) => {
  const { blocks, linux } = target.machine;
  const users = new Map(linux.platform.pinUsers().map((user) => [user.pin, user]));
  return [...gpioBanks, 'Z'].map((letter) => ({
    bank: `GPIO${letter}`,
    clocked: blocks.rcc.isClocked(`${letter === 'Z' ? 'AHB5' : 'AHB4'}.GPIO${letter}EN`),
    pins: Array.from({ length: letter === 'Z' ? securePins : pinsOfBank }, (_, n) => pinView(target, letter, n, users)),
  }));
};

function pinView(
  target: Target,
  letter: string,
  n: number,
  users: ReadonlyMap<string, { readonly driver: string; readonly id: number }>,
): PinView {
  const bank = target.machine.blocks.gpio[`GPIO${letter}`]!;
  const word = (name: 'MODER' | 'AFRL' | 'AFRH' | 'LCKR' | 'SECCFGR'): number => bank.registers.word(name);
  const pin = `P${letter}${n}`;
  const user = users.get(pin);
  return {
    pin,
    mode: modes[(word('MODER') >>> (2 * n)) & 3] ?? 'analog',
    alternate: (word(n < 8 ? 'AFRL' : 'AFRH') >>> (4 * (n & 7))) & 0xf,
    high: bank.level(n),
    locked: bank.registers.get('LCKR', 'LCKK') === 1 && ((word('LCKR') >>> n) & 1) === 1,
    secure: letter === 'Z' && ((word('SECCFGR') >>> n) & 1) === 1,
    driver: user?.driver ?? '',
    peripheral: user === undefined ? '' : (etzpcIds[user.id]?.name ?? ''),
    linuxSet: deedOf(target, 'pin', pin, 1),
    m4Set: deedOf(target, 'pin', pin, 2),
  };
}
