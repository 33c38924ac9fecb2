/** Reset and clock control: gates of both sides, resets, oscillators and PLLs that become ready, and the life of the M4. */
import { type Initiator, type Nanoseconds, ns, us } from '../../contract/units';
import { Block } from '../../kernel/block';
import type { Clock } from '../../kernel/clock';
import type { EventLog } from '../../kernel/event-log';
import { RegisterFile } from '../../kernel/register-file';
import type { Schedule } from '../../kernel/schedule';
import type { Plain } from '../../kernel/snapshot';
import { engineering, engineeringGates, linuxBooted, linuxGates } from './boot-images';
import { type KernelClock, kernelHz, mcuHz, pclkHz, timerHz } from './clock-tree';
import { rccMap } from './rcc.regs';
import { gateGroups, resetGroups } from './rcc-gates.regs';

export type RccPorts = {
  readonly log: EventLog;
  readonly clock: Clock;
  readonly schedule: Schedule;
  readonly m4: { held(): boolean; release(): void; reset(reason: string, hold: boolean): void };
  /** A peripheral's reset line changed: `GPIOA`, `IPCC`, … */
  readonly blockReset: (block: string, asserted: boolean) => void;
  readonly mcuClockChanged: (hz: number) => void;
  /** A gate of one side was opened or closed: `MC_APB1ENSETR.UART4EN`. */
  readonly gated: (gate: string, by: Initiator) => void;
};

const device = 'rcc';
/** Time until an oscillator, PLL or selector reports ready. Not published as one number; HAL waits 100 ms and more. */
const startUp: Readonly<Record<string, Nanoseconds>> = {
  hse: us(2_000),
  hsi: us(10),
  csi: us(10),
  lse: us(1_000_000),
  lsi: us(100),
  pll: us(100),
  mux: ns(500),
};

const pllControls = ['PLL1CR', 'PLL2CR', 'PLL3CR', 'PLL4CR'] as const;
/** Registers whose bit 31 says "taken over". */
const muxes = [
  'MPCKSELR',
  'ASSCKSELR',
  'RCK12SELR',
  'RCK3SELR',
  'RCK4SELR',
  'MSSCKSELR',
  'MPCKDIVR',
  'AXIDIVR',
  'MCUDIVR',
  'APB1DIVR',
  'APB2DIVR',
  'APB3DIVR',
  'APB4DIVR',
  'APB5DIVR',
  'TIMG1PRER',
  'TIMG2PRER',
] as const;
/** Enable bit of OCENSETR, ready bit of OCRDYR. */
const oscillators = [
  { name: 'hsi', on: 0, ready: [0, 2] },
  { name: 'csi', on: 4, ready: [4] },
  { name: 'hse', on: 8, ready: [8] },
] as const;
const resetFlag = { mcu: 1 << 5, watchdog: 1 << 10 } as const;
const readyBit = 0x8000_0000;

type Written = (bits: number, before: number, by: Initiator) => void;
type Settle = { readonly register: string; readonly mask: number; readonly value: number };

export class Rcc extends Block<typeof rccMap> {
  readonly registers: RegisterFile<typeof rccMap>;
  readonly #ports: RccPorts;
  /** Gate name (`AHB3.IPCCEN`) to its bit in the registers of both sides. */
  readonly #gates = new Map<string, { readonly mc: string; readonly mp: string | undefined; readonly mask: number }>();

  /** The same bits by where their words lie: every access to a block asks. */
  readonly #places: ReadonlyMap<string, { readonly mc: number; readonly mp: number; readonly mask: number }>;

