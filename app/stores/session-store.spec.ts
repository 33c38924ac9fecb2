/** The store over a worker that is none: subscriptions, frames, and what the user asks for. */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Speed } from '../../sim-worker/contract/protocol';
import { chip } from '../testing/chip-fixture';
import { createFakePort, type FakePort, fineFile, refusedFile } from '../testing/fake-port';
import { ipcc, views } from '../testing/fixtures';
import { pausedStatus, runningStatus } from '../testing/status-fixtures';
import { neverAcknowledged } from '../testing/why-answer';
import { maxFirmwareBytes } from './commands';
import { createSessionStore, type SessionStore } from './session-store';

const file = { name: 'echo.elf', bytes: new Uint8Array(4) };
const settle = (): Promise<void> => new Promise((done) => setTimeout(done, 0));
let port: FakePort;
let session: SessionStore;
beforeEach(() => {
  port = createFakePort();
  session = createSessionStore({ port });
});
const state = () => session.state.getState();
const wanted = () => (port.last('subscribe') as { views: Record<string, unknown> } | undefined)?.views;
const subscribes = (): number => port.asked.filter((each) => 'kind' in each && each.kind === 'subscribe').length;

describe('subscriptions', () => {
  it('tells the worker once of everything that mounts together', async () => {
    session.want('ipcc', {});
    session.want('memory', { address: 0x1004_0000, length: 256 });
    await settle();
    expect(subscribes()).toBe(1);
    expect(wanted()).toEqual({ ipcc: {}, memory: { address: 0x1004_0000, length: 256 } });
  });

  it('counts: a view stays wanted until its last panel is gone', async () => {
    const [one, two] = [session.want('ipcc', {}), session.want('ipcc', {})];
    one();
    await settle();
    expect(wanted()).toEqual({ ipcc: {} });
    two();
    two();
    await settle();
    expect(wanted()).toEqual({});
  });

  it('lets the panel that asked last choose the parameters, and the other have them back', async () => {
    session.want('memory', { address: 1, length: 16 });
    const later = session.want('memory', { address: 2, length: 16 });
    await settle();
    expect(wanted()?.memory).toEqual({ address: 2, length: 16 });
    later();
    await settle();
    expect(wanted()?.memory).toEqual({ address: 1, length: 16 });
  });

  it('says nothing when nothing changed', async () => {
    session.want('ipcc', {});
    await settle();
    session.want('ipcc', {})();
    await settle();
    expect(subscribes()).toBe(1);
  });

  it('asks for events and console from where it stands, before it takes the frame', async () => {
    session.want('events', { after: -1, epoch: -1 });
    session.want('console', { have: 0 });
    await settle();
    port.frame({ events: views.events, console: { reset: false, from: 0, text: '# ' } });
    expect(wanted()).toEqual({ events: { after: views.events.total - 1, epoch: 1 }, console: { have: 2 } });
    expect(port.asked.at(-1)).toEqual({ type: 'taken' });
  });
});

describe('frames', () => {
  it('replace the views that changed and keep the others', () => {
    port.frame({ status: pausedStatus, ipcc });
    port.frame({ status: runningStatus });
    expect(state().views.status).toBe(runningStatus);
    expect(state().views.ipcc).toBe(ipcc);
  });

  it('of events leave none out while a lesson watches', () => {
    const behind = { ...views.events, total: views.events.total + 50_000 };
    const asked = (): number => (wanted()?.events as { after: number } | undefined)?.after ?? -1;
    session.want('events', { after: -1, epoch: -1 });
    state().showLesson('mailbox');
    port.frame({ status: runningStatus, events: behind });
    expect(asked()).toBe(views.events.total - 1);
    state().closeLesson();
    port.frame({ status: runningStatus });
    expect(asked()).toBeGreaterThan(views.events.total);
  });

  it('remember how fast it ran', () => {
    port.frame({ status: runningStatus });
    port.frame({ status: pausedStatus });
    expect(state().lastRatio).toBe(runningStatus.ratio);
  });

  it('bring the chip when somebody wants to know, once', async () => {
    await settle();
    expect(port.last('describe')).toBeUndefined();
    session.describe();
    session.describe();
    await settle();
    expect(state().chip).toBe(chip);
    expect(port.asked.filter((each) => 'kind' in each && each.kind === 'describe')).toHaveLength(1);
  });
});

