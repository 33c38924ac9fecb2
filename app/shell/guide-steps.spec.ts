/** The first steps, one after the other. */
import { expect, it } from 'vitest';
import { type GuideFacts, guideStep, isSilent, stepsToFollow, underWay } from './guide-steps';

const port = (...ways: readonly boolean[]): GuideFacts['ports'][number] => ({
  port: 0,
  service: 'rpmsg-tty',
  local: 0x400,
  remote: 0x400,
  open: true,
  traffic: ways.map((toM4, i) => ({ time: i, toM4, text: 'hello', seq: i })),
  forgotten: 0,
});
const fresh: GuideFacts = { phase: 'paused', time: 0, started: false, ports: [], stepped: 0 };

it('begins with the start of the firmware', () => {
  expect(guideStep(fresh)).toBe('start');
  expect(guideStep({ ...fresh, phase: 'running', time: 5 })).toBe('greet');
  expect(guideStep({ ...fresh, time: 5, started: true })).toBe('greet');
});

it('goes on when something was sent to the M4, not when the M4 spoke by itself', () => {
  expect(guideStep({ ...fresh, started: true, ports: [port(false)] })).toBe('greet');
  expect(guideStep({ ...fresh, started: true, ports: [port(true, false)] })).toBe('follow');
});

it('is done after some steps', () => {
  const sent = { ...fresh, started: true, ports: [port(true)] };
  expect(guideStep({ ...sent, stepped: stepsToFollow - 1 })).toBe('follow');
  expect(guideStep({ ...sent, stepped: stepsToFollow })).toBe('done');
});

it('knows whether what was sent still waits for its answer', () => {
  expect(underWay([port(true, false, true)])).toBe('hello');
  expect(underWay([port(true, false)])).toBeUndefined();
  expect(underWay([])).toBeUndefined();
});

it('waits a while before it says that there is nobody to talk to', () => {
  expect(isSilent({ time: 1e9, ports: [] })).toBe(false);
  expect(isSilent({ time: 2e9, ports: [] })).toBe(true);
  expect(isSilent({ time: 2e9, ports: [port()] })).toBe(false);
});
