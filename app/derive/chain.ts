/** The chain of what is selected, turned so that every panel finds its part of it: by event, bell, descriptor, address, code. */
import type { SocEvent } from '../../sim-worker/contract/event-schema';
import { labelOf } from '../../sim-worker/contract/event-text';
import type { ChainStart, ChainStep, ChainView } from '../../sim-worker/contract/message-views';
import { narrationOf } from '../../sim-worker/contract/narration';
import { laneOf, laneOwner } from './actor';
import { addressText } from './format';
import { type Message, messageOf } from './messages';
import type { Owner } from './words';

/** The steps that a mark stands for: their numbers as text ("3", "4, 7"), and whether the present one is among them. */
export type StepMarks = {
  readonly label: string;
  readonly numbers: readonly number[];
  readonly current: boolean;
  /** The event of the present step if it is among them, else of the first. */
  readonly seq: number;
  readonly time: number;
};
export type Chain = {
  readonly view: ChainView;
  /** The numbered steps, first to last. */
  readonly path: readonly ChainStep[];
  readonly current: ChainStep | undefined;
  /** The message with all its events, and as it was at the present step. */
  readonly message: Message | undefined;
  readonly messageNow: Message | undefined;
  readonly events: ReadonlyMap<number, StepMarks>;
  /** By "from.channel". */
  readonly bells: ReadonlyMap<string, StepMarks>;
  /** By "ring.descriptor". */
  readonly descriptors: ReadonlyMap<string, StepMarks>;
  /** By the number of the ring. */
  readonly rings: ReadonlyMap<number, StepMarks>;
  /** By n of ttyRPMSGn. */
  readonly ttys: ReadonlyMap<number, StepMarks>;
  /** The one that the present step is about, or the last before it. */
  readonly descriptor: { readonly kind: 'descriptor'; readonly ring: number; readonly index: number } | undefined;
  /** By the address of the instruction. */
  readonly code: ReadonlyMap<number, StepMarks>;
  /** Of the present step, or of the last before it that the M4 did. */
  readonly codeAddress: number | undefined;
  readonly places: readonly ChainPlace[];
};
export type ChainPlace = {
  readonly address: number;
  readonly length: number;
  readonly what: string;
  readonly marks: StepMarks;
};

/** What the worker is asked for when this is selected; undefined where no chain goes through it. */
export function chainStart(
  selection: ({ readonly kind: string } & Partial<Record<string, unknown>>) | undefined,
): ChainStart | undefined {
  switch (selection?.kind) {
    case 'event': {
      const { seq, byte } = selection;
      return { kind: 'event', seq: Number(seq), ...(byte === undefined ? {} : { byte: Number(byte) }) };
    }
    case 'channel':
      return { kind: 'channel', from: selection.from === 1 ? 1 : 2, channel: Number(selection.channel) };
    case 'descriptor':
      return { kind: 'descriptor', ring: Number(selection.ring), index: Number(selection.index) };
    default:
      return undefined;
  }
}

export function chainOf(view: ChainView): Chain {
  const path = view.steps.filter(({ number }) => number !== undefined);
  const current = path.find(({ event }) => event.seq === view.seq);
  const gather = <K>(keyOf: (step: ChainStep) => K | undefined): ReadonlyMap<K, StepMarks> =>
    gathered(path, keyOf, view.seq);
  const own = view.steps.filter(({ ofMessage }) => ofMessage).map(({ event }) => event);
  const seq = view.seq ?? -1;
  return {
    view,
    path,
    current,
    message: messageOf(own, view.message?.id),
    messageNow: messageOf(
      own.filter((event) => event.seq <= seq),
      view.message?.id,
    ),
    events: gather(({ event }) => event.seq),
    bells: gather(({ event }) => bellOf(event)),
    descriptors: gather(({ event }) => descriptorOf(event)),
    rings: gather(({ event }) => ringOf(event)),
    ttys: gather(({ event }) => ttyOf(event)),
    descriptor: descriptorAt(path, current),
    code: gather(({ event }) => event.pc),
    codeAddress: path.findLast(({ event, number }) => event.pc !== undefined && (number ?? 0) <= (current?.number ?? 0))
      ?.event.pc,
    places: [...gathered(path, ({ place }) => place?.address, view.seq)].map(([address, marks]) => {
      const place = path.find((step) => step.place?.address === address)?.place;
      return { address, length: place?.length ?? 1, what: place?.what ?? '', marks };
    }),
  };
}

function gathered<K>(
  path: readonly ChainStep[],
  keyOf: (step: ChainStep) => K | undefined,
  seq: number | undefined,
): ReadonlyMap<K, StepMarks> {
  const steps = new Map<K, ChainStep[]>();
  for (const step of path) {
    const key = keyOf(step);
    if (key === undefined) continue;
    const known = steps.get(key);
    if (known === undefined) steps.set(key, [step]);
    else known.push(step);
  }
  return new Map(Array.from(steps, ([key, of]) => [key, marksOf(of, seq)]));
}

function marksOf(steps: readonly ChainStep[], seq: number | undefined): StepMarks {
  const numbers = steps.map(({ number }) => number ?? 0);
  const chosen = steps.find(({ event }) => event.seq === seq);
  const { event } = chosen ?? (steps[0] as ChainStep);
  return { label: numbers.join(', '), numbers, current: chosen !== undefined, seq: event.seq, time: event.time };
}

