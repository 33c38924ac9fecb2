/** Answers are judged by what the machine shows, and a wrong one gets its reason. */
import { expect, it } from 'vitest';
import type { SocEvent } from '../../sim-worker/contract/event-schema';
import type { IpccView, Lamp } from '../../sim-worker/contract/ipcc-view';
import type { OwnershipView } from '../../sim-worker/contract/ownership';
import type { VringsView } from '../../sim-worker/contract/ring-views';
import { judgeChoice, judgeClick, judgePrediction, said } from './judge';
import type { ChooseStep, ClickStep, PredictStep } from './lesson';
import { matcherOf, Sequence } from './patterns';
import { type Evidence, read } from './readings';

let seq = 0;
const event = (kind: string, fields: object, time: number, pc?: number): SocEvent =>
  ({ seq: seq++, time, cause: undefined, pc, kind, fields }) as SocEvent;
const events = [
  event('ipcc.occupied', { from: 1, channel: 2 }, 1_000),
  event('ipcc.freed', { from: 1, channel: 2 }, 13_000, 0x1000_0100),
];
const lamp: Partial<Lamp> = { from: 1, channel: 2, occupied: true };
const ring = { ring: 1, num: 2, descriptors: [{ state: 'full-m4' }, { state: 'empty-linux' }] };
const evidence: Evidence = {
  events,
  views: {
    ipcc: { lamps: [lamp] } as unknown as IpccView,
    vrings: { rings: [ring] } as unknown as VringsView,
    ownership: { decprot: [0, 0, 0x0000_0002] } as unknown as OwnershipView,
  },
};

const click: ClickStep = {
  kind: 'click',
  title: '',
  text: [],
  question: '',
  right: { kind: 'descriptor', ring: 1, state: 'full-m4' },
  wrong: [{ kind: 'descriptor', ring: 1, state: 'empty-linux', reason: 'Buffer {index} is empty.' }],
  learnt: 'Yes.',
};

it('judges a click by the state of what was clicked', () => {
  expect(judgeClick(click, { kind: 'descriptor', ring: 1, index: 0 }, evidence)).toEqual({
    tone: 'right',
    text: 'Yes.',
  });
  expect(judgeClick(click, { kind: 'descriptor', ring: 1, index: 1 }, evidence).text).toBe('Buffer 1 is empty.');
  expect(judgeClick(click, { kind: 'ring', ring: 1 }, evidence).text).toBe('That cell is empty.');
  expect(judgeClick(click, { kind: 'tty', port: 0 }, evidence).text).toMatch(/something else/);
});

const predict: PredictStep = {
  kind: 'predict',
  title: '',
  text: [],
  question: '',
  reading: { kind: 'span', from: 'ipcc.occupied', to: 'ipcc.freed' },
  per: 1_000,
  off: 'You said {answer}, it was {value}.',
};

it('compares a prediction with the machine, a measured one within two in a hundred', () => {
  expect(judgePrediction(predict, '12.1', evidence).tone).toBe('right');
  expect(judgePrediction(predict, '13', evidence).text).toBe('You said 13, it was 12.');
  expect(judgePrediction(predict, '12', { ...evidence, events: [] }).tone).toBe('later');
});

const choose: ChooseStep = {
  kind: 'choose',
  title: '',
  text: [],
  question: '',
  choices: [
    {
      label: 'Linux',
      holds: { reading: { kind: 'actor', of: 'ipcc.freed' }, op: '=', value: 1 },
      reason: 'No, the M4.',
    },
    { label: 'M4', holds: { reading: { kind: 'actor', of: 'ipcc.freed' }, op: '=', value: 2 }, reason: 'No, Linux.' },
  ],
};

it('knows who did something by whether it has a program counter', () => {
  expect(judgeChoice(choose, 'Linux', evidence)).toEqual({ tone: 'wrong', text: 'No, the M4.' });
  expect(judgeChoice(choose, 'M4', evidence).tone).toBe('right');
  expect(judgeChoice(choose, 'M4', { ...evidence, events: [] }).tone).toBe('later');
});

it('reads flags, buffers, protection and order', () => {
  expect(read({ kind: 'flag', from: 1, channel: 2 }, evidence)).toBe(1);
  expect(read({ kind: 'flag', from: 2, channel: 2 }, evidence)).toBeUndefined();
  expect(read({ kind: 'slots', ring: 1, state: 'full-m4' }, evidence)).toBe(1);
  expect(read({ kind: 'decprot', id: 32 }, evidence)).toBe(2);
  expect(read({ kind: 'order', first: 'ipcc.occupied', second: 'ipcc.freed' }, evidence)).toBe(1);
  expect(read({ kind: 'order', first: 'ipcc.freed', second: 'ipcc.occupied' }, evidence)).toBe(2);
});

it('says numbers of the machine in what was learnt', () => {
  expect(said({ ...click, learnt: 'It took {0}.', tells: [predict.reading] }, evidence)).toBe('It took 12.0 µs.');
});

it('follows events in their order only', () => {
  const row = new Sequence(['ipcc.freed', 'ipcc.occupied']);
  for (const each of events) row.look(each);
  expect(row.complete).toBe(false);
  row.look(events[0]!);
  expect(row.complete).toBe(true);
  expect(() => matcherOf('at main')).toThrow('is no event');
});
