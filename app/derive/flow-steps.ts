/** The steps of one message for the sequence diagram: arrows between lanes, points on a lane, and the bars between them. */

import type { Lane, SocEvent } from '../../sim-worker/contract/event-schema';
import { labelOf } from '../../sim-worker/contract/event-text';
import { bellHand } from './actor';
import { addressText } from './format';
import type { Message, MessageEvent } from './messages';
import { letterText, type Owner } from './words';

export type FlowStep = {
  /** The number of the event that the step stands for. */
  readonly seq: number;
  readonly time: number;
  readonly from: Lane;
  /** The same as `from` for a point. */
  readonly to: Lane;
  /** One short line for the narrow diagram. */
  readonly label: string;
  /** Two lines for the wide one. */
  readonly title: string;
  readonly detail: string;
  /** On the way of the letter and its bell; a side step (an acknowledge) is drawn thin. */
  readonly onChain: boolean;
  /** The address at which the message lay. */
  readonly address: number | undefined;
  readonly faulty: boolean;
  /** The events that this step tells, its own first. */
  readonly events: readonly SocEvent[];
};
export type FlowBar = {
  readonly lane: Lane;
  readonly start: number;
  /** Open bars reach to now. */
  readonly end: number | undefined;
  readonly kind: 'works' | 'waits' | 'bell';
  readonly owner: Owner;
  readonly sentence: string;
};

type Told = Partial<Omit<FlowStep, 'seq' | 'time' | 'events'>> & { readonly from: Lane; readonly label: string };

/** `byte`: the one that is followed; its own address is told. */
export function flowSteps(message: Message, byte?: number): readonly FlowStep[] {
  return byte === undefined ? stepsOf(message) : stepsOf(message).map((step) => atByte(step, byte));
}
/** The payload follows the rpmsg header of 16 bytes. */
function atByte(step: FlowStep, byte: number): FlowStep {
  return step.address === undefined ? step : { ...step, title: addressText(step.address + 16 + byte) };
}

function stepsOf(message: Message): readonly FlowStep[] {
  const steps: FlowStep[] = [];
  const pairs = new Map<number, number>();
  for (const item of message.events) {
    // A line that goes up is the bell's own doing.
    const rung =
      item.event.kind === 'irq.raised' && item.event.cause !== undefined ? pairs.get(item.event.cause) : undefined;
    const bell = rung === undefined ? undefined : steps[rung];
    if (rung !== undefined && bell !== undefined) {
      steps[rung] = { ...bell, events: [...bell.events, item.event] };
      continue;
    }
    const partner = partnerOf(item.event, message);
    const at = partner === undefined ? undefined : pairs.get(partner);
    const told = tell(item, message);
    if (told === undefined) continue;
    if (at !== undefined) {
      steps[at] = joined(steps[at], item.event, told);
      continue;
    }
    pairs.set(item.event.seq, steps.length);
    steps.push({
      to: told.from,
      title: told.label,
      detail: '',
      onChain: false,
      address: undefined,
      faulty: false,
      ...told,
      seq: item.event.seq,
      time: item.event.time,
      events: [item.event],
    });
  }
  return steps;
}

/** "Written" and "handed over" of one leg are one step with two events. */
function partnerOf(event: SocEvent, { out, back }: Message): number | undefined {
  for (const leg of [out, back]) {
    if (leg?.written?.seq === event.seq) return leg.handed?.seq;
    if (leg?.handed?.seq === event.seq) return leg.written?.seq;
  }
  return undefined;
}
function joined(step: FlowStep | undefined, event: SocEvent, told: Told): FlowStep {
  if (step === undefined) throw new Error('a pair without its first half');
  const words =
    event.kind === 'rpmsg.written' ? { label: told.label, title: told.title ?? told.label, address: told.address } : {};
  const detail = event.kind === 'rpmsg.written' ? step.detail : (told.detail ?? '');
  return { ...step, ...words, detail, events: [...step.events, event] };
}

