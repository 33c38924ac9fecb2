/** What makes records and handlers come and go. The instructions themselves: `../entries.spec.ts`. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GuestMemory, pageBytes, pageShift, ramBase } from '../../../kernel/guest-memory';
import { CpuState } from '../../cpu-state';
import { decode } from '../../isa/decode';
import { needsEvaluator } from '../emit/usage';
import { floatsOutside } from '../floats/outside';
import { noPatience } from '../patience';
import { record } from '../recorder';
import { budgetAt } from '../support/addresses';
import { firstFreeSlot, tableSize } from '../support/imports';
import type { Outside } from '../support/outside';
import { reasons } from '../support/reasons';
import { Support } from '../support/support';
import { commonInBlocks, commonInstructions } from './common';
import { Interpreter } from './interpreter';

const base = 0x1000_0000;
const size = 4 * pageBytes;
const inRam = (address: number): boolean => address >= base && address < base + size;

/** Four pages of code; nothing of the programs here goes to the bus. */
function bench(slots = tableSize - firstFreeSlot) {
  const memory = new GuestMemory(size);
  const state = new CpuState(memory);
  const names = [1, 2, 4].flatMap((n) => [`read${n}`, `write${n}`, `readUnprivileged${n}`, `writeUnprivileged${n}`]);
  const none = Object.fromEntries([...names, 'readMany', 'writeMany'].map((name) => [name, () => 0]));
  const support = new Support(
    memory,
    { ...none, ...floatsOutside(state.words) } as unknown as Outside,
    noPatience,
    'tail calls',
  );
  const at = (address: number): number => (ramBase + address - base) >>> 1;
  let dropped = 0;
  const interpreter = new Interpreter({
    memory,
    patience: noPatience,
    form: 'tail calls',
    table: support.table,
    imports: support.imports,
    slotsEnd: firstFreeSlot + slots,
    isExecutable: inRam,
    ramOffsetOf: (address) => (inRam(address) ? address - base : undefined),
    markCode: () => undefined,
    dropped: () => {
      dropped++;
    },
  });
  const { records } = interpreter;
  /** Goes on from the PC for so many cycles; answers why it came back, if not for a missing record. */
  const run = (cycles: number): number => {
    memory.view.setInt32(budgetAt, 0, true);
    memory.view.setInt32(budgetAt + 4, cycles, true);
    for (;;) {
      const reason = support.enter(records.entryAt(state.pc, false));
      if (reason !== reasons.missing) return reason;
      if (!interpreter.decodeFrom(state.pc, 0)) throw new Error('there is no code');
    }
  };
  /** Starts there. */
  const runFrom = (pc: number, cycles: number): number => {
    state.pc = pc;
    return run(cycles);
  };
  const put = (address: number, ...halves: readonly number[]): void => memory.halves.set(halves, at(address));
  return { interpreter, records, state, put, run, runFrom, dropped: () => dropped };
}

const addsR0 = 0x3001; // adds r0, #1
const lslsR0 = 0x0040; // lsls r0, r0, #1
const eorsR0 = 0x4058; // eors r0, r3
const bxR1 = 0x4708;
const undefinedInstruction = 0xde00;

describe('code that is written', () => {
  it('is decoded anew once its page was dropped', () => {
    const { put, runFrom, records, state } = bench();
    put(base, addsR0, undefinedInstruction);
    expect(runFrom(base, 10)).toBe(reasons.evaluate);
    put(base, lslsR0);
    records.drop(0);
    runFrom(base, 10);
    expect(state.r[0]).toBe(2);
  });

  it('takes a wide instruction along that reaches into its page', () => {
    const { put, runFrom, records, state } = bench();
    const last = base + pageBytes - 2;
    put(last, 0xf7ff, 0xbff0); // b.w 32 bytes back from last + 4
    runFrom(last, 1);
    expect(state.pc).toBe(last - 28);
    put(last + 2, 0xbff8);
    records.drop(1);
    runFrom(last, 1);
    expect(state.pc).toBe(last - 12);
  });
});

