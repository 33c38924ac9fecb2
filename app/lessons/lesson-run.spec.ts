/** A lesson is played on a session that a test fills: what passes, what does not, and what a fresh board or a hole in the log changes. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { SocEvent } from '../../sim-worker/contract/event-schema';
import { createSessionStore, type SessionStore } from '../stores/session-store';
import type { Lesson } from './lesson';
import { LessonRun } from './lesson-run';

const lesson: Lesson = {
  id: 'test',
  demo: 'tty-echo',
  steps: [
    { kind: 'read', title: 'read', text: [] },
    {
      kind: 'do',
      title: 'do',
      text: [],
      passes: ['ipcc.occupied channel=2', 'ipcc.freed channel=2'],
      fails: [{ when: 'ipcc.occupied channel=3', reason: 'That was channel 3.' }],
      must: [
        {
          reading: { kind: 'span', from: 'ipcc.occupied channel=2', to: 'ipcc.freed channel=2' },
          op: '<=',
          value: 5_000,
          reason: 'It took {value}, the task was 5 µs.',
        },
      ],
      hints: ['one', 'two'],
      learnt: 'Quick.',
    },
    {
      kind: 'predict',
      title: 'predict',
      text: [],
      question: 'How many?',
      reading: { kind: 'count', of: 'ipcc.occupied' },
      after: 'ipcc.occupied',
      off: '{value}, not {answer}.',
    },
  ],
};

let session: SessionStore;
let run: LessonRun;
let events: readonly SocEvent[] = [];

/** The log grows by these, each a microsecond after the one before unless it says other. */
function happens(...fresh: readonly (readonly [kind: string, channel: number, time?: number])[]): void {
  const last = events.at(-1);
  const from = (last?.seq ?? -1) + 1;
  events = events.concat(
    fresh.map(
      ([kind, channel, time], at) =>
        ({
          seq: from + at,
          time: time ?? (last?.time ?? 0) + 1_000 * (at + 1),
          kind,
          fields: { from: 1, channel },
        }) as SocEvent,
    ),
  );
  const { log } = session.state.getState();
  session.state.setState({ log: { ...log, events, total: events.length } });
}
const step = () => run.snapshot().records[run.snapshot().step];
const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

beforeEach(async () => {
  events = [];
  session = createSessionStore({ port: { post: () => undefined, listen: () => undefined } });
  run = new LessonRun(lesson, session);
  run.start();
  await settled();
  run.next();
  await settled();
});

describe('a thing to do', () => {
  it('passes when all has happened, in its order, after the step began', () => {
    happens(['ipcc.freed', 2], ['ipcc.occupied', 2]);
    expect(step()?.passed).toBe(false);
    happens(['ipcc.freed', 2]);
    expect(step()?.passed).toBe(true);
    expect(run.snapshot().remark).toEqual({ tone: 'right', text: 'Quick.' });
  });

  it('says what else was done, and goes on waiting', () => {
    happens(['ipcc.occupied', 3]);
    expect(run.snapshot().remark?.text).toBe('That was channel 3.');
    expect(step()).toMatchObject({ passed: false, wrong: 1 });
    happens(['ipcc.occupied', 2], ['ipcc.freed', 2]);
    expect(step()?.passed).toBe(true);
  });

  it('is tried again when it was too slow', () => {
    happens(['ipcc.occupied', 2, 1_000], ['ipcc.freed', 2, 13_000]);
    expect(run.snapshot().remark?.text).toBe('It took 12.0 µs, the task was 5 µs.');
    happens(['ipcc.occupied', 2, 20_000], ['ipcc.freed', 2, 22_000]);
    expect(step()).toMatchObject({ passed: true, wrong: 1 });
  });

  it('begins anew on a fresh board', () => {
    happens(['ipcc.occupied', 2]);
    events = [];
    session.state.setState(({ log }) => ({ log: { ...log, epoch: log.epoch + 1 } }));
    happens(['ipcc.freed', 2]);
    expect(step()?.passed).toBe(false);
    happens(['ipcc.occupied', 2], ['ipcc.freed', 2]);
    expect(step()?.passed).toBe(true);
  });

  it('finds in a hole of the log, once it is filled, what it has missed', () => {
    session.state.setState(({ log }) => ({ log: { ...log, gap: true } }));
    happens(['ipcc.occupied', 5]);
    const [late] = events;
    events = [];
    happens(['ipcc.occupied', 2], ['ipcc.freed', 2]);
    events = [...events, { ...late!, seq: 2 }];
    session.state.setState(({ log }) => ({ log: { ...log, gap: false, events } }));
    expect(step()?.passed).toBe(true);
  });

  it('gives as many hints as there are', () => {
    for (let n = 0; n < 4; n++) run.hint();
    expect(step()?.hints).toBe(2);
  });
});

describe('a prediction', () => {
  beforeEach(async () => {
    happens(['ipcc.occupied', 2], ['ipcc.freed', 2]);
    run.next();
    await settled();
  });

  it('waits for what it is about, and may be corrected', () => {
    run.answer('7');
    expect(run.snapshot()).toMatchObject({ answer: '7', remark: undefined });
    happens(['ipcc.occupied', 1]);
    expect(run.snapshot()).toMatchObject({ answer: undefined, remark: { tone: 'wrong', text: '2, not 7.' } });
    run.answer('3');
    happens(['ipcc.occupied', 1]);
    expect(step()).toMatchObject({ passed: true, wrong: 1 });
  });

  it('is left standing while an earlier step is looked at', () => {
    run.back();
    expect(run.snapshot().step).toBe(1);
    run.answer('3');
    expect(run.snapshot().answer).toBeUndefined();
    run.next();
    expect(run.snapshot()).toMatchObject({ step: 2, reached: 2 });
  });
});