function tell(item: MessageEvent, message: Message): Told | undefined {
  const { event, lane, inHandler } = item;
  switch (event.kind) {
    case 'tty.written':
      return {
        from: 'user',
        to: 'driver',
        label: `write(${event.fields.bytes})`,
        title: `write(“${letterText(event.fields.text)}”, ${event.fields.bytes})`,
        onChain: true,
      };
    case 'rpmsg.written':
      return {
        from: lane,
        label: `buffer ${addressText(event.fields.buffer)}`,
        title: addressText(event.fields.buffer),
        onChain: true,
        address: event.fields.buffer,
      };
    case 'vring.offered':
    case 'vring.returned':
      return tellRing(event, lane, message);
    case 'ipcc.occupied':
      return {
        from: bellHand(event.fields.from, inHandler),
        to: 'ipcc',
        label: `ring ch ${event.fields.channel}`,
        detail: `C${event.fields.from}SCR ${addressText(1 << (event.fields.channel + 15))}`,
        onChain: true,
      };
    case 'ipcc.freed':
      return {
        from: bellHand(event.fields.from === 1 ? 2 : 1, inHandler),
        to: 'ipcc',
        label: `ack ch ${event.fields.channel}`,
      };
    default:
      return tellArrival(item, message);
  }
}

function tellRing(
  event: Extract<SocEvent, { kind: 'vring.offered' | 'vring.returned' }>,
  lane: Lane,
  message: Message,
): Told {
  const { ring, descriptor, index } = event.fields;
  const moved = `${event.kind === 'vring.offered' ? 'avail' : 'used'}.idx ${index}`;
  const carries = event.seq === message.out?.handed?.seq || event.seq === message.back?.handed?.seq;
  if (carries)
    return {
      from: lane,
      label: `vring${ring} buffer ${descriptor}`,
      detail: `in vring${ring} buffer ${descriptor}`,
      onChain: true,
    };
  return event.kind === 'vring.returned'
    ? {
        from: lane,
        label: `read, ${moved}`,
        title: 'M4 has read it',
        detail: `vring${ring} buffer ${descriptor} returned, ${moved}`,
        onChain: true,
      }
    : {
        from: lane,
        label: `given back, ${moved}`,
        title: 'buffer given back',
        detail: `vring${ring} buffer ${descriptor}, ${moved}`,
      };
}

function tellArrival({ event, lane }: MessageEvent, message: Message): Told | undefined {
  switch (event.kind) {
    case 'irq.taken':
      return {
        from: 'ipcc',
        to: 'm4-irq',
        label: irqLabel(event.fields.exception),
        onChain: event.seq === message.out?.heard?.seq,
      };
    case 'irq.returned': {
      const last = message.events.findLast((e) => e.event.kind === 'irq.returned')?.event.seq === event.seq;
      const chained = last && (message.back?.written === undefined || message.back.written.time >= event.time);
      return { from: 'm4-irq', to: 'm4', label: 'returns', title: 'interrupt returns', onChain: chained };
    }
    case 'irq.handled':
      return { from: 'ipcc', to: 'driver', label: 'A7 interrupt', onChain: event.seq === message.back?.heard?.seq };
    case 'rpmsg.received':
      return { from: 'driver', label: 'work runs', title: 'rpmsg_recv_done', detail: 'work queue', onChain: true };
    case 'tty.received':
      return message.back?.read === undefined
        ? {
            from: 'driver',
            to: 'user',
            label: `read → ${event.fields.bytes}`,
            title: `read() = ${event.fields.bytes}`,
            onChain: true,
          }
        : { from: 'driver', label: 'tty buffer', title: 'tty buffer', detail: 'rpmsg_tty_cb', onChain: true };
    case 'tty.read':
      return {
        from: 'driver',
        to: 'user',
        label: `read → ${event.fields.bytes}`,
        title: `read() = ${event.fields.bytes}`,
        onChain: true,
      };
    case 'rpmsg.announced':
      return {
        from: 'driver',
        label: `“${event.fields.service}”`,
        title: 'name service',
        detail: `“${event.fields.service}” at 0x${event.fields.address.toString(16)}`,
        onChain: true,
      };
    case 'rpmsg.channel-created':
      return {
        from: 'driver',
        label: event.fields.node || 'no driver',
        title: 'channel created',
        detail: event.fields.node || 'no driver claims it',
      };
    case 'fault.taken':
    case 'fault.locked-up':
    case 'vring.corrupted':
    case 'etzpc.refused':
      return {
        from: lane,
        label: event.kind === 'fault.taken' ? event.fields.name : labelOf(event),
        title: labelOf(event),
        faulty: true,
      };
    case 'inject.fired':
    case 'inject.delivered':
      return { from: 'ipcc', label: `fault ${event.fields.id}`, title: labelOf(event), faulty: true };
    case 'gpio.driven':
    case 'hsem.taken':
    case 'hsem.released':
      return { from: lane, label: labelOf(event) };
    default:
      return undefined;
  }
}
const irqLabel = (exception: number): string => (exception >= 16 ? `IRQ ${exception - 16}` : `exception ${exception}`);

