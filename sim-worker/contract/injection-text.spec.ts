/** The written form of faults on purpose: each comes back as it was printed, and a wrong one says what is wrong. */
import { describe, expect, it } from 'vitest';
import { injectionState, parseInjection, printInjection, rangeText, readValue } from './injection-text';
import type { InjectionView } from './injection-views';
import {
  type Injection,
  type InjectionKind,
  type InjectionValue,
  injectionKinds,
  injectionSentence,
  injections,
  type Parameter,
  usualInjection,
} from './injections';

const problemOf = (text: string): string => {
  const parsed = parseInjection(text);
  return parsed.ok ? '' : parsed.problem;
};

describe.each(injectionKinds.map((kind) => [kind]))('%s', (kind) => {
  it('alone is the usual one', () => {
    expect(parseInjection(kind)).toEqual({ ok: true, injection: usualInjection(kind) });
  });

  it('comes back as it was printed', () => {
    expect(parseInjection(printInjection(usualInjection(kind)))).toEqual({ ok: true, injection: usualInjection(kind) });
    expect(parseInjection(printInjection(unusual(kind)))).toEqual({ ok: true, injection: unusual(kind) });
  });

  it('is told in sentences without gaps', () => {
    for (const injection of [usualInjection(kind), unusual(kind)]) {
      const { waitsFor } = injections[kind];
      for (const text of [injectionSentence(injection), waitsFor(injection.values, 2)]) {
        expect(text).not.toMatch(/undefined|NaN|\{|\[object/);
      }
      expect(injectionSentence(injection)).toMatch(/^[A-Za-z].*[^.]\.$/);
    }
  });

  it('has a usual value within its range for every parameter', () => {
    for (const parameter of Object.values(injections[kind].parameters)) {
      expect(readValue(parameter, '')).toEqual({ value: parameter.usual });
      expect(rangeText(parameter)).not.toBe('');
      if (parameter.usual === undefined) expect(parameter.absent).toBeDefined();
    }
  });
});

/** Every parameter at another value than its usual one. */
const unusual = (kind: InjectionKind): Injection => ({
  kind,
  values: Object.fromEntries(
    Object.entries(injections[kind].parameters).map(([name, parameter]) => [name, otherValue(parameter)]),
  ),
});

function otherValue(parameter: Parameter): InjectionValue {
  switch (parameter.type) {
    case 'choice':
      return Object.keys(parameter.options).findLast((option) => option !== parameter.usual);
    case 'number':
      return parameter.usual === parameter.most ? parameter.least : parameter.most;
    case 'time':
      return 1_500;
    case 'hex':
      return 0xffff_ffff;
    case 'peripheral':
      return 'TIM2';
  }
}

it('leaves out what is as usual and quiet about it', () => {
  expect(printInjection(usualInjection('drop-kick'))).toBe('drop-kick channel=2 from=linux nth=1');
  expect(printInjection(usualInjection('kill-linux'))).toBe('kill-linux');
});

it.each([
  ['', 'There is no fault ""'],
  ['drop-kik', 'did you mean drop-kick?'],
  ['toString', 'one of drop-kick'],
  ['drop-kick chanel=2', 'drop-kick has no parameter chanel: did you mean channel?'],
  ['drop-kick channel', 'channel needs a value: 1 to 6.'],
  ['drop-kick channel=7', 'channel is 1 to 6, not 7.'],
  ['drop-kick channel=2.5', 'channel is 1 to 6, not 2.5.'],
  ['drop-kick from=me', 'from is linux, m4, not me.'],
  ['delay-kick delay=3', 'delay is a time such as 50us, 1ns to 60s, not 3.'],
  ['corrupt-ring value=0xfffffffff', 'value is a number such as 99 or 0xffff'],
  ['take-peripheral peripheral=a,b', 'peripheral is the name of a peripheral'],
])('%s: %s', (text, problem) => {
  expect(problemOf(text)).toContain(problem);
});

it('never trips over what somebody types', () => {
  const words = [
    'drop-kick',
    'channel=',
    '=',
    '==',
    'nth=99999999999999999999',
    'constructor=1',
    '\u0000',
    '🔔',
    'for=1e9s',
  ];
  for (const a of words)
    for (const b of words) for (const c of words) expect(() => parseInjection(`${a} ${b}\t${c}`)).not.toThrow();
});

describe('how it stands', () => {
  const view = (more: Partial<InjectionView>): InjectionView => ({
    id: 1,
    injection: { kind: 'drop-kick', values: { channel: 2, from: 'linux', nth: 3, times: 1 } },
    phase: 'waiting',
    counted: 1,
    fired: 0,
    armed: { time: 0, seq: 0 },
    first: undefined,
    last: undefined,
    did: '',
    obstacle: '',
    ...more,
  });
  const mark = { time: 60_001_000, seq: 134 };

  it.each([
    [{}, 'Never fired: it waits for the 3rd bell that Linux rings on channel 2; there was 1 so far.'],
    [{ fired: 1, phase: 'over', first: mark, last: mark }, 'Fired at 60.001000 ms, event #134.'],
    [{ fired: 1, phase: 'active', first: mark, last: mark }, 'Fired at 60.001000 ms, event #134, and holds still.'],
    [{ obstacle: 'there is no peripheral X' }, 'Cannot happen: there is no peripheral X.'],
  ] as const)('%#', (more, text) => {
    expect(injectionState(view(more))).toBe(text);
  });
});