describe('opening a file', () => {
  it('checks, then opens on the chosen board, and tells who remembers it', async () => {
    const remember = vi.fn();
    session = createSessionStore({ port, remember });
    const board = {
      board: 'ev1',
      boot: 'engineering',
      tree: 'st',
      kernel: 'A',
      deviceTree: 'm4-examples',
      etzpcAnswer: 'zero',
    } as const;
    state().setBoard(board);
    expect(await session.commands.openFile(file)).toBe(true);
    expect(port.last('check')).toEqual(file);
    expect(port.last('open')).toEqual({ ...file, ...board });
    expect(state().file).toBe(file);
    expect(state().opening).toBeUndefined();
    expect(remember).toHaveBeenCalledWith(file);
  });

  it.each([
    ['u-boot', { boot: 'linux', uBoot: true }],
    ['auto-boot', { boot: 'linux', autoBoot: true }],
  ] as const)('asks for the start by %s', async (boot, asked) => {
    session = createSessionStore({ port, initial: { boot } });
    await session.commands.openFile(file);
    expect(port.last('open')).toMatchObject(asked);
  });

  it('leaves everything alone when remoteproc would refuse it', async () => {
    port = createFakePort({ check: refusedFile });
    session = createSessionStore({ port, initial: { file } });
    const other = { name: 'blinky.elf', bytes: new Uint8Array(9) };
    expect(await session.commands.openFile(other)).toBe(false);
    expect(port.last('open')).toBeUndefined();
    expect(state().file).toBe(file);
    expect(state().refusal).toEqual({ preflight: refusedFile, file: other });
    state().dismissRefusal();
    expect(state().refusal).toBeUndefined();
  });

  it('opens a refused file when the user insists', async () => {
    port = createFakePort({ check: refusedFile });
    session = createSessionStore({ port });
    expect(await session.commands.openFile(file, { force: true })).toBe(true);
    expect(port.last('open')).toMatchObject({ force: true });
  });

  it('opens one file at a time', async () => {
    const first = session.commands.openFile(file);
    expect(await session.commands.openFile(file)).toBe(false);
    expect(state().notice?.text).toContain('being opened');
    expect(await first).toBe(true);
  });

  it.each([
    ['an empty file', new Uint8Array(0), 'is empty'],
    ['a huge file', new Uint8Array(maxFirmwareBytes + 1), '64 MiB'],
  ])('does not even send %s', async (_what, bytes, words) => {
    expect(await session.commands.openFile({ name: 'x.elf', bytes })).toBe(false);
    expect(port.last('check')).toBeUndefined();
    expect(state().notice?.text).toContain(words);
  });

  it('can be tried again after a failure of the worker', async () => {
    port = createFakePort({ check: new Error('bytes are detached') });
    session = createSessionStore({ port });
    expect(await session.commands.openFile(file)).toBe(false);
    expect(state().notice).toMatchObject({ text: 'bytes are detached', tone: 'fault' });
    expect(state().opening).toBeUndefined();
    expect(await session.commands.openFile(file)).toBe(false);
    expect(state().notice?.serial).toBe(2);
  });
});

describe('commands', () => {
  it('toggle between run and pause by what the worker last said', () => {
    port.frame({ status: pausedStatus });
    session.commands.toggleRun();
    expect(port.asked.at(-1)).toMatchObject({ kind: 'continue' });
    port.frame({ status: runningStatus });
    session.commands.toggleRun();
    expect(port.asked.at(-1)).toMatchObject({ kind: 'pause' });
  });

  it('step by the chosen unit unless told otherwise', () => {
    session.commands.step();
    expect(port.last('step')).toEqual({ kind: 'ipc-event' });
    state().setStepKind('message');
    session.commands.step();
    expect(port.last('step')).toEqual({ kind: 'message' });
    session.commands.step('instruction');
    expect(port.last('step')).toEqual({ kind: 'instruction' });
  });

  it('keep stop rules single, switch them, and forget them', () => {
    session.commands.toggleBreakpoint(8);
    const body = { on: { kind: 'ipc' }, where: [], count: 1, once: false } as const;
    session.commands.addStop(body, 'any');
    session.commands.toggleStop(2);
    expect(state().stops.map(({ id, enabled }) => [id, enabled])).toEqual([
      [1, true],
      [2, false],
    ]);
    session.commands.addStop(body);
    expect(state().stops.map(({ id, title, enabled }) => [id, title, enabled])).toEqual([
      [1, 'at 0x00000008', true],
      [2, 'any', true],
    ]);
    session.commands.toggleBreakpoint(8);
    expect(port.last('setStops')).toEqual({ rules: [{ ...body, id: 2, title: 'any', enabled: true }] });
  });

  it('rest while a lesson is played, unless they are touched meanwhile', () => {
    const body = { on: { kind: 'ipc' }, where: [], count: 1, once: false } as const;
    const sent = (): readonly boolean[] =>
      (port.last('setStops') as { rules: readonly { enabled: boolean }[] }).rules.map(({ enabled }) => enabled);
    session.commands.addStop(body, 'any');
    session.commands.addStop({ ...body, count: 3 }, 'third');
    session.commands.addStop({ ...body, count: 4 }, 'off');
    session.commands.toggleStop(3);
    state().showLesson('mailbox');
    expect(sent()).toEqual([false, false, false]);
    session.commands.toggleStop(2);
    expect(sent()).toEqual([false, true, false]);
    session.commands.addStop({ ...body, count: 5 }, 'new');
    expect(sent()).toEqual([false, true, false, true]);
    expect(state().resting).toEqual([1]);
    state().closeLesson();
    expect(sent()).toEqual([true, true, false, true]);
    expect(state().resting).toEqual([]);
  });

  it('run to a rule, and to the same again', () => {
    const stop = { on: { kind: 'ipc' }, where: [], count: 1, once: true } as const;
    session.commands.runToAgain();
    expect(port.last('step')).toBeUndefined();
    session.commands.runTo(stop);
    session.commands.runToAgain();
    expect(port.last('step')).toEqual({ kind: 'stop', stop, title: 'ipc once' });
    expect(state().stops).toEqual([]);
  });

  it('turn a refusal into a notice', async () => {
    port = createFakePort({ continue: new Error('There is nothing to run: open a firmware first.') });
    session = createSessionStore({ port });
    session.commands.run();
    await settle();
    expect(state().notice?.text).toContain('nothing to run');
  });

  it('forget the selection on a restart and ask for the log and the console anew', async () => {
    session.want('console', { have: 0 });
    session.want('events', { after: -1, epoch: -1 });
    port.frame({ events: views.events });
    await settle();
    expect(wanted()).toMatchObject({ events: { after: views.events.total - 1 } });
    port.frame({ console: { reset: false, from: 0, text: 'old text' } });
    state().select({ kind: 'event', seq: 3 });
    session.commands.restart();
    await settle();
    expect(state().selection).toBeUndefined();
    expect(wanted()).toEqual({ console: { have: 0 }, events: { after: -1, epoch: -1 } });
    expect(state().log.events).toEqual([]);
  });

  it('pass the speed on as it is', () => {
    const speed: Speed = { kind: 'ratio', ratio: 0.001 };
    session.commands.setSpeed(speed);
    expect(port.last('setSpeed')).toEqual({ speed });
  });
});

