/** Pause is shown at once, whatever the page is still drawing. */
import { expect, it } from 'vitest';
import type { Frame, FromWorker } from '../contract/protocol';
import { demoElf } from '../testing/echo-bench';
import { Session } from './session';

it('that it has stopped is told to a page that has not taken the last frame; all else when it has', () => {
  let receive: (message: unknown) => void = () => undefined;
  const frames: Frame['views'][] = [];
  const due: (() => void)[] = [];
  let wall = 0;
  new Session(
    {
      post: (message) => {
        const from = message as FromWorker;
        if (from.type === 'frame') frames.push(from.views);
      },
      listen: (listener) => {
        receive = listener;
      },
    },
    { now: () => wall, later: (callback) => void due.push(callback) },
  );
  let id = 0;
  const ask = (kind: string, params: object): void => receive({ id: ++id, kind, params });
  const slices = (count: number): void => {
    for (let i = 0; i < count; i++) {
      wall += 20;
      for (const callback of due.splice(0)) callback();
    }
  };
  ask('open', { name: 'tty-echo.elf', bytes: demoElf('tty-echo'), board: 'dk2', boot: 'linux' });
  ask('subscribe', { views: { status: {}, registers: {}, vrings: {} } });
  ask('continue', {});
  receive({ type: 'taken' });
  slices(5);
  receive({ type: 'taken' });
  slices(5);
  expect(frames.at(-1)?.status?.phase).toBe('running');
  const before = frames.length;
  ask('pause', {});
  expect(frames.slice(before).map((views) => Object.keys(views))).toEqual([['status']]);
  expect(frames.at(-1)?.status?.phase).toBe('paused');
  receive({ type: 'taken' });
  expect(Object.keys(frames.at(-1) ?? {})).toEqual(['status', 'registers', 'vrings']);
});