/** Activity on the lanes. A bar on the IPCC lane is the time a flag was set, in the setter's hue. */
export function flowBars(message: Message): readonly FlowBar[] {
  const { out, back, start } = message;
  const bars: FlowBar[] = [];
  const add = (
    lane: Lane,
    from: number | undefined,
    to: number | undefined,
    kind: FlowBar['kind'],
    owner: Owner,
    sentence: string,
  ): void => {
    if (from !== undefined) bars.push({ lane, start: from, end: to, kind, owner, sentence });
  };
  if (out !== undefined) {
    add('driver', start, (out.rung ?? out.handed)?.time, 'works', 'a7', 'Linux sends');
    add('ipcc', out.rung?.time, out.acknowledged?.time, 'works', 'a7', 'flag set by Linux');
  }
  for (const [from, to] of handlerSpans(message.events)) add('m4-irq', from, to, 'works', 'm4', 'M4 interrupt handler');
  const begin = firmwareStart(message);
  const stop = (back?.rung ?? back?.handed ?? out?.taken)?.time;
  if (begin !== undefined && (stop === undefined || stop > begin))
    add('m4', begin, stop, 'works', 'm4', 'firmware works');
  if (back === undefined) return bars;
  add('ipcc', back.rung?.time, back.acknowledged?.time, 'works', 'm4', 'flag set by the M4');
  const answered = (back.acknowledged ?? back.taken)?.time;
  add('driver', back.heard?.time, answered, 'works', 'a7', 'Linux interrupt handler');
  if (back.acknowledged !== undefined)
    add('driver', back.acknowledged.time, back.taken?.time, 'waits', 'a7', 'waits for the work queue');
  add(
    'driver',
    back.taken?.time,
    back.delivered?.time ?? lastOn(message.events, 'driver'),
    'works',
    'a7',
    'Linux receives',
  );
  return bars;
}

function handlerSpans(events: readonly MessageEvent[]): readonly (readonly [number, number | undefined])[] {
  const spans: [number, number | undefined][] = [];
  for (const { event } of events) {
    if (event.kind === 'irq.taken') spans.push([event.time, undefined]);
    const open = spans[spans.length - 1];
    if (event.kind === 'irq.returned' && open !== undefined && open[1] === undefined) open[1] = event.time;
  }
  return spans;
}

/** The first moment of the main program: the return from the interrupt before the M4's own first act, or that act itself. */
function firmwareStart({ events }: Message): number | undefined {
  const own = events.find((e) => e.lane === 'm4' && e.event.kind !== 'irq.returned')?.event.time;
  const returned = events.findLast((e) => e.event.kind === 'irq.returned' && (own === undefined || e.event.time <= own))
    ?.event.time;
  return returned ?? own;
}
const lastOn = (events: readonly MessageEvent[], lane: Lane): number | undefined =>
  events.findLast((e) => e.lane === lane)?.event.time;
