/** The hash processor through its registers, as a driver works with it; the reference is Node's crypto. */
import { createHash, createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { Clock } from '../../kernel/clock';
import { Line } from '../../kernel/line';
import { Schedule } from '../../kernel/schedule';
import { passTime } from '../../testing/run-schedule';
import { Hash } from './hash';

const at = { CR: 0, DIN: 4, STR: 8, HRA: 0xc, IMR: 0x20, SR: 0x24, CSR: 0xf8, HR: 0x310 } as const;
const algorithms = { sha1: 0, md5: 1 << 7, sha224: 1 << 18, sha256: (1 << 18) | (1 << 7) } as const;
type Name = keyof typeof algorithms;
const names = Object.keys(algorithms) as readonly Name[];
const INIT = 1 << 2;
const byBytes = 2 << 4;
const [HMAC, LKEY] = [1 << 6, 1 << 16];
const DCAL = 1 << 8;
const [room, done, busy] = [1, 2, 8];
/** Around every edge of padding: a block has 64 bytes, the length takes 8 of them. */
const lengths = [0, 1, 2, 3, 4, 5, 54, 55, 56, 57, 59, 60, 61, 63, 64, 65, 119, 120, 127, 128, 129, 1000];

const message = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => (i * 7 + 3) & 0xff);
const hex = (word: number): string => (word >>> 0).toString(16).padStart(8, '0');

function bench() {
  const clock = new Clock();
  const schedule = new Schedule();
  const interrupt = new Line('HASH2');
  const request = new Line('HASH2_IN');
  const hash = new Hash({ name: 'HASH2', clock, schedule, interrupt, request, hz: () => 100_000_000 });
  const write = (offset: number, value: number) => hash.write(offset, value, 4, 'm4');
  const read = (offset: number) => (hash.read(offset, 4, 'm4') ?? 0) >>> 0;
  const run = (nanoseconds: number) => passTime(clock, schedule, nanoseconds);
  /** Words as they lie in memory; the last one is filled up with rubbish. */
  const feed = (bytes: Uint8Array) => {
    const padded = new Uint8Array(4 * Math.ceil(bytes.length / 4)).fill(0xee);
    padded.set(bytes);
    const view = new DataView(padded.buffer);
    for (let i = 0; i < padded.length; i += 4) write(at.DIN, view.getUint32(i, true));
  };
  const end = (bytes: Uint8Array) => {
    write(at.STR, (8 * bytes.length) & 0x1f);
    write(at.STR, DCAL | ((8 * bytes.length) & 0x1f));
    run(10_000);
  };
  const digest = (words: number) => Array.from({ length: words }, (_, i) => hex(read(at.HR + 4 * i))).join('');
  const sum = (name: Name, bytes: Uint8Array) => {
    write(at.CR, algorithms[name] | byBytes | INIT);
    feed(bytes);
    end(bytes);
    return digest(createHash(name).digest().length / 4);
  };
  const hmac = (name: Name, key: Uint8Array, bytes: Uint8Array) => {
    write(at.CR, algorithms[name] | byBytes | HMAC | INIT | (key.length > 64 ? LKEY : 0));
    for (const part of [key, bytes, key]) {
      feed(part);
      end(part);
    }
    return digest(createHash(name).digest().length / 4);
  };
  return { hash, interrupt, request, write, read, run, feed, end, digest, sum, hmac };
}

describe.each(names)('%s', (name) => {
  it.each(lengths)('of %i bytes', (length) => {
    const bytes = message(length);
    expect(bench().sum(name, bytes)).toBe(createHash(name).update(bytes).digest('hex'));
  });

  it.each([1, 20, 63, 64, 65, 200])('as an HMAC with a key of %i bytes', (length) => {
    const [key, bytes] = [message(length), message(100)];
    expect(bench().hmac(name, key, bytes)).toBe(createHmac(name, key).update(bytes).digest('hex'));
  });
});

describe('the message', () => {
  const expected = createHash('sha1').update('abcd').digest('hex');
  it.each([
    ['words', 0, 0x6162_6364],
    ['half-words', 1 << 4, 0x6364_6162],
    ['bytes', 2 << 4, 0x6463_6261],
    ['bits', 3 << 4, 0x26c6_4686],
  ])('may come in %s', (_what, datatype, word) => {
    const { write, end, digest } = bench();
    write(at.CR, datatype | INIT);
    write(at.DIN, word);
    end(message(4));
    expect(digest(5)).toBe(expected);
  });

  it('may end within a byte', () => {
    // FIPS 180-1 has no such example; the one of NIST's SHA-1 bit vectors: 5 bits, 0x98.
    const { write, run, digest } = bench();
    write(at.CR, INIT);
    write(at.DIN, 0x9800_0000);
    write(at.STR, 5);
    write(at.STR, DCAL | 5);
    run(10_000);
    expect(digest(5)).toBe('29826b003b906e660eff4027ce98af3531ac75ba');
  });

  it('of more than one sum begins anew with INIT', () => {
    const { sum } = bench();
    sum('sha256', message(100));
    expect(sum('sha1', message(3))).toBe(createHash('sha1').update(message(3)).digest('hex'));
  });
});

