/** Watched memory and first accesses, on a board without firmware. */
import { describe, expect, it } from 'vitest';
import type { EventKind, SocEvent } from '../contract/event-schema';
import { Machine } from './machine';

const place = 0x1004_0010;
const board = (): Machine => new Machine({ board: 'dk2', boot: 'engineering' });
const told = ({ log }: Machine, ...kinds: readonly EventKind[]): readonly SocEvent[] =>
  Array.from({ length: log.length }, (_, seq) => log.at(seq)!).filter(({ kind }) => kinds.includes(kind));
const watch = { place: 'here', range: { address: place, length: 4 }, reads: false, writes: true };

describe('watched memory', () => {
  it('tells a write with what stood there before, under whatever alias', () => {
    const machine = board();
    machine.watches.set([watch]);
    machine.bus.write(place + 0x2000_0000, 0x1234_5678, 4, 'm4');
    machine.bus.write(place + 1, 0xab, 1, 'a7');
    expect(told(machine, 'watch.written').map(({ fields }) => fields)).toEqual([
      { place: 'here', by: 2, address: place, old: 0, value: 0x1234_5678 },
      { place: 'here', by: 1, address: place + 1, old: 0x56, value: 0xab },
    ]);
  });

  it('tells nothing of neighbours, of the debugger, of reads, and after it was taken back', () => {
    const machine = board();
    machine.watches.set([watch]);
    machine.bus.write(place - 4, 1, 4, 'm4');
    machine.bus.write(place + 4, 1, 4, 'm4');
    machine.bus.write(place, 1, 4, 'debugger');
    machine.bus.read(place, 4, 'm4');
    machine.watches.set([]);
    machine.bus.write(place, 2, 4, 'm4');
    expect(told(machine, 'watch.written', 'watch.read')).toEqual([]);
  });

  it('tells the part of a long write that lies in the range', () => {
    const machine = board();
    machine.watches.set([{ ...watch, range: { address: place, length: 2 } }]);
    machine.bus.writeBytes(place - 3, new Uint8Array([1, 2, 3, 4, 5, 6]), 'a7');
    expect(told(machine, 'watch.written')[0]?.fields).toMatchObject({ address: place, value: 0x0504 });
  });

  it('tells reads of both sides when reads are watched, also a copy by Linux', () => {
    const machine = board();
    machine.bus.write(place, 77, 4, 'm4');
    machine.watches.set([{ ...watch, reads: true, writes: false }]);
    machine.bus.read(place, 2, 'm4');
    machine.bus.readBytes(place - 16, 64, 'a7');
    machine.bus.read(place + 4, 4, 'm4');
    expect(told(machine, 'watch.read').map(({ fields }) => fields)).toEqual([
      { place: 'here', by: 2, address: place, value: 77 },
      { place: 'here', by: 1, address: place, value: 77 },
    ]);
  });

  it('finds a place that comes later, and follows it', () => {
    const machine = board();
    let at: number | undefined;
    machine.watches.locate = () => (at === undefined ? undefined : { address: at, length: 2 });
    machine.watches.set([{ place: 'vring0.used.idx', range: undefined, reads: false, writes: true }]);
    expect(machine.watches.rangeOf('vring0.used.idx')).toBeUndefined();
    at = place;
    machine.log.record('rproc.vring-address', { ring: 0, address: place });
    machine.bus.write(place, 1, 2, 'm4');
    expect(told(machine, 'watch.written')).toHaveLength(1);
  });

  it('is part of a checkpoint', () => {
    const machine = board();
    machine.watches.set([watch]);
    machine.bus.write(place, 5, 4, 'm4');
    const state = machine.checkpoint();
    machine.bus.write(place, 6, 4, 'm4');
    machine.watches.set([]);
    machine.restore(state);
    machine.bus.write(place, 7, 4, 'm4');
    expect(told(machine, 'watch.written').at(-1)?.fields).toMatchObject({ old: 5, value: 7 });
  });
});

describe('first accesses', () => {
  const rcc = 0x5000_0000;

  it('are told once per side and block, and of the M4 again after its reset', () => {
    const machine = board();
    machine.bus.read(rcc, 4, 'm4');
    machine.bus.write(rcc + 4, 0, 4, 'm4');
    machine.bus.read(rcc, 4, 'a7');
    machine.bus.read(rcc, 4, 'debugger');
    expect(told(machine, 'peripheral.touched').map(({ fields }) => fields)).toEqual([
      { by: 2, peripheral: 'RCC', address: rcc, write: false },
      { by: 1, peripheral: 'RCC', address: rcc, write: false },
    ]);
    machine.firewall.m4Reset();
    machine.bus.read(rcc, 4, 'm4');
    machine.bus.read(rcc, 4, 'a7');
    expect(told(machine, 'peripheral.touched')).toHaveLength(3);
  });
});
