/** A lesson is played on a session that a test fills: what passes, what does not, and what a fresh board or a hole in the log changes. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { SocEvent } from '../../sim-worker/contract/event-schema';
import { createSessionStore, type SessionStore } from '../stores/session-store';
import { createFakePort, type FakePort } from '../testing/fake-port';
import { ipcc } from '../testing/fixtures';
import { vrings } from '../testing/ring-fixtures';
import { pausedStatus, runningStatus } from '../testing/status-fixtures';
import type { Lesson } from './lesson';
import { LessonRun } from './lesson-run';
import type { LessonPlace } from './places';

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
      ever: 'irq.taken',
      off: '{value}, not {answer}.',
    },
    {
      kind: 'do',
      title: 'free',
      text: [],
      before: [{ kind: 'step-by', unit: 'message' }, { kind: 'run' }],
      passes: ['ipcc.freed channel=4'],
      ever: 'ipcc.occupied channel=4',
      again: {
        says: 'See it again?',
        button: 'Ring again',
        deeds: [{ kind: 'tty', port: 0, line: 'ring' }],
      },
      learnt: 'It is free.',
    },
    {
      kind: 'click',
      title: 'click',
      text: [],
      question: 'Which?',
      right: { kind: 'channel', channel: 1 },
      wrong: [{ kind: 'channel', reason: 'Not that.' }],
      again: {
        past: { reading: { kind: 'flag', from: 2, channel: 1 }, op: '=', value: 0 },
        says: 'It was heard already.',
        button: 'Ring again',
        deeds: [{ kind: 'tty', port: 1, line: 'ring' }],
      },
    },
  ],
};

let port: FakePort;
let session: SessionStore;
let places: (LessonPlace | undefined)[] = [];
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
  places = [];
  port = createFakePort({ recording: { time: 5, text: 'all of it' } });
  session = createSessionStore({ port });
  run = new LessonRun(lesson, session, { keep: (place) => places.push(place) });
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
    run.answer('2');
    expect(step()).toMatchObject({ passed: true, wrong: 1 });
  });

  it('counts what it is about also when that came before the answer', () => {
    happens(['ipcc.occupied', 1]);
    run.answer('2');
    expect(step()).toMatchObject({ passed: true, wrong: 0 });
  });

  it('is about what began again, when it did', () => {
    happens(['irq.taken', 0], ['ipcc.occupied', 1], ['irq.taken', 0]);
    run.answer('3');
    expect(run.snapshot().answer).toBe('3');
    happens(['ipcc.occupied', 1]);
    expect(step()).toMatchObject({ passed: true, wrong: 0 });
  });

  it('is not compared with what the machine was before it ran on', () => {
    const reading = { status: runningStatus, ipcc, vrings, ownership: {} as never };
    session.state.setState({ views: reading });
    happens(['ipcc.occupied', 1]);
    run.answer('2');
    session.state.setState({ views: { ...reading, status: { ...runningStatus } } });
    expect(run.snapshot().answer).toBe('2');
    session.state.setState({
      views: { status: { ...runningStatus }, ipcc: { ...ipcc }, vrings: { ...vrings }, ownership: {} as never },
    });
    expect(step()?.passed).toBe(true);
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

/** Passes steps until this one begins. */
async function comeTo(title: string): Promise<void> {
  happens(['ipcc.occupied', 2], ['ipcc.freed', 2]);
  for (let at = 2; lesson.steps[at - 1]?.title !== title; at++) {
    run.next();
    await settled();
    if (at === 2) {
      run.answer(String(events.filter(({ kind }) => kind === 'ipcc.occupied').length + 1));
      happens(['ipcc.occupied', 4]);
    }
    if (at === 3 && title !== 'free') happens(['ipcc.freed', 4]);
  }
}

describe('what is past', () => {
  it('passes a step at once, and is given back on demand', async () => {
    happens(['ipcc.occupied', 2], ['ipcc.freed', 2]);
    run.next();
    await settled();
    run.answer('2');
    happens(['ipcc.occupied', 4], ['ipcc.freed', 4]);
    run.next();
    await settled();
    expect(run.snapshot()).toMatchObject({
      step: 3,
      past: true,
      remark: { tone: 'right', text: 'That has happened already. It is free.' },
    });
    await run.again();
    expect(port.last('ttyInput')).toEqual({ port: 0, text: 'ring\n' });
    expect(run.snapshot()).toMatchObject({ past: false, busy: false });
  });

  it('is nothing that a step passed by itself would offer', async () => {
    await comeTo('free');
    expect(run.snapshot()).toMatchObject({ step: 3, past: false, remark: undefined });
    happens(['ipcc.freed', 4]);
    expect(run.snapshot()).toMatchObject({ past: false, remark: { tone: 'right', text: 'It is free.' } });
  });

  it('is offered for a question as long as it cannot be answered', async () => {
    await comeTo('click');
    expect(run.snapshot()).toMatchObject({ step: 4, past: false });
    const rung = { ...ipcc, lamps: ipcc.lamps.map((lamp) => ({ ...lamp, occupied: false })) };
    session.state.setState({ views: { ipcc: rung } });
    expect(run.snapshot().past).toBe(true);
    await run.again();
    expect(port.last('ttyInput')).toEqual({ port: 1, text: 'ring\n' });
    session.state.setState({ views: { ipcc } });
    expect(run.snapshot().past).toBe(false);
  });
});

describe('a place', () => {
  it('is told with the records, the answer, and how the board comes there', async () => {
    expect(places.at(-1)).toMatchObject({ step: 1, baseline: -1, running: false });
    happens(['ipcc.occupied', 2], ['ipcc.freed', 2]);
    run.next();
    await settled();
    run.answer('7');
    await settled();
    expect(places.at(-1)).toEqual({
      step: 2,
      records: run.snapshot().records,
      answer: '7',
      baseline: 1,
      running: false,
      recording: { time: 5, text: 'all of it' },
    });
  });

  it('is gone on with: what the step needs of the page, the machine as it ran, and what has happened since', async () => {
    await comeTo('free');
    await settled();
    const place = places.at(-1);
    expect(place).toMatchObject({ step: 3, running: true });
    run.stop();
    happens(['ipcc.freed', 4]);
    session.state.getState().setStepKind('instruction');
    const asked = port.asked.length;
    run = new LessonRun(lesson, session, { place });
    run.start();
    expect(run.snapshot()).toMatchObject({ step: 3, reached: 3, busy: true });
    await settled();
    expect(session.state.getState().stepKind).toBe('message');
    expect(port.asked.slice(asked).flatMap((each) => ('kind' in each ? [each.kind] : []))).toContain('continue');
    expect(step()?.passed).toBe(true);
    run.back();
    expect(run.snapshot().records[1]?.passed).toBe(true);
  });

  it('is forgotten when all is passed', async () => {
    await comeTo('click');
    session.state.getState().select({ kind: 'channel', from: 2, channel: 1 });
    await settled();
    expect(places.at(-1)).toBeUndefined();
  });
});

describe('what is judged', () => {
  it('is told when the machine stands still and all that it did was looked at', () => {
    session.state.setState({ views: { status: { ...runningStatus, halts: 3 } } });
    expect(run.snapshot().judged).toBe(0);
    session.state.setState(({ log }) => ({
      views: { status: { ...pausedStatus, halts: 4 } },
      log: { ...log, total: 1 },
    }));
    expect(run.snapshot().judged).toBe(0);
    happens(['ipcc.occupied', 2]);
    expect(run.snapshot().judged).toBe(4);
  });
});
