/** Builds the peripherals that have nothing but registers, a clock and one interrupt: which selector feeds them, which input they drive. */
import type { Clock } from '../kernel/clock';
import type { EventLog } from '../kernel/event-log';
import type { Line } from '../kernel/line';
import type { Schedule } from '../kernel/schedule';
import { Crc } from '../peripherals/crc/crc';
import { Hash } from '../peripherals/hash/hash';
import { Lptim } from '../peripherals/lptim/lptim';
import type { KernelClock } from '../peripherals/rcc/clock-tree';
import { Tim } from '../peripherals/tim/tim';
import { Usart } from '../peripherals/usart/usart';
import type { Block } from './blocks';
import { isDmaRequest, type RequestLine } from './dma-wiring';
import { blockIrq } from './interrupt-map';

export type SimpleBlockPorts = {
  readonly log: EventLog;
  readonly clock: Clock;
  readonly schedule: Schedule;
  readonly line: (name: string) => Line;
  readonly toM4: (irq: number, level: boolean, cause: number | undefined) => void;
  /** In Hz. */
  readonly kernelClock: (selector: KernelClock) => number;
  readonly mcuClock: () => number;
  /** Of the timers on APB1 or APB2, in Hz. */
  readonly timerClock: (bus: 1 | 2) => number;
  readonly request: RequestLine;
};

/** Which selector clocks which serial port. Source: RM0436, RCC, kernel clock distribution. */
const usartClocks = {
  USART2: 'UART24CKSELR',
  USART3: 'UART35CKSELR',
  UART4: 'UART24CKSELR',
  UART5: 'UART35CKSELR',
  USART6: 'UART6CKSELR',
  UART7: 'UART78CKSELR',
  UART8: 'UART78CKSELR',
} as const satisfies Partial<Record<keyof typeof blockIrq, KernelClock>>;

const lptimClocks = {
  LPTIM1: 'LPTIM1CKSELR',
  LPTIM2: 'LPTIM23CKSELR',
  LPTIM3: 'LPTIM23CKSELR',
  LPTIM4: 'LPTIM45CKSELR',
  LPTIM5: 'LPTIM45CKSELR',
} as const satisfies Partial<Record<keyof typeof blockIrq, KernelClock>>;

type TimKind = {
  readonly bus: 1 | 2;
  readonly channels: number;
  readonly width?: 16 | 32;
  /** Update and match have inputs of their own. */
  readonly split?: true;
};
/** Which timer can do what. Source: RM0436, overview of the timers. */
const timKinds = {
  TIM1: { bus: 2, channels: 4, split: true },
  TIM2: { bus: 1, channels: 4, width: 32 },
  TIM3: { bus: 1, channels: 4 },
  TIM4: { bus: 1, channels: 4 },
  TIM5: { bus: 1, channels: 4, width: 32 },
  TIM6: { bus: 1, channels: 0 },
  TIM7: { bus: 1, channels: 0 },
  TIM8: { bus: 2, channels: 4, split: true },
  TIM12: { bus: 1, channels: 2 },
  TIM13: { bus: 1, channels: 1 },
  TIM14: { bus: 1, channels: 1 },
  TIM15: { bus: 2, channels: 2 },
  TIM16: { bus: 2, channels: 1 },
  TIM17: { bus: 2, channels: 1 },
} as const satisfies Readonly<Record<string, TimKind>>;
type TimName = keyof typeof timKinds;

export function buildSimpleBlocks(ports: SimpleBlockPorts) {
  const { log, clock, schedule } = ports;
  const interrupt = (name: keyof typeof blockIrq): Line => {
    const made = ports.line(name);
    made.connect((level) => ports.toM4(blockIrq[name], level, log.context.cause));
    return made;
  };
  const built = <N extends string, B>(names: readonly N[], build: (name: N) => B): Readonly<Record<N, B>> =>
    Object.fromEntries(names.map((name) => [name, build(name)] as const)) as Record<N, B>;

  const usarts = built(keysOf(usartClocks), (name) => {
    const hz = (): number => ports.kernelClock(usartClocks[name]);
    const requests = { receive: ports.request(`${name}_RX`), transmit: ports.request(`${name}_TX`) };
    return new Usart({ name, log, clock, schedule, interrupt: interrupt(name), requests, hz });
  });
  const lptims = built(keysOf(lptimClocks), (name) => {
    const hz = (): number => ports.kernelClock(lptimClocks[name]);
    return new Lptim({ name, clock, schedule, interrupt: interrupt(name), hz });
  });
  const hash: Hash = new Hash({
    name: 'HASH2',
    clock,
    schedule,
    interrupt: interrupt('HASH2'),
    request: ports.request('HASH2_IN', { finished: () => hash.dmaFinished() }),
    hz: ports.mcuClock,
  });
  const tims: Readonly<Record<TimName, Tim>> = built(keysOf(timKinds), (name) => {
    const { bus, channels, width = 16, split }: TimKind = timKinds[name];
    const line = (suffix: string): Line => interrupt(`${name}${suffix}` as keyof typeof blockIrq);
    const asked = (suffix: string, served: () => void): Line | undefined => {
      const request = `${name}_${suffix}`;
      return isDmaRequest(request) ? ports.request(request, { served }) : undefined;
    };
    return new Tim({
      name,
      clock,
      schedule,
      width,
      channels,
      hz: () => ports.timerClock(bus),
      interrupts: split ? { update: line('_UP'), compare: line('_CC') } : { update: line(''), compare: undefined },
      requests: {
        update: asked('UP', () => tims[name].updateServed()),
        channels: Array.from({ length: channels }, (_, i) =>
          asked(`CH${i + 1}`, () => tims[name].channelServed(i + 1)),
        ),
      },
    });
  });
  const crcs = built(['CRC1', 'CRC2'], () => new Crc());
  return {
    usarts,
    byName: { ...usarts, ...tims, ...lptims, HASH2: hash, ...crcs } satisfies Readonly<Record<string, Block>>,
  };
}

const keysOf = <K extends string>(table: Readonly<Record<K, unknown>>): readonly K[] => Object.keys(table) as K[];
