/** Grouping by cause: one trip is one message, the next is another, and a longer log is only read where it is new. */

import { describe, expect, it } from 'vitest';
import { stretchesOf, stretchRows } from '../../sim-worker/contract/message-stages';
import type { MessageRow } from '../../sim-worker/contract/message-views';
import { maxEventsPerMessage, progressOf } from '../../sim-worker/contract/messages';
import { echoTrip, eventWriter } from './echo-trip.fixture';
import { expectedSteps } from './expected';
import { flowBars, flowSteps } from './flow-steps';
import { distributionOf, latencyOf, stageTimes } from './latency';
import { MessageIndex } from './messages';
import { overviewLine } from './overview';
import { whereItLay } from './where-it-lay';

function trips(count: number): ReturnType<typeof eventWriter> {
  const w = eventWriter();
  for (let i = 0; i < count; i++) echoTrip(w, 1_000_000 + i * 100_000, { slot: i % 14, text: `line ${i}\n` });
  return w;
}

describe('MessageIndex', () => {
  it('forgets the messages of another board, even when the numbers go on', () => {
    const index = new MessageIndex();
    index.advance(trips(3).events);
    const other = eventWriter();
    for (let i = 0; i < 4; i++) echoTrip(other, 5_000_000 + i * 100_000, { slot: i, text: `other ${i}\n` });
    expect(index.advance(other.events).map(({ text }) => text)).toEqual([
      'other 0\n',
      'other 1\n',
      'other 2\n',
      'other 3\n',
    ]);
    expect(index.advance([])).toEqual([]);
  });

  it('follows the cause through both rings', () => {
    const { events } = trips(1);
    const [message, ...rest] = new MessageIndex().advance(events);
    expect(rest).toEqual([]);
    expect(message).toMatchObject({
      id: 0,
      text: 'line 0\n',
      bytes: 7,
      start: 1_000_000,
      end: 1_038_400,
      faulty: false,
    });
    expect(message?.events).toHaveLength(events.length);
    expect(message?.out).toMatchObject({
      descriptor: 0,
      rung: { time: 1_003_900 },
      heard: { time: 1_004_100 },
      acknowledged: { time: 1_005_300 },
      taken: { time: 1_008_900 },
    });
    expect(message?.back).toMatchObject({
      descriptor: 2,
      buffer: 0x1004_2400,
      rung: { time: 1_015_100 },
      delivered: { time: 1_033_000 },
    });
    expect(message && progressOf(message)).toBe('arrived');
  });

  it('knows how far a message has come at every event', () => {
    const { events } = trips(1);
    const seen = events.map((_, i) => {
      const message = new MessageIndex().advance(events.slice(0, i + 1))[0];
      return message === undefined ? '' : progressOf(message);
    });
    expect([...new Set(seen)]).toEqual(['on its way out', 'with the M4', 'on its way back', 'arrived']);
  });

  it('gives the same answer read at once, piece by piece, and after stepping back', () => {
    const { events } = trips(9);
    const whole = new MessageIndex().advance(events);
    const index = new MessageIndex();
    for (let i = 1; i <= events.length; i += 7) index.advance(events.slice(0, i));
    expect(index.advance(events)).toEqual(whole);
    index.advance(events.slice(0, 30));
    expect(index.advance(events)).toEqual(whole);
    expect(index.advance(events)).toBe(index.advance(events));
    expect(whole.map((m) => m.text)).toEqual(Array.from({ length: 9 }, (_, i) => `line ${i}\n`));
  });

  it('keeps an untouched message the same object', () => {
    const { events } = trips(3);
    const index = new MessageIndex();
    const first = index.advance(events.slice(0, 45))[0];
    expect(index.advance(events)[0]).toBe(first);
  });

  it('begins another message with each further answer', () => {
    const w = eventWriter();
    const write = w.add('tty.written', { port: 0, text: 'go', bytes: 2 }, 0);
    const irq = w.add('irq.taken', { exception: 119, handler: 0, name: 'IPCC' }, 10, { cause: write, pc: 1 });
    for (let i = 0; i < 3; i++) {
      w.add('rpmsg.written', { buffer: 0x1004_2000 + i, src: 1, dst: 2, length: 1, payload: String(i) }, 20 + i, {
        cause: irq,
        pc: 1,
      });
      w.add('vring.returned', { ring: 0, descriptor: i, length: 512, index: i + 1 }, 20 + i, { cause: irq, pc: 1 });
    }
    const messages = new MessageIndex().advance(w.events);
    expect(messages.map((m) => [m.text, m.back?.descriptor])).toEqual([
      ['go', 0],
      ['1', 1],
      ['2', 2],
    ]);
  });

  it('takes a message that the M4 began, without any cause', () => {
    const w = eventWriter();
    const written = w.add(
      'rpmsg.written',
      { buffer: 0x1004_2000, src: 0x400, dst: 53, length: 40, payload: 'rpmsg-tty' },
      5,
      { pc: 1 },
    );
    const handed = w.add('vring.returned', { ring: 0, descriptor: 0, length: 512, index: 1 }, 6, {
      cause: written,
      pc: 1,
    });
    w.add('ipcc.occupied', { from: 2, channel: 1 }, 7, { cause: handed, pc: 1 });
    const [message] = new MessageIndex().advance(w.events);
    expect(message).toMatchObject({ text: 'rpmsg-tty', out: undefined, back: { descriptor: 0, rung: { time: 7 } } });
    expect(message && expectedSteps(message).map((s) => s.label)).toEqual(['A7 interrupt', 'ack ch 1', 'work runs']);
  });

  it('gives each letter to its message, whoever the receiver is busy with', () => {
    const w = eventWriter();
    const write = w.add('tty.written', { port: 0, text: 'both', bytes: 992 }, 0);
    const letter = (n: number) => {
      const fields = { buffer: 0x1004_4000 + 512 * n, src: 0x400, dst: 0x400, length: 496, payload: `part ${n}` };
      const written = w.add('rpmsg.written', fields, 10 + n, { cause: write });
      return w.add('vring.offered', { ring: 1, descriptor: n, index: n + 1 }, 10 + n, { cause: written });
    };
    const offered = [letter(0), letter(1)];
    const irq = w.add('irq.taken', { exception: 119, handler: 0, name: 'IPCC' }, 20, { cause: offered[0]!, pc: 1 });
    let cause = irq;
    for (const descriptor of [0, 1])
      cause = w.add('vring.returned', { ring: 1, descriptor, length: 512, index: descriptor + 1 }, 30, {
        cause,
        pc: 1,
      });
    const answer = { buffer: 0x1004_2400, src: 0x400, dst: 0x400, length: 2, payload: 'ok' };
    w.add('rpmsg.written', answer, 40, { cause, pc: 1 });
    const messages = new MessageIndex().advance(w.events);
    expect(messages.map((m) => [m.text, m.bytes, m.out?.taken?.seq, m.back?.written?.time])).toEqual([
      ['part 0', 496, irq + 1, 40],
      ['part 1', 496, irq + 2, undefined],
    ]);
    const [, second] = messages;
    expect(whereItLay(second!, 495, () => '')).toMatchObject([{ address: 0x1004_4200 + 16 + 495, to: 30 }]);
    expect(whereItLay(second!, 496, () => '')).toEqual([]);
  });

  it('does not grow without end', () => {
    const w = eventWriter();
    const write = w.add('tty.written', { port: 0, text: 'x', bytes: 1 }, 0);
    for (let i = 0; i < 1_000; i++)
      w.add('gpio.driven', { pin: 'PA14', high: i % 2 === 0, by: 'M4' }, i, { cause: write, pc: 1 });
    expect(new MessageIndex().advance(w.events)[0]?.events).toHaveLength(maxEventsPerMessage);
  });

  it('reads twenty thousand events once, and then only what is new', () => {
    const { events } = trips(1_000);
    const index = new MessageIndex();
    index.advance(events.slice(0, events.length - 20));
    const reads = { count: 0 };
    const spied = new Proxy(events, {
      get(target, key, receiver) {
        if (typeof key === 'string' && /^\d+$/.test(key)) reads.count++;
        return Reflect.get(target, key, receiver);
      },
    });
    index.advance(spied);
    expect(reads.count).toBeLessThan(120);
  });
});

