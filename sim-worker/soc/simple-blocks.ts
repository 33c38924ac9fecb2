/** Builds the peripherals that have nothing but registers, a clock and one interrupt: which selector feeds them, which input they drive. */
import type { Clock } from '../kernel/clock';
import type { EventLog } from '../kernel/event-log';
import type { Line } from '../kernel/line';
import type { Schedule } from '../kernel/schedule';
import { Crc } from '../peripherals/crc/crc';
import { Hash } from '../peripherals/hash/hash';
import { Lptim } from '../peripherals/lptim/lptim';
import type { KernelClock } from '../peripherals/rcc/clock-tree';
import { Usart } from '../peripherals/usart/usart';
import type { Block } from './blocks';
import type { RequestLine } from './dma-wiring';
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
    request: ports.request('HASH2_IN', () => hash.dmaFinished()),
    hz: ports.mcuClock,
  });
  const crcs = built(['CRC1', 'CRC2'], () => new Crc());
  return { usarts, byName: { ...usarts, ...lptims, HASH2: hash, ...crcs } satisfies Readonly<Record<string, Block>> };
}

const keysOf = <K extends string>(table: Readonly<Record<K, unknown>>): readonly K[] => Object.keys(table) as K[];
