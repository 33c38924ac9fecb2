/** A write of 2,000 bytes is five messages each way: each byte leads to its own. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { SocEvent } from '../../contract/event-schema';
import type { ChainStep, ChainView } from '../../contract/message-views';
import { ns } from '../../contract/units';
import { decodeText } from '../../linux/fs/text';
import { bootedEcho } from '../../testing/echo-bench';
import type { Target } from '../target';

const largest = 496;
const header = 16;
const text = Array.from({ length: 2000 }, (_, i) => String.fromCharCode(33 + ((i * 7) % 90))).join('');

function wrote(what: string, lines = ''): Target {
  const target = bootedEcho(lines);
  target.machine.run(ns(100e6));
  target.journal.record(target.machine, { kind: 'tty', port: 0, text: what });
  target.machine.run(ns(target.machine.clock.now + 10e6));
  return target;
}
const traffic = (target: Target) =>
  target.machine.linux.ttys[0]!.traffic.map(({ bytes, ...piece }) => ({ ...piece, text: decodeText(bytes) }));
const chain = (target: Target, seq: number, byte?: number): ChainView =>
  target.messages.chains.find({ kind: 'event', seq, ...(byte === undefined ? {} : { byte }) });
const own = ({ steps }: ChainView): readonly ChainStep[] => steps.filter(({ ofMessage }) => ofMessage);
/** The descriptors of vring1 that the message's own events of this kind name. */
const descriptorsOf = (view: ChainView, kind: 'vring.offered' | 'vring.returned'): readonly number[] =>
  own(view).flatMap(({ event }) => (event.kind === kind && event.fields.ring === 1 ? [event.fields.descriptor] : []));
/** What lies in memory where the chain says that a byte of the write was put. */
function letterAt(target: Target, view: ChainView, byte: number): string {
  const written = own(view).find(({ event }) => event.kind === 'rpmsg.written')?.event;
  if (written?.kind !== 'rpmsg.written' || view.written === undefined) return '';
  const at = written.fields.buffer + header + byte - view.written.from;
  expect(byte - view.written.from).toBeLessThan(written.fields.length);
  return String.fromCharCode(target.machine.bus.peekRam(at, 1)[0]!);
}

describe('2,000 bytes to the M4', () => {
  let target: Target;
  let write: number;
  beforeAll(() => {
    target = wrote(text);
    write = traffic(target).find(({ toM4 }) => toM4)?.seq ?? -1;
  });

  it('lead, byte by byte, into the buffer in which they lie', () => {
    for (let byte = 0; byte < text.length; byte++) {
      const view = chain(target, write, byte);
      expect([view.seq, view.written?.text]).toEqual([write, text]);
      expect(letterAt(target, view, byte)).toBe(text[byte]);
    }
  });

  it.each([0, 1, 2, 3, 4])('message %i has its own descriptor, length and return', (nth) => {
    const view = chain(target, write, nth * largest + 3);
    expect(view.message?.bytes).toBe(nth < 4 ? largest : 16);
    expect(view.written?.from).toBe(nth * largest);
    expect(descriptorsOf(view, 'vring.offered')).toEqual([nth]);
    expect(descriptorsOf(view, 'vring.returned')).toEqual([nth]);
  });

  it('the way begins at the write and goes on from each of its steps', () => {
    const view = chain(target, write, 2 * largest);
    const path = view.steps.filter(({ number }) => number !== undefined);
    expect(path.map(({ event }) => event.kind)).toEqual([
      'tty.written',
      'rpmsg.written',
      'vring.offered',
      'vring.returned',
    ]);
    for (const { event } of path.slice(1))
      expect(chain(target, event.seq).steps.map((step) => [step.event.seq, step.number])).toEqual(
        view.steps.map((step) => [step.event.seq, step.number]),
      );
  });
});

describe('2,000 bytes from the M4', () => {
  it('each piece that arrives is the message that lay in its buffer', () => {
    const target = wrote(text);
    const pieces = traffic(target).filter(({ toM4 }) => !toM4);
    expect(pieces.map((piece) => piece.text.length)).toEqual([largest, largest, largest, largest, 16]);
    for (const piece of pieces) {
      const view = chain(target, piece.seq ?? -1, 15);
      const ways = own(view).filter(({ event }) => event.kind === 'rpmsg.written' && event.pc !== undefined);
      expect(ways).toHaveLength(1);
      const written = ways[0]!.event as Extract<SocEvent, { kind: 'rpmsg.written' }>;
      const received = own(view).flatMap(({ event }) => (event.kind === 'rpmsg.received' ? [event.fields.buffer] : []));
      expect(received).toEqual([written.fields.buffer]);
      expect(written.fields.length).toBe(piece.text.length);
      expect(
        String.fromCharCode(...target.machine.bus.peekRam(written.fields.buffer + header, piece.text.length)),
      ).toBe(piece.text);
      expect(view.steps.find(({ event }) => event.seq === written.seq)?.number).toBeDefined();
      expect(view.written?.from).toBe(0);
    }
  });
});

it('output processing puts bytes before others: each is still found', () => {
  const target = wrote('', 'stty -F /dev/ttyRPMSG0 opost onlcr\nprintf "ab\\ncd\\n" > /dev/ttyRPMSG0');
  target.machine.run(ns(target.machine.clock.now + 10e6));
  const piece = traffic(target).find(({ toM4, text: carried }) => toM4 && carried === 'ab\ncd\n');
  expect(piece?.letters).toHaveLength(4);
  for (const [byte, letter] of [...'ab\ncd\n'].entries())
    expect(letterAt(target, chain(target, piece?.seq ?? -1, byte), byte)).toBe(letter);
});
