/** The text form of stop rules: what is understood, what is told of mistakes, and that printing gives the same rule back. */
import { describe, expect, it } from 'vitest';
import { eventKinds } from './event-schema';
import { fromReady, readyStops, readyText } from './ready-stops';
import { completeStop } from './stop-completion';
import { parseStop, printStop } from './stop-language';
import { accesses, fieldsOf, measureNames, type Op, ringPlaces, type StopBody, type StopTrigger } from './stop-rules';
import { opsOf, readValue } from './stop-values';

const parsed = (text: string): StopBody => {
  const found = parseStop(text);
  if (!found.ok) throw new Error(found.problem);
  return found.body;
};
const problem = (text: string): string => {
  const found = parseStop(text);
  return found.ok ? 'no problem' : found.problem;
};

describe('a rule', () => {
  it('names an event and asks of its fields', () => {
    expect(parsed('ipcc.occupied channel=2 from=m4')).toEqual({
      on: { kind: 'event', name: 'ipcc.occupied' },
      where: [
        { field: 'channel', op: '=', value: 2 },
        { field: 'from', op: '=', value: 2 },
      ],
      count: 1,
      once: false,
    });
  });

  it('counts: the comparison stands behind the conditions or before them', () => {
    const wanted = {
      on: { kind: 'measure', measure: 'free-buffers', op: '<', value: 2 },
      where: [{ field: 'ring', op: '=', value: 0 }],
    };
    expect(parsed('free-buffers ring=0 < 2')).toMatchObject(wanted);
    expect(parsed('free-buffers<2 ring=0')).toMatchObject(wanted);
  });

  it('looks at memory, code, and several kinds at once; the third time, once', () => {
    expect(parsed('write vring0.used.idx by=m4 value>7')).toMatchObject({
      on: { kind: 'memory', access: 'write', place: 'vring0.used.idx' },
    });
    expect(parsed('at main r0=0x3 hit=3 once')).toMatchObject({
      on: { kind: 'code', place: 'main' },
      count: 3,
      once: true,
    });
    expect(parsed('etzpc.refused|honesty.* in=main').where).toEqual([{ field: 'in', op: '=', value: 'main' }]);
  });

  it('takes text in quotes, with a newline and quotes inside', () => {
    const text = String.raw`rpmsg.written payload~"he said \"a = b\"\n"`;
    expect(parsed(text).where[0]).toEqual({ field: 'payload', op: '~', value: 'he said "a = b"\n' });
    expect(printStop(parsed(text))).toBe(text);
  });
});

describe('a mistake', () => {
  it.each([
    ['', 'write an event'],
    ['ipcc.ocupied', 'there is no event ipcc.ocupied: did you mean ipcc.occupied?'],
    ['ipcc', 'there is no event ipcc (ipcc.occupied, '],
    ['ipcc.occupied chanel=2', 'ipcc.occupied has no field chanel: did you mean channel?'],
    ['ipcc.occupied colour=2', 'it has from, channel, in, pc'],
    ['ipcc.occupied channel=9', 'channel is 1 to 6, not 9'],
    ['ipcc.occupied from=bob', 'from is linux or m4, not bob'],
    ['ipcc.occupied from<m4', 'from can be compared by = != only'],
    ['vring.flagged used=maybe', 'used is yes or no, not maybe'],
    ['vring.offered index=many', 'index is a number such as 5 or 0x401, not many'],
    ['ipcc.occupied channel=', 'channel= needs a value'],
    ['ipcc.occupied channel', 'after channel comes a comparison'],
    ['ipcc.occupied = 2', '“=” has no field before it'],
    ['rpmsg.written payload~"abc', 'the quotes are not closed'],
    ['free-buffers', 'free-buffers is a count: compare it'],
    ['free-buffers < few', 'is compared with a number'],
    ['free-buffer < 2', 'did you mean free-buffers?'],
    ['write', 'after write comes an address'],
    ['at', 'after at comes a function'],
    ['at main r16=1', 'at main has no field r16'],
    ['ipc hit>3', 'hit=3 means: only the third time'],
  ])('%s: %s', (text, words) => {
    expect(problem(text)).toContain(words);
  });

  it('says where it is', () => {
    expect(parseStop('ipcc.occupied chanel=2')).toMatchObject({ ok: false, at: 14 });
  });
});

