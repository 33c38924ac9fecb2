/** What is read out of memory and registers: dumps, the ledger, a descriptor's life, the chase, the ETZPC, the lamps. */
import { describe, expect, it } from 'vitest';
import type { ChipDescription } from '../../sim-worker/contract/chip';
import type { Lamp } from '../../sim-worker/contract/ipcc-view';
import type { OwnershipView, Refusal } from '../../sim-worker/contract/ownership';
import { bits, flags, reg, registerMap } from '../../sim-worker/contract/registers';
import { ipcc } from '../testing/fixtures';
import { chaseOf } from './chase';
import { lifeOf } from './descriptor-life';
import { messageBytes, vring } from './echo-trip.fixture';
import { cellSentence, etzpcRows, etzpcSummary, fieldWords } from './etzpc';
import { dumpRows } from './hexdump';
import { decodeBlock } from './ipcc-registers';
import { columnLabel, lampFace, lampFaces } from './lamps';
import { accounted, type LedgerOptions, ledgerRows, oldestInHand, suspicionOf } from './ledger';
import { adviceFor, refusalTitle } from './refusal';

const now = 1_284_117_100;

describe('dumpRows', () => {
  const { bytes, message } = messageBytes('hello\n');
  it('names the header and the payload', () => {
    const rows = dumpRows(0x1004_2400, bytes, message, { columns: 8, rows: 6, room: 512 });
    expect(rows.map((r) => [r.address, r.bytes.map((b) => b.text).join(' ')])).toEqual([
      ['10042400', '00 04 00 00 00 04 00 00'],
      ['10042408', '00 00 00 00 06 00 00 00'],
      ['10042410', '68 65 6c 6c 6f 0a ·· ··'],
    ]);
    expect(rows.flatMap((r) => r.brackets.map((b) => [b.from, b.to, b.label]))).toEqual([
      [0, 3, 'src 0x400'],
      [4, 7, 'dst 0x400'],
      [0, 3, 'reserved'],
      [4, 5, 'len 6'],
      [6, 7, 'flags'],
      [0, 5, 'payload'],
    ]);
    expect(rows[2]?.text).toBe('hello⏎');
  });
  it('says in the wide form how much of the buffer is used', () => {
    const rows = dumpRows(0, bytes, message, { columns: 16, rows: 4, room: 512 });
    expect(rows[1]?.brackets[0]?.label).toBe('payload, 6 of 496 bytes');
  });
  it('names a payload of several rows once, and survives a length that lies', () => {
    const long = { ...message, length: 60_000 };
    const rows = dumpRows(0, bytes, long, { columns: 16, rows: 4, room: 512 });
    expect(rows).toHaveLength(4);
    expect(rows.slice(1).map((r) => r.brackets.map((b) => b.label))).toEqual([
      ['payload, 60000 of 496 bytes'],
      [''],
      [''],
    ]);
  });
});

describe('the ledger', () => {
  const ring = vring({ ring: 0, avail: 20, used: 8, read: 5, now, texts: { 4: 'a\n', 5: 'b\n', 6: 'c\n', 7: 'd\n' } });
  it('has every descriptor once, the one in hand first', () => {
    const rows = ledgerRows([ring], now);
    expect(rows.flatMap((r) => r.indices).sort((a, b) => a - b)).toEqual(Array.from({ length: 16 }, (_, i) => i));
    expect(rows.map((r) => [r.name, r.owner, r.doing])).toEqual([
      ['4', 'a7', 'being read'],
      ['7', 'a7', 'waits for Linux'],
      ['6', 'a7', 'waits for Linux'],
      ['5', 'a7', 'waits for Linux'],
      ['0 – 3', 'm4', 'may be filled'],
      ['8 – 15', 'm4', 'may be filled'],
    ]);
    expect(rows.find((r) => r.name === '5')).toMatchObject({ content: '“b⏎”, 2 B', lastChange: 'used.idx 5 → 6' });
    expect(rows.at(-1)?.lastChange).toBe('initial fill');
  });
  it('sums up', () => {
    expect(accounted([ring])).toEqual({ text: '16 of 16 accounted for', all: true });
    expect(accounted([{ ...ring, used: { ...ring.used, idx: 30 } }]).all).toBe(false);
    expect(oldestInHand([ring], now)).toBe(56_500);
    expect(oldestInHand([vring({ ring: 0, avail: 16, used: 0, read: 0 })], now)).toBeUndefined();
  });
  it('filters, orders and joins the rings', () => {
    const other = vring({ ring: 1, avail: 3, used: 1, read: 0, now, texts: { 1: 'x\n' } });
    const names = (options: LedgerOptions): readonly string[] =>
      ledgerRows([ring, other], now, options).map((r) => `${r.ring}: ${r.name}`);
    expect(names({ filter: 'full', order: 'number' })).toEqual(['0: 4', '0: 5', '0: 6', '0: 7', '1: 1', '1: 2']);
    expect(names({ filter: 'm4', order: 'number' })).toEqual(['0: 0 – 3', '0: 8 – 15', '1: 1', '1: 2']);
    expect(names({ filter: 'kept' })).toEqual([]);
    expect(names({ order: 'longest' })[0]).toMatch(/^0: 0 – 3|1: 2/);
    expect(accounted([ring, other])).toEqual({ text: '32 of 32 accounted for', all: true });
  });
  it('suspects what stays away while later ones come back', () => {
    const late = (overtaken: number) => suspicionOf({ ...ring.descriptors[0]!, overtaken }, ring);
    expect([0, 1, 3, 4, 40].map(late)).toEqual(['none', 'late', 'late', 'leaked', 'leaked']);
  });
  it('tells a life up to where it has come', () => {
    const done = (index: number): readonly boolean[] =>
      lifeOf(ring.descriptors[index] ?? ring.descriptors[0]!, ring).map((s) => s.done);
    expect(done(5)).toEqual([true, true, true, true, false]);
    expect(done(4)).toEqual([true, true, true, true, true]);
    expect(done(9)).toEqual([true, true, false, false, false]);
    expect(lifeOf(ring.descriptors[5]!, ring).map((s) => s.address?.toString(16))).toEqual([
      '1004010e',
      '10040050',
      '10042a00',
      '1004015c',
      undefined,
    ]);
  });
});

