/** Loads, stores, branches and what the run loop is asked to do. */
import { describe, expect, it } from 'vitest';
import { carriedOut, IsaBench, instructionAt, ram, row } from '../../testing/isa-bench';
import { status } from '../fault-words';

const at = (offset: number): string => `0x${(ram + offset).toString(16)}`;
const check = (rows: readonly ReturnType<typeof row>[]): void => {
  it.each(rows.map((one) => [one[0], one] as const))('%s', (text, one) => {
    expect(carriedOut(one)).toEqual({ text, changed: one[3] });
  });
};

describe('one register', () => {
  check([
    row('ldr r0, [r1, #4]', [0x6848], { r1: ram, [at(4)]: 0x1234_5678 }, { r0: 0x1234_5678 }),
    row('ldrb r0, [r1, #5]', [0x7948], { r1: ram, [at(4)]: 0x1234_8678 }, { r0: 0x86 }),
    row('ldrsb r0, [r1, r2]', [0x5688], { r1: ram, r2: 5, [at(4)]: 0x1234_8678 }, { r0: 0xffff_ff86 }),
    row('ldrsh.w r8, [r1, #2]', [0xf9b1, 0x8002], { r1: ram, [at(0)]: 0x8000_1111 }, { r8: 0xffff_8000 }),
    row('ldr.w r0, [r1, r2, lsl #2]', [0xf851, 0x0022], { r1: ram, r2: 3, [at(12)]: 5 }, { r0: 5 }),
    row('ldr r0, [r1, #4]!', [0xf851, 0x0f04], { r1: ram, [at(4)]: 5 }, { r0: 5, r1: ram + 4 }),
    row('ldr r0, [r1], #-4', [0xf851, 0x0904], { r1: ram + 8, [at(8)]: 5 }, { r0: 5, r1: ram + 4 }),
    row('ldrt r0, [r1, #4]', [0xf851, 0x0e04], { r1: ram, [at(4)]: 5 }, { r0: 5 }),
    row('strh r0, [r1, #2]', [0x8048], { r0: 0xabcd_1234, r1: ram }, { [at(0)]: 0x1234_0000 }),
    row('strb r0, [r1, #-1]!', [0xf801, 0x0d01], { r0: 0xab, r1: ram + 4 }, { [at(0)]: 0xab00_0000, r1: ram + 3 }),
    row('str r0, [sp, #4]', [0x9001], { r0: 7 }, { [at(132)]: 7 }),
    row('ldr.w sp, [r1]', [0xf8d1, 0xd000], { r1: ram, [at(0)]: ram + 0x13 }, { sp: ram + 0x10 }),
  ]);
  it('a word may be unaligned', () => {
    const bench = new IsaBench().set({ r1: ram + 1, [at(0)]: 0x4433_2211, [at(4)]: 0x55 });
    expect(bench.run(0x6808).changed).toEqual({ r0: 0x5544_3322 });
  });
});

describe('several registers, lowest at the lowest address', () => {
  check([
    row('push {r4, lr}', [0xb510], { r4: 4, lr: 14 }, { sp: ram + 120, [at(120)]: 4, [at(124)]: 14 }),
    row('pop {r4}', [0xbc10], { [at(128)]: 9 }, { r4: 9, sp: ram + 132 }),
    row('stm r0!, {r0, r1}', [0xc003], { r0: ram, r1: 1 }, { [at(0)]: ram, [at(4)]: 1, r0: ram + 8 }),
    row('ldm r0!, {r1, r2}', [0xc806], { r0: ram, [at(0)]: 1, [at(4)]: 2 }, { r0: ram + 8, r1: 1, r2: 2 }),
    row('ldm r0, {r0, r1}', [0xc803], { r0: ram, [at(0)]: 8, [at(4)]: 2 }, { r0: 8, r1: 2 }),
    row('stmdb r0!, {r1, r2}', [0xe920, 0x0006], { r0: ram + 8, r1: 1, r2: 2 }, { [at(0)]: 1, [at(4)]: 2, r0: ram }),
    row('ldrd r0, r1, [r2, #8]', [0xe9d2, 0x0102], { r2: ram, [at(8)]: 1, [at(12)]: 2 }, { r0: 1, r1: 2 }),
    row('strd r0, r1, [r2], #8', [0xe8e2, 0x0102], { r0: 1, r1: 2, r2: ram }, { [at(0)]: 1, [at(4)]: 2, r2: ram + 8 }),
  ]);
  it('must be word-aligned', () => {
    expect(new IsaBench().set({ r0: ram + 2 }).run(0xc806)).toMatchObject({ fault: status.UNALIGNED, changed: {} });
  });
  it('a fault in the middle leaves all registers as they were', () => {
    const bench = new IsaBench().set({ r0: ram + 252, [at(252)]: 5 });
    expect(bench.run(0xc806)).toMatchObject({ fault: status.PRECISERR, changed: {} });
  });
  it('stores before the fault stay done', () => {
    const bench = new IsaBench().set({ r0: ram + 252, r1: 7, r2: 8 });
    expect(bench.run(0xc006)).toMatchObject({ fault: status.PRECISERR, changed: { [at(252)]: 7 } });
  });
});