describe('the digest', () => {
  it('of SHA-1 can be read at both places', () => {
    const { sum, read } = bench();
    const whole = sum('sha1', message(10));
    expect(Array.from({ length: 5 }, (_, i) => hex(read(at.HRA + 4 * i))).join('')).toBe(whole);
  });

  it('comes after two blocks of 82 clocks, with DCIS', () => {
    const { write, read, run, interrupt } = bench();
    write(at.IMR, done);
    write(at.CR, byBytes | INIT);
    write(at.DIN, 1);
    write(at.STR, DCAL);
    expect(read(at.SR)).toBe(busy);
    run(1639);
    expect([read(at.SR), interrupt.level]).toEqual([busy, false]);
    run(1);
    expect([read(at.SR), interrupt.level]).toEqual([done | room, true]);
    write(at.SR, 0);
    expect([read(at.SR), interrupt.level]).toEqual([0, false]);
  });
});

it('says how many words wait, and takes a block when the seventeenth comes', () => {
  const { write, read, run } = bench();
  const waiting = () => [(read(at.CR) >>> 8) & 0xf, (read(at.CR) >>> 12) & 1];
  write(at.CR, byBytes | INIT);
  expect([waiting(), read(at.SR)]).toEqual([[0, 0], room]);
  for (let i = 0; i < 7; i++) write(at.DIN, i);
  expect([waiting(), read(at.SR)]).toEqual([[7, 1], 0]);
  for (let i = 7; i < 17; i++) write(at.DIN, i);
  expect([waiting(), read(at.SR)]).toEqual([[1, 1], busy]);
  run(820);
  expect(read(at.SR)).toBe(room);
});

it('a context that was put away goes on where it was', () => {
  const { write, read, run, feed, end, digest, sum } = bench();
  const bytes = message(300);
  write(at.CR, algorithms.sha256 | byBytes | INIT);
  feed(bytes.slice(0, 200));
  run(10_000);
  const context = Array.from({ length: 54 }, (_, i) => read(at.CSR + 4 * i));
  sum('sha1', message(99));
  write(at.CR, algorithms.sha256 | byBytes | INIT);
  for (const [i, word] of context.entries()) write(at.CSR + 4 * i, word);
  feed(bytes.slice(200));
  end(bytes);
  expect(digest(8)).toBe(createHash('sha256').update(bytes).digest('hex'));
});

describe('with DMA', () => {
  const DMAE = 1 << 3;
  const MDMAT = 1 << 13;

  it('asks for words until the block is full, and again when it is taken', () => {
    const { write, request, run } = bench();
    write(at.CR, byBytes | INIT);
    expect(request.level).toBe(false);
    write(at.CR, byBytes | DMAE);
    expect(request.level).toBe(true);
    for (let i = 0; i < 17; i++) write(at.DIN, i);
    expect(request.level).toBe(false);
    run(820);
    expect(request.level).toBe(true);
  });

  it('the end of the transfer is the end of the message', () => {
    const { hash, request, write, feed, run, digest } = bench();
    write(at.CR, byBytes | DMAE | INIT);
    write(at.STR, 16);
    feed(message(10));
    hash.dmaFinished();
    run(10_000);
    expect([digest(5), request.level]).toEqual([createHash('sha1').update(message(10)).digest('hex'), false]);
  });

  it('but with MDMAT more comes', () => {
    const { hash, write, read, feed, end, run, digest } = bench();
    write(at.CR, byBytes | DMAE | MDMAT | INIT);
    feed(message(8));
    hash.dmaFinished();
    run(10_000);
    expect(read(at.SR) & done).toBe(0);
    feed(message(30).slice(8));
    end(message(30));
    expect(digest(5)).toBe(createHash('sha1').update(message(30)).digest('hex'));
  });
});

it('a reset forgets the message', () => {
  const { hash, read, feed, sum } = bench();
  feed(message(20));
  hash.reset();
  expect([read(at.SR), (read(at.CR) >>> 12) & 1]).toEqual([room, 0]);
  expect(sum('md5', message(20))).toBe(createHash('md5').update(message(20)).digest('hex'));
});