describe('the diagram of one message', () => {
  const message = new MessageIndex().advance(trips(1).events)[0];
  if (message === undefined) throw new Error('no message');

  it('tells the steps of the design in order', () => {
    const steps = flowSteps(message);
    expect(steps.map((s) => [s.from, s.to, s.label])).toEqual([
      ['user', 'driver', 'write(7)'],
      ['driver', 'driver', 'buffer 0x10044000'],
      ['driver', 'ipcc', 'ring ch 2'],
      ['ipcc', 'm4-irq', 'IRQ 103'],
      ['m4-irq', 'ipcc', 'ack ch 2'],
      ['m4-irq', 'm4', 'returns'],
      ['m4', 'm4', 'read, used.idx 1'],
      ['m4', 'm4', 'buffer 0x10042400'],
      ['m4', 'ipcc', 'ring ch 1'],
      ['ipcc', 'driver', 'A7 interrupt'],
      ['driver', 'ipcc', 'ack ch 1'],
      ['driver', 'driver', 'work runs'],
      ['driver', 'user', 'read → 7'],
      ['driver', 'driver', 'given back, avail.idx 17'],
    ]);
    expect(steps[1]).toMatchObject({ detail: 'in vring1 buffer 0', address: 0x1004_4000 });
    expect(steps[1]?.events.map((e) => e.kind)).toEqual(['rpmsg.written', 'vring.offered']);
  });

  it('draws a flag for as long as it was set', () => {
    const flags = flowBars(message).filter((b) => b.lane === 'ipcc');
    expect(flags.map((b) => [b.owner, b.start - message.start, (b.end ?? 0) - message.start])).toEqual([
      ['a7', 3_900, 5_300],
      ['m4', 15_100, 17_000],
    ]);
  });

  it('says where the time went and what waited longest', () => {
    const { segments, total, waiting, longest } = latencyOf(message);
    expect(segments.map((s) => [s.word, s.end - s.start])).toEqual([
      ['Linux sends', 3_900],
      ['bell', 200],
      ['IRQ', 2_100],
      ['firmware', 8_900],
      ['bell', 1_200],
      ['A7 IRQ', 700],
      ['waits for the work queue', 11_000],
      ['Linux receives', 5_000],
    ]);
    expect(total).toBe(segments.reduce((sum, s) => sum + s.end - s.start, 0));
    expect(waiting).toBe(12_400);
    expect(longest?.word).toBe('waits for the work queue');
  });

  it('expects the rest of the way from any point on', () => {
    const { events } = trips(1);
    const rest = (count: number): string[] => {
      const part = new MessageIndex().advance(events.slice(0, count))[0];
      return part === undefined ? [] : expectedSteps(part).map((s) => s.label);
    };
    expect(rest(4)).toEqual(['M4 interrupt', 'ack ch 2', 'firmware reads it', 'answer, if it sends one']);
    expect(rest(14)).toEqual(['A7 interrupt', 'ack ch 1', 'work runs', 'read → 7']);
    expect(rest(events.length)).toEqual([]);
  });

  it('draws the first missing step as missing when the receiver does not listen', () => {
    const part = new MessageIndex().advance(trips(1).events.slice(0, 4))[0];
    if (part === undefined) throw new Error('no message');
    const blocked = { quiet: { out: false, back: false }, blocked: { out: true, back: false } };
    expect(expectedSteps(part, blocked).map((s) => s.missing)).toEqual([true, false, false, false]);
  });

  it('draws a fault on purpose where it struck, and the bell that it swallowed as missing', () => {
    const w = eventWriter();
    const { events } = trips(1);
    const offered = events[2];
    w.events.push(...events.slice(0, 3));
    w.add('inject.fired', { id: 3, what: 'the bell of Linux on channel 2 is lost' }, (offered?.time ?? 0) + 1_000, {
      cause: 2,
    });
    const part = new MessageIndex().advance(w.events)[0];
    if (part === undefined) throw new Error('no message');
    expect(flowSteps(part).at(-1)).toMatchObject({ from: 'ipcc', to: 'ipcc', label: 'fault 3', faulty: true });
    expect(expectedSteps(part)[0]).toMatchObject({ label: 'ring ch 2', missing: true });
  });

  it('shows where one message stands among all', () => {
    const bucket = (from: number) => ({ from, to: from + 100, count: 1 });
    const statistics = {
      count: 3,
      fastest: 1_000,
      median: 1_100,
      p90: 1_300,
      p99: 1_300,
      slowest: 1_300,
      buckets: [1_000, 1_100, 1_200].map(bucket),
      worst: [],
    };
    const held = (current: number | undefined) => distributionOf(statistics, current).buckets.map(({ holds }) => holds);
    expect(held(1_150)).toEqual([false, true, false]);
    expect(held(1_300)).toEqual([false, false, true]);
    expect(held(undefined)).toEqual([false, false, false]);
  });

  it('counts all its time to the six stages', () => {
    const [message] = new MessageIndex().advance(trips(1).events);
    const latency = latencyOf(message!);
    const times = stageTimes(latency);
    expect(Object.values(times).reduce((sum, ns) => sum + ns, 0)).toBe(latency.total);
    expect(times).toMatchObject({ mailbox: 200 + 1_200, interrupt: 2_100 + 700, queue: 11_000 });
  });

  it('is one line through the lanes when many are drawn', () => {
    const [message] = new MessageIndex().advance(trips(1).events);
    const stretches = stretchRows.map(({ key }) => {
      const found = stretchesOf(message!).find((each) => each.key === key);
      return found === undefined ? 0 : found.end - found.start;
    });
    const row = { ...message!, out: true, back: true, stretches, took: 33_000 } as unknown as MessageRow;
    const { points } = overviewLine(row);
    expect([points[0], points.at(-1)]).toEqual([
      { lane: 'user', time: message!.start },
      { lane: 'user', time: message!.start + 33_000 },
    ]);
    expect(points.every(({ time }, i) => time >= (points[i - 1]?.time ?? 0))).toBe(true);
  });
});