describe('exclusives', () => {
  it('a store passes once after its load', () => {
    const bench = new IsaBench().set({ r1: ram, r2: 5, r0: 9 });
    expect(bench.run(0xe851, 0x3f00).changed).toEqual({});
    expect(bench.armed).toBe(ram);
    expect(bench.run(0xe841, 0x2000).changed).toEqual({ r0: 0, [at(0)]: 5 });
    expect(bench.run(0xe841, 0x2000).changed).toEqual({ r0: 1 });
  });
  it('CLREX disarms', () => {
    const bench = new IsaBench().set({ r1: ram });
    bench.run(0xe851, 0x3f00);
    bench.run(0xf3bf, 0x8f2f);
    expect(bench.armed).toBeUndefined();
  });
  it('a halfword must be aligned', () => {
    expect(new IsaBench().set({ r1: ram + 1 }).run(0xe8d1, 0x0f5f).fault).toBe(status.UNALIGNED);
  });
});

describe('branches', () => {
  const forward = instructionAt + 4;
  it.each([
    ['b', [0xe7fe], {}, { pc: instructionAt }],
    ['b.w', [0xf000, 0xb802], {}, { pc: instructionAt + 8 }],
    ['beq, not taken', [0xd0fe], {}, {}],
    ['beq, taken', [0xd001], { flags: 'nZcv' }, { pc: instructionAt + 6 }],
    ['bne.w, taken, backward', [0xf47f, 0xaffe], {}, { pc: instructionAt }],
    ['cbz, taken', [0xb108], {}, { pc: instructionAt + 6 }],
    ['cbnz, not taken', [0xb908], {}, {}],
    ['bl links', [0xf000, 0xf802], {}, { pc: instructionAt + 8, lr: forward | 1 }],
    ['blx r1 links', [0x4788], { r1: 0x1000_0201 }, { pc: 0x1000_0200, lr: (instructionAt + 2) | 1 }],
    ['bx lr', [0x4770], { lr: 0x1000_0201 }, { pc: 0x1000_0200 }],
    ['bx to an even address: no Thumb bit', [0x4770], { lr: 0x1000_0200 }, { pc: 0x1000_0200, thumb: 0 }],
    ['mov pc, r0 does not look at bit 0', [0x4687], { r0: 0x1000_0200 }, { pc: 0x1000_0200 }],
    ['pop {pc}', [0xbd00], { [at(128)]: 0x1000_0201 }, { pc: 0x1000_0200, sp: ram + 132 }],
    ['ldr pc, [r0]', [0xf8d0, 0xf000], { r0: ram, [at(0)]: 0x1000_0201 }, { pc: 0x1000_0200 }],
    ['tbb [r0, r1]', [0xe8d0, 0xf001], { r0: ram, r1: 2, [at(0)]: 0x0003_0000 }, { pc: forward + 6 }],
    ['tbh [r0, r1]', [0xe8d0, 0xf011], { r0: ram, r1: 1, [at(0)]: 0x0100_0000 }, { pc: forward + 0x200 }],
  ] as const)('%s', (_, [first, second], before, changed) => {
    const { evaluator, ...outcome } = new IsaBench().set(before).run(first, second);
    expect(outcome.changed).toEqual(changed);
    expect(evaluator.taken).toBe('pc' in changed);
  });
  it.each([
    ['bx lr', 0x4770, {}],
    ['pop {pc}', 0xbd00, { sp: ram + 132 }],
  ] as const)('%s in a handler returns from the exception', (_, first, changed) => {
    const bench = new IsaBench().set({ ipsr: 16, lr: 0xffff_fff9, [at(128)]: 0xffff_fff9 });
    const outcome = bench.run(first);
    expect(outcome).toMatchObject({ leave: 'exception-return', changed });
    expect(outcome.evaluator.leaveValue).toBe(0xffff_fff9);
  });
  it('a call to such an address does not, nor does anything in thread mode', () => {
    expect(new IsaBench().set({ ipsr: 16, r1: 0xffff_fff9 }).run(0x4788).leave).toBe('none');
    expect(new IsaBench().set({ lr: 0xffff_fff9 }).run(0x4770).leave).toBe('none');
  });
});

describe('what the run loop has to do', () => {
  it.each([
    ['svc #3', [0xdf03], 'svc', 3],
    ['bkpt #0xab', [0xbeab], 'bkpt', 0xab],
    ['wfi', [0xbf30], 'wfi', 0],
    ['wfe', [0xbf20], 'wfe', 0],
    ['sev', [0xbf40], 'sev', 0],
    ['wfi.w', [0xf3af, 0x8003], 'wfi', 0],
  ] as const)('%s', (_, [first, second], leave, value) => {
    const outcome = new IsaBench().run(first, second);
    expect(outcome).toMatchObject({ leave, changed: {} });
    expect(outcome.evaluator.leaveValue).toBe(value);
  });
  it.each([
    ['nop', [0xbf00]],
    ['yield', [0xbf10]],
    ['dsb', [0xf3bf, 0x8f4f]],
    ['pld [r0]', [0xf890, 0xf000]],
    ['ldrsh.w pc, [r0]', [0xf9b0, 0xf000]],
    ['ldrsh.w pc, [r0, #-1]', [0xf930, 0xfc01]],
    ['pldw [pc, #1]', [0xf8bf, 0xf001]],
  ] as const)('%s does nothing', (_, [first, second]) => {
    expect(new IsaBench().run(first, second)).toMatchObject({ leave: 'none', changed: {} });
  });
  it('IT sets the state of the block', () => {
    expect(new IsaBench().run(0xbf14).changed).toEqual({ it: 0x14 });
  });
  it('MRS reads IPSR', () => {
    expect(new IsaBench().set({ ipsr: 16 }).run(0xf3ef, 0x8005).changed).toEqual({ r0: 16 });
  });
});
