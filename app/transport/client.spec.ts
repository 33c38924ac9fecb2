/** Requests find their replies, frames are answered after they were applied, and a crash ends what waits. */
import { expect, it } from 'vitest';
import { createFakePort } from '../testing/fake-port';
import { pausedStatus } from '../testing/status-fixtures';
import { connect } from './client';

const deaf = { onFrame: () => undefined, onCrash: () => undefined };

it('gives each call its own answer, in any order', async () => {
  const port = createFakePort();
  const silent = { ...port, post: () => undefined };
  const { call } = connect(silent, deaf);
  const first = call('describe', {});
  const second = call('step', { kind: 'instruction' });
  port.send({ type: 'reply', id: 2, ok: true, result: { reason: 'stepped' } });
  port.send({ type: 'reply', id: 1, ok: true, result: { ledger: [] } });
  expect(await second).toEqual({ reason: 'stepped' });
  expect(await first).toEqual({ ledger: [] });
});

it('rejects with the reason of a refusal', async () => {
  const { call } = connect(createFakePort({ continue: new Error('There is nothing to run') }), deaf);
  await expect(call('continue', {})).rejects.toThrow('There is nothing to run');
});

it('asks for the next frame only after this one was applied and drawn', () => {
  const port = createFakePort();
  const order: string[] = [];
  let drawn = (): void => undefined;
  connect(port, {
    ...deaf,
    onFrame: () => order.push(`applied, ${port.asked.length} answers`),
    afterDrawing: (then) => {
      drawn = then;
    },
  });
  port.frame({ status: pausedStatus });
  expect(order).toEqual(['applied, 0 answers']);
  expect(port.asked).toEqual([]);
  drawn();
  expect(port.asked).toEqual([{ type: 'taken' }]);
});

it('fails every waiting call when the worker crashes', async () => {
  const port = createFakePort();
  const crashes: string[] = [];
  const { call } = connect(
    { ...port, post: () => undefined },
    { ...deaf, onCrash: ({ message }) => crashes.push(message) },
  );
  const waiting = call('describe', {});
  port.send({ type: 'crash', message: 'index out of range', lastEvents: [] });
  await expect(waiting).rejects.toThrow('index out of range');
  expect(crashes).toEqual(['index out of range']);
});

it('ignores an answer that nobody waits for', () => {
  const port = createFakePort();
  connect(port, deaf);
  expect(() => port.send({ type: 'reply', id: 99, ok: true, result: {} })).not.toThrow();
});