it('lets the chase rise through the end of 16 bits', () => {
  const ring = vring({ ring: 0, avail: 16, used: 0, read: 0 });
  const points = [65_530, 65_534, 2].map((used, i) => ({
    ring: 0,
    time: 1_000 * i,
    avail: (used + 8) & 0xffff,
    used,
    read: (used - 1) & 0xffff,
  }));
  const chase = chaseOf(points, ring, 3_000);
  const used = chase?.points.map((p) => p.used) ?? [];
  expect(used.every((u, i) => i === 0 || u >= (used[i - 1] ?? 0))).toBe(true);
  expect(chaseOf([], ring, 3_000)).toBeUndefined();
});

it('the window of the chase is the burst, not the silence before it', () => {
  const ring = vring({ ring: 0, avail: 18, used: 6, read: 3 });
  const burst = [100_000, 103_000, 106_000, 109_000, 112_000].map((time, i) => ({
    ring: 0,
    time: 186_000_000 + time,
    avail: 18,
    used: 2 + i,
    read: 2,
  }));
  const early = [0, 5_000].map((time) => ({ ring: 0, time, avail: 16, used: 0, read: 0 }));
  const chase = chaseOf([...early, ...burst], ring, 186_113_000);
  expect((chase?.end ?? 0) - (chase?.start ?? 0)).toBeLessThan(20_000);
});