  constructor(ports: RccPorts) {
    super();
    this.#ports = ports;
    const written: Record<string, Written> = {};
    this.#wireGates(written);
    this.#wireResets(written);
    this.#wirePair(written, 'OCENSETR', 'OCENCLRR', () => this.#startOscillators());
    for (const name of pllControls) written[name] = () => this.#startPll(name);
    for (const name of muxes) written[name] = () => this.#switchMux(name);
    for (const name of ['HSICFGR', 'PLL3CFGR1', 'PLL3CFGR2', 'PLL3FRACR']) written[name] = () => this.#retime();
    written.RDLSICR = () => this.#plan('lsi', 'RDLSICR', 2, (this.registers.word('RDLSICR') & 1) === 1);
    written.BDCR = () => this.#plan('lse', 'BDCR', 4, (this.registers.word('BDCR') & 1) === 1);
    written.MP_GCR = (bits, before) => this.#bootMcu((bits & 1) === 1, (before & 1) === 1);
    written.MP_GRSTCSETR = (bits) => {
      if ((bits & 2) !== 0) this.#resetM4('MCURST', resetFlag.mcu);
    };
    this.registers = new RegisterFile(rccMap, { written });
    this.#places = new Map(
      [...this.#gates].map(([gate, { mc, mp, mask }]) => [
        gate,
        { mc: this.#placeOf(mc), mp: this.#placeOf(mp ?? mc), mask },
      ]),
    );
    ports.schedule.register(device, (_what, data) => this.#settle(data as unknown as Settle));
  }

  /** The bus clock of a block runs if either side has enabled it. */
  isClocked(gate: string): boolean {
    const places = this.#places.get(gate);
    if (places === undefined) return true;
    const { words } = this.registers;
    return ((words[places.mc]! | words[places.mp]!) & places.mask) !== 0;
  }

  /** How each side's enable bit of a gate stands; undefined where Linux has none. */
  gateOf(gate: string): { readonly linux: boolean | undefined; readonly m4: boolean } {
    const found = this.#gates.get(gate);
    if (found === undefined) return { linux: undefined, m4: false };
    const isSet = (register: string): boolean => (this.registers.word(register) & found.mask) !== 0;
    return { linux: found.mp === undefined ? undefined : isSet(found.mp), m4: isSet(found.mc) };
  }

  /** The values with which a Linux-booted DK2 lets the M4 go. */
  linuxBooted(): void {
    this.#image(linuxBooted, linuxGates);
  }

  /** The values after the boot ROM alone. */
  engineering(): void {
    this.#image(engineering, engineeringGates);
  }

  /** AIRCR.SYSRESETREQ of the M4: resets that core alone. */
  systemResetRequest(): void {
    this.#resetM4('SYSRESETREQ', resetFlag.mcu);
  }

  /** The clock of the M4 and its bus, in Hz. */
  get mcuClock(): number {
    return mcuHz((name) => this.registers.word(name));
  }

  /** PCLK1 in Hz. */
  get pclk1(): number {
    return pclkHz((name) => this.registers.word(name), 1);
  }

  /** Clock of the timers on APB1 or APB2, in Hz. */
  timerClock(bus: 1 | 2): number {
    return timerHz((name) => this.registers.word(name), bus);
  }

  /** What drives the heart of a block whose bus clock is another one, in Hz; 0 while it is off. */
  kernelClock(selector: KernelClock): number {
    return kernelHz((name) => this.registers.word(name), selector);
  }

  /** WWDG1 ran out. */
  watchdogReset(): void {
    this.#resetM4('WWDG1', resetFlag.watchdog);
  }

  protected override loadMore(_state: Plain): void {
    this.#ports.mcuClockChanged(mcuHz((name) => this.registers.word(name)));
  }