it('goes on in the next page', () => {
  const { put, runFrom, state } = bench();
  const last = base + pageBytes - 2;
  put(last, addsR0, addsR0, undefinedInstruction);
  expect(runFrom(last, 10)).toBe(reasons.evaluate);
  expect([state.r[0], state.pc]).toEqual([2, base + pageBytes + 2]);
});

it('forgets all handlers when there is no slot for another', () => {
  const { put, runFrom, state, interpreter, dropped } = bench(3);
  const programs = [addsR0, lslsR0, eorsR0].map((operation, n) => {
    const pc = base + 0x100 * n;
    put(pc, operation, bxR1);
    return pc;
  });
  put(base + 0x800, undefinedInstruction);
  state.r[1] = base + 0x801;
  state.r[3] = 7;
  for (const pc of [...programs, ...programs]) expect(runFrom(pc, 10)).toBe(reasons.evaluate);
  expect(state.r[0]).toBe(((((1 << 1) ^ 7) + 1) * 2 ** 1) ^ 7);
  expect(dropped()).toBeGreaterThan(1);
  expect(interpreter.handlers).toBeLessThanOrEqual(3);
});

describe('handlers made beforehand', () => {
  it('serve programs', () => {
    const { put, runFrom, interpreter, state } = bench();
    interpreter.prepare();
    const { handlers } = interpreter;
    put(base, addsR0, lslsR0, 0xd1fd, undefinedInstruction); // bne to lsls
    expect([runFrom(base, 1000), state.r[0], interpreter.handlers]).toEqual([reasons.evaluate, 0, handlers]);
  });

  it('are those of the code that is to come, too', () => {
    const { put, runFrom, interpreter } = bench();
    const code = [0xfb00, 0xf0f1, 0xfa91, 0xf0a1, undefinedInstruction]; // unpredictable mul, rbit r0, r1
    const bytes = new Uint8Array(Uint16Array.from(code).buffer);
    interpreter.prepare();
    const common = interpreter.handlers;
    interpreter.prepare([{ address: base, bytes }]);
    const { handlers } = interpreter;
    put(base, ...code);
    expect(runFrom(base, 1000)).toBe(reasons.evaluate);
    expect(handlers).toBeGreaterThan(common);
    expect(interpreter.handlers).toBe(handlers);
  });

  it('are found in any bytes', () => {
    const { interpreter } = bench();
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1000, maxLength: 2000 }), fc.nat(), (bytes, address) => {
        interpreter.prepare([{ address, bytes }]);
      }),
      { seed: 1, numRuns: 20 },
    );
    expect(interpreter.handlers).toBeLessThanOrEqual(760);
  });

  it('are those of instructions that exist, and that need nobody else', () => {
    const all = [
      ...commonInstructions.map((o) => [o, false] as const),
      ...commonInBlocks.map((o) => [o, true] as const),
    ];
    for (const [{ first, second }, inIT] of all) {
      const instruction = decode(first, second, base, inIT);
      expect(instruction, first.toString(16)).toBeDefined();
      expect(needsEvaluator(record(instruction!).effects)).toBe(false);
    }
  });
});

it('says when control came to the start of a loop often', () => {
  const { put, runFrom, run, records, state } = bench();
  put(base, addsR0, 0xe7fd); // b back
  expect(runFrom(base, 1e6)).toBe(reasons.hot);
  expect(state.pc).toBe(base);
  records.restore(base);
  expect(run(1000)).toBe(reasons.budget);
});

it('stops at a breakpoint, and no longer when it is gone', () => {
  const { put, runFrom, run, records, state } = bench();
  put(base, addsR0, addsR0, addsR0, undefinedInstruction);
  records.setBreakpoints([base + 2]);
  expect([runFrom(base, 10), state.pc]).toEqual([reasons.stop, base + 2]);
  records.setBreakpoints([]);
  expect([run(10), state.pc >>> pageShift, state.r[0]]).toEqual([reasons.evaluate, base >>> pageShift, 3]);
});

it('starts no instruction without a cycle left', () => {
  const { put, runFrom, state } = bench();
  put(base, addsR0, addsR0, undefinedInstruction);
  expect([runFrom(base, 1), state.pc]).toEqual([reasons.budget, base + 2]);
});