describe('looking', () => {
  it('tells apart two requests for the same panel', () => {
    state().reveal('memory');
    const first = state().revealed;
    state().reveal('memory');
    expect(state().revealed).toEqual({ panel: 'memory', serial: 2 });
    expect(state().revealed).not.toEqual(first);
  });

  it('keeps the report of a crash', () => {
    port.send({ type: 'crash', message: 'broken', lastEvents: ['#1'] });
    expect(state().crash).toEqual({ message: 'broken', lastEvents: ['#1'] });
  });

  it('answers a file that is fine with its preflight', async () => {
    expect(await session.commands.checkFile(file)).toBe(fineFile);
  });
});

describe('why nothing happens', () => {
  const asked = (kind: string) => port.asked.filter((each) => 'kind' in each && each.kind === kind);

  it('is asked for, shown with its time, and closed', async () => {
    port = createFakePort({ why: neverAcknowledged });
    session = createSessionStore({ port });
    port.frame({ status: pausedStatus });
    session.commands.askWhy();
    await settle();
    expect(state().why).toEqual({ answer: neverAcknowledged, time: pausedStatus.time });
    state().closeWhy();
    expect(state().why).toBeUndefined();
  });

  it('what is tried is done step by step, then it runs', async () => {
    session.commands.tryRemedy(neverAcknowledged.remedy!);
    await settle();
    expect(port.last('writeMemory')).toEqual({ address: 0x4c00_1018, bytes: Uint8Array.of(1, 0, 2, 0) });
    expect(port.last('shellInput')).toEqual({ text: 'echo x\n' });
    expect(port.last('removeInjection')).toEqual({ id: 3 });
    expect(asked('continue')).toHaveLength(1);
  });

  it('a fresh board forgets what was found and answered', async () => {
    const finding = {
      rule: 'a',
      title: 'A.',
      seen: '',
      evidence: [],
      why: '',
      mend: '',
      certainty: 'sure' as const,
      since: 1,
    };
    port.frame({ status: pausedStatus, diagnoses: { findings: [finding], rules: 60 } });
    expect(state().findings.now).toEqual([finding]);
    session.commands.restart();
    await settle();
    expect(state().findings).toMatchObject({ now: [], gone: [] });
  });
});

it('a file that something is wrong with brings the diagnoses to the front', async () => {
  const finding = { rule: 'a', title: 'A.', seen: '', evidence: [], why: '', mend: '', since: undefined };
  const preflight = { ...fineFile, findings: [{ ...finding, certainty: 'likely' as const }] };
  port = createFakePort({ check: preflight, open: { opened: true, preflight } });
  session = createSessionStore({ port });
  await session.commands.openFile(file);
  expect(state().revealed?.panel).toBe('diagnoses');
  expect(state().preflight).toBe(preflight);
});