  #image(words: Readonly<Record<string, number>>, gates: readonly string[]): void {
    this.registers.reset();
    for (const [name, value] of Object.entries(words)) this.registers.setWord(name, value);
    for (const gate of gates) {
      const found = this.#gates.get(gate);
      if (found?.mp === undefined) continue;
      for (const name of [found.mp, partner(found.mp)])
        this.registers.setWord(name, (this.registers.word(name) | found.mask) >>> 0);
    }
    this.#retime();
  }

  #placeOf(register: string): number {
    return this.registers.placeOf(register);
  }

  #wireGates(written: Record<string, Written>): void {
    for (const group of gateGroups) {
      const sides = group.mp === undefined ? (['MC'] as const) : (['MC', 'MP'] as const);
      for (const side of sides) {
        const set = `${side}_${group.bus}ENSETR`;
        this.#wirePair(written, set, partner(set), (now, before, by) => this.#gated(set, now, before, by));
        const sleep = `${side}_${group.bus}LPENSETR`;
        this.#wirePair(written, sleep, partner(sleep), () => undefined);
      }
      for (const [, name, bit] of group.bits.matchAll(/(\w+)\[(\d+)\]/g)) {
        const mp = group.mp === undefined ? undefined : `MP_${group.bus}ENSETR`;
        this.#gates.set(`${group.bus}.${name}`, { mc: `MC_${group.bus}ENSETR`, mp, mask: (1 << Number(bit)) >>> 0 });
      }
    }
  }

  #wireResets(written: Record<string, Written>): void {
    for (const { bus, bits } of resetGroups) {
      const names = [...bits.matchAll(/(\w+)RST\[(\d+)\]/g)].map(([, name, bit]) => ({
        name: name ?? '',
        bit: Number(bit),
      }));
      this.#wirePair(written, `${bus}RSTSETR`, `${bus}RSTCLRR`, (now, before) => {
        for (const { name, bit } of names) {
          if ((((now ^ before) >>> bit) & 1) === 0) continue;
          const asserted = ((now >>> bit) & 1) === 1;
          this.#ports.log.record('rcc.reset', { block: name, asserted });
          this.#ports.blockReset(name, asserted);
        }
      });
    }
  }

  /** SETR sets, CLRR clears, both read the same (RM0436, RCC). */
  #wirePair(
    written: Record<string, Written>,
    set: string,
    clear: string,
    changed: (now: number, before: number, by: Initiator) => void,
  ): void {
    const both = (now: number, before: number, by: Initiator): void => {
      this.registers.setWord(set, now >>> 0);
      this.registers.setWord(clear, now >>> 0);
      if (now >>> 0 !== before) changed(now >>> 0, before, by);
    };
    written[set] = (bits, before, by) => both(before | bits, before, by);
    // The watchdog's gate can only be opened.
    const sticky = set === 'MC_APB1ENSETR' ? 1 << 28 : 0;
    written[clear] = (bits, before, by) => both(before & ~(bits & ~sticky), before, by);
  }

  #gated(register: string, now: number, before: number, by: Initiator): void {
    const names = Object.entries(rccMap.registers[register]?.fields ?? {});
    for (const [bit, field] of names) {
      if ((((now ^ before) >>> field.lsb) & 1) === 0) continue;
      this.#ports.gated(`${register}.${bit}`, by);
      this.#ports.log.record('rcc.gated', { register, bit, on: ((now >>> field.lsb) & 1) === 1 });
    }
  }

  #plan(what: string, register: string, mask: number, on: boolean): void {
    const settle: Settle = { register, mask, value: on ? mask : 0 };
    this.#ports.schedule.plan(ns(this.#ports.clock.now + (startUp[what] ?? 0)), device, 'settle', settle);
  }

  #settle({ register, mask, value }: Settle): void {
    this.registers.setWord(register, ((this.registers.word(register) & ~mask) | value) >>> 0);
    this.#retime();
  }

  #startOscillators(): void {
    const on = this.registers.word('OCENSETR');
    for (const { name, on: bit, ready } of oscillators) {
      const mask = ready.reduce<number>((all, r) => all | (1 << r), 0);
      this.#plan(name, 'OCRDYR', mask, ((on >>> bit) & 1) === 1);
    }
  }

  #startPll(name: (typeof pllControls)[number]): void {
    this.#plan('pll', name, 2, (this.registers.word(name) & 1) === 1);
    this.#retime();
  }

  /** The ready bit falls while the change is taken over. */
  #switchMux(name: (typeof muxes)[number]): void {
    this.registers.setWord(name, (this.registers.word(name) & ~readyBit) >>> 0);
    this.#plan('mux', name, readyBit, true);
  }

  #retime(): void {
    this.#ports.mcuClockChanged(mcuHz((name) => this.registers.word(name)));
  }

  /** Released on 1 while held; 0 is looked at only at the next reset (RM0436, RCC_MP_GCR). */
  #bootMcu(now: boolean, before: boolean): void {
    if (now !== before) this.#ports.log.record('rcc.boot-mcu', { on: now });
    if (now && this.#ports.m4.held()) this.#ports.m4.release();
  }

  #resetM4(reason: string, flag: number): void {
    this.registers.setWord('MC_RSTSCLRR', (this.registers.word('MC_RSTSCLRR') | flag) >>> 0);
    this.#ports.m4.reset(reason, (this.registers.word('MP_GCR') & 1) === 0);
  }
}

const partner = (set: string): string => set.replace(/SETR$/, 'CLRR');
