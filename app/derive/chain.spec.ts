/** The chain turned for the panels: each finds its steps by its own key. */
import { describe, expect, it } from 'vitest';
import type { ChainView } from '../../sim-worker/contract/message-views';
import { followedLetter } from './byte-in-text';
import {
  byteAtEvent,
  byteOfMessage,
  chainAddress,
  chainOf,
  chainStart,
  functionOf,
  marksAt,
  marksWithin,
  stepOwner,
  stepSentence,
} from './chain';
import { echoTrip, eventWriter } from './echo-trip.fixture';

const writer = eventWriter();
echoTrip(writer, 1_000_000);
const { events } = writer;
/** Back along the causes of the last arrival. */
const pathSeqs = (() => {
  const seqs: number[] = [];
  let at = events.find(({ kind }) => kind === 'tty.received')?.seq;
  while (at !== undefined) {
    seqs.unshift(at);
    at = events[at]?.cause;
  }
  return seqs;
})();
function viewAt(kind: string): ChainView {
  const number = (seq: number) => (pathSeqs.includes(seq) ? pathSeqs.indexOf(seq) + 1 : undefined);
  return {
    key: kind,
    seq: events.find((event) => event.kind === kind)?.seq,
    steps: events.map((event) => ({
      event,
      number: number(event.seq),
      ofMessage: true,
      inHandler: false,
      function: event.pc === undefined ? '' : 'main+0x10',
      place:
        event.kind === 'rpmsg.written'
          ? { address: event.fields.buffer, length: 22, what: 'header and payload' }
          : undefined,
    })),
    message: { id: 0 } as ChainView['message'],
    written: undefined,
    cut: false,
    copies: [],
  };
}

describe('the chain of an echo', () => {
  const chain = chainOf(viewAt('irq.taken'));

  it('numbers the way from the key press to the tty, and nothing beside it', () => {
    expect(chain.path.map(({ number }) => number)).toEqual(pathSeqs.map((_, i) => i + 1));
    const acknowledged = events.find(({ kind }) => kind === 'ipcc.freed')?.seq ?? -1;
    expect(chain.events.has(acknowledged)).toBe(false);
  });

  it('marks the bells and descriptors that it used, with the numbers of its steps', () => {
    expect([...chain.bells.keys()].sort()).toEqual(['1.2', '2.1']);
    expect(chain.descriptors.get('1.0')?.numbers).toHaveLength(2);
    expect(chain.descriptors.get('0.2')?.numbers).toHaveLength(1);
  });

  it('marks the rings, the terminal and the memory that it went through', () => {
    expect([...chain.rings.keys()].sort()).toEqual([0, 1]);
    expect(chain.ttys.get(0)?.numbers).toEqual([1, chain.path.length]);
    const { address, marks } = chain.places[0]!;
    expect(marksWithin(chain, address - 8, 16)).toContain(marks);
    expect(marksWithin(chain, address - 8, 8)).not.toContain(marks);
  });

  it('looks at the ring in which the present step happens', () => {
    expect(chain.descriptor).toMatchObject({ ring: 1, index: 0 });
    expect(chainOf(viewAt('tty.written')).descriptor).toMatchObject({ ring: 1, index: 0 });
    expect(chainOf(viewAt('tty.received')).descriptor).toMatchObject({ ring: 0, index: 2 });
    const answered = events.findLast(({ kind }) => kind === 'rpmsg.written')?.seq;
    expect(chainOf({ ...viewAt('tty.written'), seq: answered }).descriptor).toMatchObject({ ring: 0, index: 2 });
  });

  it('knows the present step, and the message as it was then', () => {
    expect(chain.current?.event.kind).toBe('irq.taken');
    expect(chain.events.get(chain.view.seq ?? -1)?.current).toBe(true);
    expect(chain.message?.back?.delivered).toBeDefined();
    expect(chain.messageNow?.out?.heard).toBeDefined();
    expect(chain.messageNow?.back).toBeUndefined();
  });

  it('leads memory to the followed byte of the buffer that was written last', () => {
    expect(chainAddress(chain, 1)).toBe(0x1004_4000 + 16 + 1);
    expect(chainAddress(chainOf(viewAt('tty.received')), 1)).toBe(0x1004_2400 + 16 + 1);
    expect(marksAt(chain, 0x1004_4000 + 21)?.numbers).toHaveLength(1);
    expect(marksAt(chain, 0x1004_4000 + 22)).toBeUndefined();
  });

  it('says of each step who did it, by which function, in a sentence', () => {
    const sent = chain.path.find(({ event }) => event.kind === 'rpmsg.written');
    expect([sent && stepOwner(sent), sent && functionOf(sent)]).toEqual(['a7', 'rpmsg_send_offchannel_raw']);
    const bell = chain.path.find(({ event }) => event.kind === 'ipcc.occupied');
    expect(bell && stepSentence(bell)).toBe('Linux has rung channel 2.');
  });
});

it('counts the byte of a long write in the write, and in the message everywhere else', () => {
  const chain = chainOf({ ...viewAt('tty.written'), written: { text: 'x'.repeat(600), from: 496 } });
  const seqOf = (kind: string): number => events.find((event) => event.kind === kind)?.seq ?? -1;
  expect(byteOfMessage(chain, seqOf('tty.written'), 500)).toBe(4);
  expect(byteOfMessage(chain, seqOf('rpmsg.written'), 4)).toBe(4);
  expect(byteAtEvent(chain, seqOf('tty.written'), 4)).toBe(500);
  expect(byteOfMessage(chain, seqOf('tty.written'), 3)).toBeUndefined();
  expect(followedLetter('äbc', 1, 2)).toMatchObject({ before: 'äb', letter: 'c', byte: 1 });
  expect(followedLetter(' a b', undefined, 2)).toMatchObject({ letter: 'b', byte: 1 });
});

it('is asked for where something that has happened is selected', () => {
  expect(chainStart({ kind: 'event', seq: 7 })).toEqual({ kind: 'event', seq: 7 });
  expect(chainStart({ kind: 'event', seq: 7, byte: 500 })).toEqual({ kind: 'event', seq: 7, byte: 500 });
  expect(chainStart({ kind: 'channel', from: 2, channel: 1 })).toEqual({ kind: 'channel', from: 2, channel: 1 });
  expect(chainStart({ kind: 'descriptor', ring: 0, index: 3, byte: 2 })).toEqual({
    kind: 'descriptor',
    ring: 0,
    index: 3,
  });
  expect(chainStart({ kind: 'address', address: 4 })).toBeUndefined();
  expect(chainStart(undefined)).toBeUndefined();
});
