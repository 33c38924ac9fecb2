/** IPCC: flags, masks and lines, through its registers as the two processors use them. */
import { expect, it } from 'vitest';
import { asText } from '../../contract/event-text';
import { Clock } from '../../kernel/clock';
import { EventLog } from '../../kernel/event-log';
import { Line } from '../../kernel/line';
import { Ipcc } from './ipcc';

const C1CR = 0x00;
const C1MR = 0x04;
const C1SCR = 0x08;
const C1TOC2SR = 0x0c;
const C2CR = 0x10;
const C2MR = 0x14;
const C2SCR = 0x18;
const C2TOC1SR = 0x1c;

function bench() {
  const log = new EventLog(new Clock(), 256);
  const rx = { 1: new Line('rx0'), 2: new Line('rx1') };
  const tx = { 1: new Line('tx0'), 2: new Line('tx1') };
  const ipcc = new Ipcc({ log, rxOccupied: rx, txFree: tx });
  const a7 = (offset: number, value: number) => ipcc.write(offset, value, 4, 'a7');
  const m4 = (offset: number, value: number) => ipcc.write(offset, value, 4, 'm4');
  const story = () => Array.from({ length: log.length }, (_, i) => asText(log.at(i)!).replace(/^#\d+\s+\d+ ns\s+/, ''));
  return { ipcc, log, rx, tx, a7, m4, story };
}

it('dropping the mask while a message waits raises the line', () => {
  const { rx, a7, m4 } = bench();
  m4(C2CR, 1);
  a7(C1SCR, 1 << 16);
  expect(rx[2].level).toBe(false);
  m4(C2MR, 0xffff_fffe);
  expect(rx[2].level).toBe(true);
  m4(C2SCR, 1);
  expect(rx[2].level).toBe(false);
});

it('a second set of an occupied channel is no event', () => {
  const { a7, story } = bench();
  a7(C1SCR, 1 << 16);
  a7(C1SCR, 1 << 16);
  expect(story()).toEqual(['ipcc.occupied        channel 1 rung by Linux']);
});

it('TX free is high while its channel is empty and unmasked', () => {
  const { tx, m4 } = bench();
  m4(C2CR, 1 << 16);
  m4(C2MR, 0xfffe_ffff);
  expect(tx[2].level).toBe(true);
  m4(C2SCR, 1 << 16);
  expect(tx[2].level).toBe(false);
});

it('CxSCR reads 0, so that a read-modify-write rings nothing twice', () => {
  const { ipcc, a7, story } = bench();
  a7(C1SCR, 1 << 17);
  expect(ipcc.read(C1SCR, 4, 'a7')).toBe(0);
  expect(ipcc.read(C1TOC2SR, 4, 'm4')).toBe(2);
  a7(C1SCR, (ipcc.read(C1SCR, 4, 'a7') ?? 0) | (1 << 16));
  expect(story()).toHaveLength(2);
});

it('the receiver frees only the other direction', () => {
  const { ipcc, a7, m4 } = bench();
  a7(C1SCR, 0x3f << 16);
  m4(C2SCR, 0x3f << 16);
  m4(C2SCR, 0x0f);
  expect([ipcc.read(C1TOC2SR, 4, 'a7'), ipcc.read(C2TOC1SR, 4, 'a7')]).toEqual([0x30, 0x3f]);
});

it('a write that sets and clears does both', () => {
  const { ipcc, a7, m4 } = bench();
  m4(C2SCR, 1 << 16);
  a7(C1SCR, (1 << 17) | 1);
  expect([ipcc.read(C1TOC2SR, 4, 'a7'), ipcc.read(C2TOC1SR, 4, 'a7')]).toEqual([2, 0]);
});

it('a line that rises knows the event that raised it', () => {
  const { ipcc, log, m4, a7 } = bench();
  a7(C1CR, 1);
  a7(C1MR, 0xffff_fffe);
  m4(C2SCR, 1 << 16);
  expect(log.at(ipcc.raisedBy.rx1 ?? -1)?.kind).toBe('ipcc.occupied');
});

it('a checkpoint brings back flags, masks and counts', () => {
  const { ipcc, a7, m4 } = bench();
  a7(C1SCR, 1 << 16);
  const saved = ipcc.save();
  m4(C2SCR, 1);
  a7(C1SCR, 1 << 16);
  ipcc.load(saved);
  expect(ipcc.read(C1TOC2SR, 4, 'm4')).toBe(1);
  expect(ipcc.rung(1, 1)).toBe(1);
});

it('a held mask bit stays 1 whatever software writes, and then becomes what it wrote last', () => {
  const { ipcc, rx, a7, m4 } = bench();
  m4(C2CR, 1);
  ipcc.holdMask(2, 0b1);
  m4(C2MR, 0xffff_fffc);
  a7(C1SCR, 1 << 16);
  expect(ipcc.read(C2MR, 4, 'm4')).toBe(0xffff_fffd);
  expect(rx[2].level).toBe(false);
  ipcc.load(ipcc.save());
  ipcc.holdMask(2, 0);
  expect(ipcc.read(C2MR, 4, 'm4')).toBe(0xffff_fffc);
  expect(rx[2].level).toBe(true);
});