const bellOf = (event: SocEvent): string | undefined =>
  event.kind === 'ipcc.occupied' || event.kind === 'ipcc.freed'
    ? `${event.fields.from}.${event.fields.channel}`
    : undefined;
const ringOf = (event: SocEvent): number | undefined =>
  event.kind === 'vring.offered' || event.kind === 'vring.returned' ? event.fields.ring : undefined;
const ttyOf = (event: SocEvent): number | undefined =>
  event.kind === 'tty.written' || event.kind === 'tty.received' || event.kind === 'tty.read'
    ? event.fields.port
    : undefined;
const descriptorOf = (event: SocEvent): string | undefined =>
  event.kind === 'vring.offered' || event.kind === 'vring.returned'
    ? `${event.fields.ring}.${event.fields.descriptor}`
    : undefined;

/** The last descriptor up to the present step; of a message that is being written the one with which it is handed over next. */
function descriptorAt(path: readonly ChainStep[], current: ChainStep | undefined): Chain['descriptor'] {
  const carrying = path.filter(({ event }) => descriptorOf(event) !== undefined);
  const at = current?.number ?? 0;
  const next = carrying.find(({ number }) => (number ?? 0) > at);
  const before = carrying.findLast(({ number }) => (number ?? 0) <= at);
  const step = current?.event.kind === 'rpmsg.written' ? (next ?? before) : (before ?? next);
  if (step?.event.kind !== 'vring.offered' && step?.event.kind !== 'vring.returned') return undefined;
  return { kind: 'descriptor', ring: step.event.fields.ring, index: step.event.fields.descriptor };
}

/** Of a write the byte is counted in all of it, everywhere else in the one message of the chain: how far the two are apart. */
const shiftAt = ({ view }: Chain, seq: number): number =>
  view.steps.find(({ event }) => event.seq === seq)?.event.kind === 'tty.written' ? (view.written?.from ?? 0) : 0;

/** The byte of the chain's message that is followed where `byte` is chosen at the event; undefined where it is another message's. */
export function byteOfMessage(chain: Chain | undefined, seq: number, byte: number): number | undefined {
  const at = byte - (chain === undefined ? 0 : shiftAt(chain, seq));
  return at < 0 ? undefined : at;
}
/** The other way round: what is chosen at the event when this byte of the message is followed. */
export const byteAtEvent = (chain: Chain | undefined, seq: number, byte: number): number =>
  byte + (chain === undefined ? 0 : shiftAt(chain, seq));

/** What the present step changed in memory, or the last step before it: the followed byte where the message itself was written. */
export function chainAddress(chain: Chain | undefined, byte: number | undefined): number | undefined {
  const upTo = chain?.current?.number ?? 0;
  const step = chain?.path.findLast(({ place, number }) => place !== undefined && (number ?? 0) <= upTo);
  if (step?.place === undefined) return undefined;
  const isMessage = step.event.kind === 'rpmsg.written' || step.event.kind === 'rpmsg.received';
  return step.place.address + (isMessage ? 16 + (byte ?? 0) : 0);
}

/** The marks of the bytes from `address` on. */
export const marksAt = ({ places }: Chain, address: number): StepMarks | undefined =>
  places.find((place) => address >= place.address && address < place.address + place.length)?.marks;

/** The marks of what the chain changed between two addresses, in the order of its steps. */
export const marksWithin = ({ places }: Chain, address: number, length: number): readonly StepMarks[] =>
  places
    .filter((place) => place.address < address + length && place.address + place.length > address)
    .map(({ marks }) => marks);

/** The function that did a step: of the firmware by its symbol, of the kernel where its sources name one. */
export function functionOf({ event, function: name }: ChainStep): string {
  return name !== '' ? name : event.pc === undefined ? (kernelFunctions[event.kind] ?? '') : '';
}
/** Sources: drivers/rpmsg/virtio_rpmsg_bus.c, drivers/tty/rpmsg_tty.c, drivers/mailbox/stm32-ipcc.c, drivers/virtio/virtio_ring.c. */
const kernelFunctions: Readonly<Partial<Record<SocEvent['kind'], string>>> = {
  'tty.written': 'rpmsg_tty_write',
  'rpmsg.written': 'rpmsg_send_offchannel_raw',
  'vring.offered': 'virtqueue_add_split',
  'ipcc.occupied': 'stm32_ipcc_send_data',
  'ipcc.freed': 'stm32_ipcc_rx_irq',
  'irq.handled': 'stm32_ipcc_rx_irq',
  'rpmsg.received': 'rpmsg_recv_single',
  'rpmsg.announced': 'rpmsg_ns_cb',
  'tty.received': 'rpmsg_tty_cb',
};

/** Who did it; undefined for the hardware between the two. */
export const stepOwner = ({ event, inHandler }: ChainStep): Owner | undefined => laneOwner[laneOf(event, inHandler)];

/** The present step as one sentence. */
export const stepSentence = ({ event }: ChainStep): string => narrationOf(event)?.headline ?? `${labelOf(event)}.`;
/** Who by name, and where in memory. */
export function stepDetail(step: ChainStep): string {
  const name = functionOf(step);
  const where = step.place === undefined ? '' : `${step.place.what} at ${addressText(step.place.address)}`;
  return [name === '' ? '' : name.includes('+') ? name : `${name}()`, where].filter((part) => part !== '').join(', ');
}
