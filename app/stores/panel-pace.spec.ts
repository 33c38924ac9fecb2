/** Panels take turns while the machine runs; what the user does, and what a paused machine shows, reaches all at once. */
import { expect, it } from 'vitest';
import { createStore } from 'zustand/vanilla';
import { PanelPacer } from './panel-pace';
import type { SessionState } from './session-state';

type Phase = 'running' | 'paused';
const views = (phase: Phase, time: number) => ({ status: { phase, time } }) as unknown as SessionState['views'];

function setUp(panels: number, cost: number) {
  let clock = 1_000;
  const frames: (() => void)[] = [];
  const state = createStore<SessionState>()(
    () => ({ views: views('paused', 0), theme: 'light' }) as unknown as SessionState,
  );
  const pacer = new PanelPacer(state, {
    flush: (show) => {
      show();
      clock += cost;
    },
    nextFrame: (then) => frames.push(then),
    now: () => clock,
  });
  const seen = Array.from({ length: panels }, () => 0);
  const all = seen.map((_, i) => {
    const panel = pacer.panel();
    const leave = panel.subscribe(({ views: { status } }) => {
      seen[i] = status?.time ?? -1;
    });
    return { panel, leave };
  });
  return {
    seen,
    all,
    state,
    come: (phase: Phase, time: number) => state.setState({ views: views(phase, time) }),
    /** The browser is about to draw, 16 ms later. */
    frame: () => {
      clock += 16;
      for (const then of frames.splice(0)) then();
    },
    planned: () => frames.length,
  };
}

it('shows everything at once while the machine is paused', () => {
  const { seen, come, planned } = setUp(3, 2);
  come('paused', 7);
  expect(seen).toEqual([7, 7, 7]);
  expect(planned()).toBe(0);
});

it('draws as many panels in a frame as there is time for, and each comes to its turn', () => {
  const { seen, come, frame } = setUp(5, 0.5);
  come('running', 7);
  expect(seen).toEqual([0, 0, 0, 0, 0]);
  frame();
  expect(seen).toEqual([7, 7, 0, 0, 0]);
  come('running', 8);
  frame();
  expect(seen).toEqual([7, 7, 8, 8, 0]);
  frame();
  frame();
  frame();
  expect(seen).toEqual([8, 8, 8, 8, 8]);
});

it('draws a panel at most every 50 ms', () => {
  const { seen, come, frame } = setUp(1, 0);
  come('running', 1);
  frame();
  come('running', 2);
  frame();
  frame();
  expect(seen).toEqual([1]);
  frame();
  frame();
  expect(seen).toEqual([2]);
});

it('catches up after a stop though no further frame comes', () => {
  const { seen, come, frame, planned } = setUp(4, 4);
  come('running', 1);
  frame();
  come('paused', 2);
  for (let i = 0; i < 12; i++) frame();
  expect(seen).toEqual([2, 2, 2, 2]);
  expect(planned()).toBe(0);
});

it('shows at once what the user does', () => {
  const { seen, come, state } = setUp(3, 4);
  come('running', 5);
  state.setState({ theme: 'dark' });
  expect(seen).toEqual([5, 5, 5]);
});

it('shows a panel that opens what is now, and forgets one that closes', () => {
  const { seen, come, frame, all } = setUp(1, 1);
  all[0]?.leave();
  come('running', 3);
  frame();
  expect(seen).toEqual([0]);
  expect(all[0]?.panel.getState().views.status?.time).toBe(3);
});
