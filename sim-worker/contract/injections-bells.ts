/** Faults of the mailbox: a bell or an acknowledgement that does not arrive as it was sent, and a masked channel. */
import {
  after,
  channel,
  lasting,
  nth,
  side,
  sideNames,
  soFar,
  times,
  waitsForTime,
  when,
  which,
} from './injection-parameters';
import type { InjectionDescription, InjectionValues, Parameter } from './injections';

const delay = (usual: number, doc: string): Parameter => ({
  type: 'time',
  least: 1,
  most: 60e9,
  usual,
  label: 'delay',
  doc,
});

const from = side('rung by', 'The side that rings: it writes CHnS.');
const by = side(
  'acknowledged by',
  'The side that acknowledges: it writes CHnC of a flag that the other has set.',
  'm4',
);

const kicks = (v: InjectionValues): string =>
  `${which(v)} bell that ${sideNames[String(v.from)]} rings on channel ${v.channel}`;
const acks = (v: InjectionValues): string =>
  `${which(v)} acknowledgement by ${sideNames[String(v.by)]} of channel ${v.channel}`;

type Words = Pick<InjectionDescription, 'title' | 'doc' | 'watch'> & {
  readonly happens: string;
  readonly delay?: Parameter;
};

const bell =
  (who: 'from' | 'by', parameter: Parameter, what: (v: InjectionValues) => string) =>
  ({ happens, delay: span, ...words }: Words): InjectionDescription => ({
    group: 'bells',
    ...words,
    parameters: { channel, [who]: parameter, nth, ...(span === undefined ? {} : { delay: span }), times },
    sentence: (v) => `The ${what(v)} ${happens.replace('{delay}', spanWords(v))}.`,
    waitsFor: (v, counted) => soFar(`the ${what(v)}`, counted),
  });
const kick = bell('from', from, kicks);
const ack = bell('by', by, acks);

function spanWords(v: InjectionValues): string {
  const ns = Number(v.delay);
  return ns >= 1e6 ? `${ns / 1e6} ms` : ns >= 1e3 ? `${ns / 1e3} µs` : `${ns} ns`;
}

export const bellInjections = {
  'drop-kick': kick({
    title: 'Lose a bell',
    doc: 'A side rings a channel and the flag is never set: nobody hears it.',
    watch:
      'The letter lies in its ring and the other side sleeps on. The next bell wakes it, and both letters are read.',
    happens: 'is lost',
  }),
  'delay-kick': kick({
    title: 'Delay a bell',
    doc: 'A side rings a channel and the flag is set later.',
    watch: 'The same as always, later: the time of the mailbox in the latency bar grows.',
    happens: 'arrives {delay} late',
    delay: delay(1e6, 'How much later the flag is set.'),
  }),
  'duplicate-kick': kick({
    title: 'Ring a bell twice',
    doc: 'A bell that was heard rings once more, for no new letter.',
    watch:
      'Sound code looks into the ring, finds nothing and goes on. Code that counts bells reads a letter that is not there.',
    happens: 'rings once more {delay} later, or as soon as it was acknowledged',
    delay: delay(10e3, 'How long after the first it rings again.'),
  }),
  'reorder-kick': kick({
    title: 'Let a bell be overtaken',
    doc: 'A bell is held back until the same side has rung once more, on whatever channel, and comes after that one.',
    watch: 'The later bell is heard first. If nothing else is rung, the bell is never heard.',
    happens: 'comes after the next bell of that side',
  }),
  'drop-ack': ack({
    title: 'Lose an acknowledgement',
    doc: 'A side acknowledges a channel and the flag stays set.',
    watch: 'The interrupt comes again at once, or the sender waits for a free flag, in vain.',
    happens: 'is lost',
  }),
  'delay-ack': ack({
    title: 'Delay an acknowledgement',
    doc: 'A side acknowledges a channel and the flag stays set for a while.',
    watch: 'The interrupt repeats until the flag is free; whoever wants to ring again must wait.',
    happens: 'arrives {delay} late',
    delay: delay(100e3, 'How much later the flag is cleared.'),
  }),
  'duplicate-ack': ack({
    title: 'Acknowledge twice',
    doc: 'An acknowledgement comes once more, and clears whatever the channel holds by then.',
    watch: 'A bell that was rung in between is wiped out before it was heard. Without one nothing happens.',
    happens: 'comes once more {delay} later',
    delay: delay(10e3, 'How long after the first it comes again.'),
  }),
  'reorder-ack': ack({
    title: 'Let an acknowledgement be overtaken',
    doc: 'An acknowledgement is held back until the same side has acknowledged once more, on whatever channel.',
    watch: 'As a lost one, until the next acknowledgement of that side.',
    happens: 'comes after the next acknowledgement of that side',
  }),
  'mask-channel': {
    group: 'bells',
    title: 'Mask a channel',
    doc: 'A mask bit of CxMR is stuck at 1: the flag changes, and no interrupt tells of it.',
    watch: 'The lamp is lit and stays lit: the receiver never looks. When the mask goes, the interrupt comes.',
    parameters: {
      channel,
      side: side('masked for', 'The processor that no longer gets the interrupt.', 'm4'),
      interrupt: {
        type: 'choice',
        options: { received: 'a bell has come', free: 'its own flag is free' },
        usual: 'received',
        label: 'interrupt',
        doc: 'CHnOM masks the bells it gets, CHnFM the news that its own flag is free again.',
      },
      after,
      for: lasting,
    },
    sentence: (v) =>
      `${v.side === 'm4' ? 'The M4' : 'Linux'} hears nothing of channel ${v.channel} any more: ${v.interrupt === 'free' ? 'not that its own flag is free' : 'not that it was rung'}${when(v)}.`,
    waitsFor: waitsForTime,
  },
} as const satisfies Readonly<Record<string, InjectionDescription>>;
