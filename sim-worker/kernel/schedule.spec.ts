/** The schedule: order, ties, and its copy. */
import { expect, it } from 'vitest';
import { ns } from '../contract/units';
import { Schedule } from './schedule';

function bench() {
  const planned: number[] = [];
  const ran: string[] = [];
  const schedule = new Schedule((time) => planned.push(time));
  schedule.register('a', (what, data, time) => ran.push(`${time} ${what} ${JSON.stringify(data)}`));
  const runUntil = (time: number): void => {
    while (schedule.runNext(ns(time)));
  };
  return { schedule, planned, ran, runUntil };
}

it('runs in order of time, and of planning where times are equal', () => {
  const { schedule, ran, runUntil } = bench();
  schedule.plan(ns(20), 'a', 'second');
  schedule.plan(ns(10), 'a', 'first');
  schedule.plan(ns(20), 'a', 'third', { n: 3 });
  runUntil(19);
  expect(ran).toEqual(['10 first undefined']);
  runUntil(20);
  expect(ran.slice(1)).toEqual(['20 second undefined', '20 third {"n":3}']);
});

it('puts off what falls between two nanoseconds to the later one', () => {
  const { schedule, ran, runUntil } = bench();
  schedule.plan(ns(10.25), 'a', 'x');
  runUntil(10.9);
  expect(ran).toEqual([]);
  runUntil(11);
  expect(ran).toEqual(['11 x undefined']);
});

it('tells every new due time to whoever runs ahead', () => {
  const { schedule, planned } = bench();
  schedule.plan(ns(7), 'a', 'x');
  expect(planned).toEqual([7]);
});

it('forgets what is cancelled', () => {
  const { schedule, ran, runUntil } = bench();
  const one = schedule.plan(ns(1), 'a', 'one');
  schedule.plan(ns(2), 'a', 'two');
  schedule.cancel(one);
  runUntil(10);
  expect(ran).toEqual(['2 two undefined']);
});

it('comes back from a copy, ties included', () => {
  const { schedule, ran, runUntil } = bench();
  schedule.plan(ns(5), 'a', 'x');
  schedule.plan(ns(5), 'a', 'y');
  const copy = schedule.save();
  runUntil(5);
  schedule.load(copy);
  schedule.plan(ns(5), 'a', 'z');
  runUntil(5);
  expect(ran.map((line) => line.split(' ')[1])).toEqual(['x', 'y', 'x', 'y', 'z']);
});

it('what is due for a device that stands still waits until it goes on, also over a copy', () => {
  const { schedule, ran, runUntil } = bench();
  schedule.register('b', (what, _data, time) => ran.push(`${time} ${what}`));
  schedule.plan(ns(10), 'b', 'before');
  schedule.plan(ns(50), 'b', 'later');
  schedule.standStill(['b'], ns(0));
  schedule.plan(ns(20), 'b', 'meanwhile');
  schedule.cancel(schedule.plan(ns(25), 'b', 'cancelled'));
  expect(schedule.nextTime).toBeUndefined();
  expect(schedule.pending('b', 'meanwhile')).toHaveLength(1);
  schedule.load(schedule.save());
  runUntil(30);
  expect(ran).toEqual([]);
  schedule.standStill([], ns(30));
  runUntil(50);
  expect(ran).toEqual(['30 before', '30 meanwhile', '50 later']);
});