describe('the ETZPC', () => {
  const entries: ChipDescription['etzpc'] = [
    { id: 5, name: 'I2C4', base: 0x5c00_2000, isolatable: false, note: '' },
    { id: 12, name: 'I2C6', base: 0x5c00_9000, isolatable: false, note: '' },
    { id: 37, name: 'I2C5', base: 0x4001_5000, isolatable: true, note: '' },
    { id: 16, name: 'TIM2', base: 0x4000_0000, isolatable: true, note: '' },
    { id: 82, name: 'SRAM3', base: 0x1004_0000, isolatable: true, note: '' },
  ];
  const refusal: Refusal = {
    by: 2,
    block: 'I2C4',
    id: 5,
    register: 'CR1',
    address: 0x5c00_2000,
    write: true,
    value: 1,
    fate: 'refused',
    count: 1,
    first: 0,
    last: 0,
    pc: 1,
    function: 'HAL_I2C_Init',
    seq: 9,
    instruction: 'str r2, [r3]',
    answer: 'bus error',
  };
  const view: OwnershipView = {
    decprot: [0x0300_30c4, 0xffff_fffe, 0x030f_bfff, 0x3fff_ffcf, 0x00fe_ffff, 0x3fff_ffff],
    locks: [1 << 16, 0, 0],
    linux: [],
    resources: [],
    users: { 16: 2, 37: 3, 82: 3 },
    semaphores: [],
    gates: {},
    refused: [refusal],
  };
  const bound = { status: 'okay', node: 'i2c@40015000', driver: 'stm32f7-i2c', bound: true, m4: false } as const;
  const everywhere = Array.from({ length: 96 }, () => bound);
  const rows = etzpcRows(view, entries);
  const cell = (id: number) => rows[Math.floor(id / 16)]?.cells[id % 16] ?? rows[0]!.cells[0]!;
  it('reads each id out of its register', () => {
    expect(rows.map((r) => r.cells.length)).toEqual([16, 16, 16, 16, 16, 16]);
    expect(cell(5)).toMatchObject({ value: 0, owner: 'secure', refused: 9 });
    expect(cell(16)).toMatchObject({ value: 2, owner: 'm4', locked: true, usedByM4: true });
    expect(fieldWords(cell(5))).toBe('DECPROT0[11:10] = 0');
    expect(cellSentence(cell(16))).toBe('TIM2, id 16: m4 only, used by the M4, locked');
    expect(cellSentence(cell(13))).toBe('id 13, reserved');
    expect(etzpcSummary(rows)).toMatchObject({ named: 5, m4: 1, secure: 1, conflicts: 1 });
  });
  it('sees a conflict in a peripheral, not in a memory', () => {
    expect(cell(37).conflict).toMatch(/both use I2C5/);
    expect(cell(82).conflict).toBe('');
  });
  it('advises a free twin that the M4 may have', () => {
    const free = etzpcRows({ ...view, users: {} }, entries);
    expect(adviceFor(free[0]!.cells[5]!, free)).toMatch(/^Use I2C5 \(id 37\): .*CubeMX/);
    const taken = etzpcRows({ ...view, users: {}, linux: everywhere }, entries);
    expect(adviceFor(taken[0]!.cells[5]!, taken)).not.toContain('I2C5');
  });
  it('tells a refused access as a sentence', () => {
    expect(refusalTitle(refusal, cell(5))).toBe(
      'The M4 tried to switch on I2C4, but I2C4 belongs to the secure world.',
    );
    expect(refusalTitle({ ...refusal, by: 1, block: 'TIM2', register: 'CNT', write: false }, cell(16))).toBe(
      'Linux tried to read CNT of TIM2, but TIM2 belongs to the M4.',
    );
  });
  it('foresees a conflict where the M4 opens the clock of what a driver of Linux has', () => {
    const ahead = etzpcRows({ ...view, users: {}, gates: { 37: 2 }, linux: everywhere }, entries);
    expect(ahead[2]!.cells[5]!.conflict).toBe(
      'Linux (stm32f7-i2c) has I2C5, and the M4 has opened its clock gate: it is about to use it too.',
    );
    expect(etzpcRows({ ...view, users: {}, linux: everywhere }, entries)[2]!.cells[5]!.conflict).toBe('');
  });
});

describe('the lamps', () => {
  const lamp: Lamp = {
    from: 1,
    channel: 2,
    occupied: true,
    receiverMasked: true,
    freeMasked: false,
    since: 1_000,
    use: 'vring1',
    rung: 3,
  };
  it('says what is wrong with a bell that nobody hears', () => {
    const face = lampFace(lamp, 2_500_000);
    expect(face).toMatchObject({ occupied: true, masked: true, tooLong: true, since: 2_499_000 });
    expect(face.sentence).toBe(
      'Channel 2, Linux → M4: occupied for 2.5 ms, too long, the M4 does not listen: a message is in vring1',
    );
    expect(lampFace(lamp, 900_000).tooLong).toBe(false);
  });
  it('measures up to the moment of the view, not up to a newer one', () => {
    const view = { ...ipcc, time: 900_000, lamps: [lamp] };
    expect(lampFaces(view).find(({ occupied }) => occupied)).toMatchObject({ since: 899_000, tooLong: false });
  });
  it('has twelve, whatever the view holds', () => {
    expect(lampFaces(undefined).map((l) => `${l.from}.${l.channel}`)).toEqual([
      '1.1',
      '1.2',
      '1.3',
      '1.4',
      '1.5',
      '1.6',
      '2.1',
      '2.2',
      '2.3',
      '2.4',
      '2.5',
      '2.6',
    ]);
    expect(lampFaces(undefined).filter((l) => l.unused)).toHaveLength(4);
    expect([1, 4, 5].map((c) => columnLabel(c, 'wide'))).toEqual(['1 vring0', '4 detach', '5']);
  });
});

it('decodes a register by its fields', () => {
  const map = registerMap({
    name: 'IPCC',
    size: 0x400,
    manual: '',
    fidelity: 'modelled',
    registers: {
      C1MR: reg(4, 'masks', {
        CHOM: flags(0, 6, 'rw', 'CH{n}OM', 'receive'),
        CHFM: flags(16, 6, 'rw', 'CH{n}FM', 'free'),
      }),
      C1CR: reg(0, 'control', { RXOIE: bits(0, 1, 'rw', 'on', { 1: 'enabled' }), TXFIE: bits(16, 1, 'rw', 'on') }),
    },
  });
  const decoded = decodeBlock(map, { C1MR: 0x003f_0002, C1CR: 0x1_0001 });
  expect(decoded.map((r) => [r.name, r.fields.map((f) => `${f.name} ${f.text}`)])).toEqual([
    ['C1CR', ['RXOIE enabled', 'TXFIE on']],
    ['C1MR', ['CHOM CH2OM', 'CHFM all 6']],
  ]);
  expect(decodeBlock(undefined, { X: 1 })).toHaveLength(1);
});
