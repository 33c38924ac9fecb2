/** Builds DMAMUX1 and both DMA controllers, and brings the requests of peripherals to the streams that listen to them. */
import { type Bus, BusError } from '../bus/bus';
import type { AccessSize } from '../contract/units';
import type { Clock } from '../kernel/clock';
import type { EventLog } from '../kernel/event-log';
import type { Line } from '../kernel/line';
import type { Schedule } from '../kernel/schedule';
import { Dma } from '../peripherals/dma/dma';
import { streams } from '../peripherals/dma/dma.regs';
import { Dmamux } from '../peripherals/dmamux/dmamux';
import { dmaIrq } from './interrupt-map';

export type DmaWiringPorts = {
  readonly log: EventLog;
  readonly clock: Clock;
  readonly schedule: Schedule;
  readonly line: (name: string) => Line;
  readonly toM4: (irq: number, level: boolean, cause: number | undefined) => void;
  readonly mcuClock: () => number;
  /** One access of the DMA; false when the bus refuses it. */
  readonly copy: (from: number, to: number, size: AccessSize) => boolean;
};

/** Numbers of requests at DMAMUX1. Source: RM0436, DMAMUX1 request mapping. */
const requestNumbers = {
  TIM1_CH1: 11,
  TIM1_CH2: 12,
  TIM1_CH3: 13,
  TIM1_CH4: 14,
  TIM1_UP: 15,
  TIM2_CH1: 18,
  TIM2_CH2: 19,
  TIM2_CH3: 20,
  TIM2_CH4: 21,
  TIM2_UP: 22,
  TIM3_CH1: 23,
  TIM3_CH2: 24,
  TIM3_CH3: 25,
  TIM3_CH4: 26,
  TIM3_UP: 27,
  TIM4_CH1: 29,
  TIM4_CH2: 30,
  TIM4_CH3: 31,
  TIM4_UP: 32,
  USART2_RX: 43,
  USART2_TX: 44,
  USART3_RX: 45,
  USART3_TX: 46,
  TIM8_CH1: 47,
  TIM8_CH2: 48,
  TIM8_CH3: 49,
  TIM8_CH4: 50,
  TIM8_UP: 51,
  TIM5_CH1: 55,
  TIM5_CH2: 56,
  TIM5_CH3: 57,
  TIM5_CH4: 58,
  TIM5_UP: 59,
  UART4_RX: 63,
  UART4_TX: 64,
  UART5_RX: 65,
  UART5_TX: 66,
  TIM6_UP: 69,
  TIM7_UP: 70,
  USART6_RX: 71,
  USART6_TX: 72,
  HASH2_IN: 78,
  UART7_RX: 79,
  UART7_TX: 80,
  UART8_RX: 81,
  UART8_TX: 82,
  TIM15_CH1: 105,
  TIM15_UP: 106,
  TIM16_CH1: 109,
  TIM16_UP: 110,
  TIM17_CH1: 111,
  TIM17_UP: 112,
} as const;
export type DmaRequest = keyof typeof requestNumbers;
export const isDmaRequest = (name: string): name is DmaRequest => name in requestNumbers;
/** `served`: an item was moved for it. `finished`: the stream that feeds it has moved its last item. */
type Answers = { readonly served?: () => void; readonly finished?: () => void };
export type RequestLine = (name: DmaRequest, answers?: Answers) => Line;

/** One access of a DMA stream; false when the bus refuses it. */
export function copyByDma(bus: Bus, from: number, to: number, size: AccessSize): boolean {
  try {
    bus.write(to, bus.read(from, size, 'dma'), size, 'dma');
    return true;
  } catch (error) {
    if (error instanceof BusError) return false;
    throw error;
  }
}

export function buildDma(ports: DmaWiringPorts) {
  const { log, clock, schedule, copy } = ports;
  const requests = new Map<number, Answers & { readonly line: Line }>();

  const dmamux = new Dmamux({
    changed: (channel) => controllers[channel < streams ? 'DMA1' : 'DMA2'].asked(channel % streams),
  });
  const build = (name: 'DMA1' | 'DMA2', firstChannel: number): Dma => {
    const requestOf = (stream: number) => requests.get(dmamux.requestOf(firstChannel + stream));
    const interrupts = dmaIrq[name].map((irq, stream) => {
      const made = ports.line(`${name}_Stream${stream}`);
      made.connect((level) => ports.toM4(irq, level, log.context.cause));
      return made;
    });
    return new Dma({
      name,
      log,
      clock,
      schedule,
      interrupts,
      copy,
      hz: ports.mcuClock,
      isAsked: (stream) => requestOf(stream)?.line.level === true,
      served: (stream) => requestOf(stream)?.served?.(),
      finished: (stream) => requestOf(stream)?.finished?.(),
    });
  };
  const controllers = { DMA1: build('DMA1', 0), DMA2: build('DMA2', streams) } as const;

  const request: RequestLine = (name, answers = {}) => {
    const line = ports.line(name);
    line.connect((level) => {
      if (!level) return;
      for (const channel of dmamux.listeners(requestNumbers[name]))
        controllers[channel < streams ? 'DMA1' : 'DMA2'].asked(channel % streams);
    });
    requests.set(requestNumbers[name], { line, ...answers });
    return line;
  };
  return { request, byName: { ...controllers, DMAMUX1: dmamux } };
}
