/** The last moments of a conversation: a flag that stays set is what one looks for. */
import { expect, it } from 'vitest';
import type { EventKind, FieldsOf, SocEvent } from '../../sim-worker/contract/event-schema';
import { whenStopped } from './when-stopped';

const log = (...rows: readonly (readonly [time: number, kind: EventKind, fields: object])[]): readonly SocEvent[] =>
  rows.map(
    ([time, kind, fields], seq) =>
      ({ seq, time, kind, fields, cause: undefined, pc: undefined }) as unknown as SocEvent,
  );
const rung = (channel: number): FieldsOf<'ipcc.occupied'> => ({ from: 1, channel });
const written = (text: string): FieldsOf<'tty.written'> => ({ port: 0, text, bytes: text.length });
const irq: FieldsOf<'irq.taken'> = { exception: 119, handler: 0, name: 'IPCC_RX1' };

const stuck = log(
  [100, 'tty.written', written('one')],
  [110, 'ipcc.occupied', rung(2)],
  [120, 'irq.taken', irq],
  [130, 'ipcc.freed', rung(2)],
  [200, 'tty.written', written('two')],
  [210, 'ipcc.occupied', rung(2)],
  [300, 'tty.written', written('three')],
);

it('shows what was sent, what was heard, and the flag that was never cleared', () => {
  const drawn = whenStopped(stuck, 1000);
  expect(drawn?.channel).toBe(2);
  expect(drawn?.sent.map(({ text }) => text)).toEqual(['one', 'two', 'three']);
  expect(drawn?.flag.map(({ from, to }) => [from, to])).toEqual([
    [110, 130],
    [210, undefined],
  ]);
  expect(drawn?.heard.map(({ seq }) => seq)).toEqual([2]);
  expect(drawn!.start).toBeLessThan(100);
  expect(drawn?.end).toBe(1000);
});

it('prefers the channel that has been set for longest to the one that was rung last', () => {
  const two = [...stuck, ...log([400, 'ipcc.occupied', rung(5)])];
  expect(whenStopped(two, 1000)?.channel).toBe(2);
});

it('a message whose bell never rang is looked for on its channel', () => {
  const lost = log(
    [100, 'ipcc.occupied', rung(1)],
    [110, 'ipcc.freed', rung(1)],
    [200, 'tty.written', written('lost')],
  );
  expect(whenStopped(lost, 1000)).toMatchObject({ channel: 2, flag: [], sent: [{ text: 'lost' }] });
});

it('draws only the last four sends', () => {
  const many = Array.from({ length: 9 }, (_, i) => [100 * i, 'tty.written', written(String(i))] as const);
  expect(whenStopped(log(...many, [850, 'ipcc.occupied', rung(2)]), 1000)?.sent).toHaveLength(4);
});

it('nothing where Linux has not rung', () => {
  expect(whenStopped(log([1, 'tty.written', written('x')]), 10)).toBeUndefined();
});