describe('ready stops', () => {
  it.each(readyStops.map((ready) => [ready.id, ready] as const))('%s is a rule with its usual values', (_id, ready) => {
    const made = fromReady(ready);
    if ('problem' in made) expect.fail(made.problem);
    else {
      expect(made.title).not.toContain('{');
      expect(parsed(printStop(made.body))).toEqual(made.body);
    }
    expect(ready.holes.every(({ name }) => ready.rule.includes(`{${name}}`))).toBe(true);
  });

  it('a value with spaces is quoted', () => {
    const ready = readyStops.find(({ id }) => id === 'message-text')!;
    expect(readyText(ready, { text: 'a b' })).toBe('rpmsg.written payload~"a b"');
  });
});

describe('completion', () => {
  it.each([
    ['ipcc.o', 'ipcc.occupied'],
    ['ipcc.occupied ch', 'channel='],
    ['ipcc.occupied channel=', '3'],
    ['ipcc.occupied from=l', 'linux'],
    ['free-buffers r', 'ring='],
    ['write vring1.us', 'vring1.used.idx'],
    ['write vring1.used.idx b', 'by='],
    ['rproc.state-changed state=c', 'crashed'],
    ['ipc on', 'once'],
  ])('%s offers %s', (text, word) => {
    expect(completeStop(text, text.length).words).toContain(word);
  });

  it.each([
    ['at ma', 'main'],
    ['write hard', 'HardFault_Handler'],
    ['ipcc.occupied in=m', 'main'],
    ['peripheral.touched peripheral=uart', 'UART4'],
  ])('%s offers the name %s', (text, word) => {
    const names = { symbols: ['main', 'HardFault_Handler'], peripherals: ['UART4'] };
    expect(completeStop(text, text.length, names).words).toEqual([word]);
  });

  it('offers nothing that is not understood', () => {
    expect(completeStop('nonsense x', 10).words).toEqual([]);
  });
});

/** Small and good enough for a test: the same numbers every time. */
function random(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

describe('whatever is typed', () => {
  const below = random(7);
  const pick = <T>(list: readonly T[]): T => list[below(list.length)]!;

  it('a rule that is printed parses to itself', () => {
    for (let turn = 0; turn < 2000; turn++) {
      const on: StopTrigger = pick<() => StopTrigger>([
        () => ({ kind: 'event', name: pick(eventKinds) }),
        () => ({ kind: 'ipc' }),
        () => ({ kind: 'measure', measure: pick(measureNames), op: pick<Op>(['<', '>=', '=']), value: below(99) }),
        () => ({ kind: 'memory', access: pick(accesses), place: pick([...ringPlaces, 'counter+4:2', '0x10040000']) }),
        () => ({ kind: 'code', place: 'main' }),
      ])();
      const where = Object.entries(fieldsOf(on))
        .filter(() => below(2) === 0)
        .flatMap(([field, format]) => {
          const text = pick(['1', '2', '0x401', 'yes', 'm4', 'a "b"\n\\', '', '=<>', '  ']);
          const read = readValue(field, format, text);
          return 'problem' in read ? [] : [{ field, op: pick(opsOf(format)), value: read.value }];
        });
      const body: StopBody = { on, where, count: 1 + below(3), once: below(2) === 0 };
      expect(parsed(printStop(body))).toEqual(body);
    }
  });

  it('noise is refused in words, never by an error', () => {
    const pieces = [
      'ipcc.occupied',
      ' ',
      '=',
      '<',
      '"',
      '\\',
      'channel',
      '2',
      'hit',
      'once',
      'free-buffers',
      'at',
      '*',
      '|',
      '~',
      '(',
      '[',
      '\n',
      'é',
    ];
    for (let turn = 0; turn < 5000; turn++) {
      const text = Array.from({ length: below(12) }, () => pick(pieces)).join('');
      const found = parseStop(text);
      if (found.ok) expect(parsed(printStop(found.body))).toEqual(found.body);
      else expect(found.problem.length).toBeGreaterThan(5);
      completeStop(text, below(text.length + 1));
    }
  });
});
