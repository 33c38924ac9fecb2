/** Each way in which the demo firmware `crash-lab` dies is told in one sentence, with its evidence. */
import { describe, expect, it } from 'vitest';
import { faultText } from '../contract/fault-text';
import type { FaultCard } from '../contract/status-view';
import { ns } from '../contract/units';
import { bootedEcho } from '../testing/echo-bench';
import { faultCard } from './fault-card';
import { isFault } from './runner';

const shcsr = 0xe000_ed24;
const usageFaultEnabled = 1 << 18;

/** Lets crash-lab die in the way that a word names. */
function cardOf(word: string): FaultCard {
  const target = bootedEcho(`echo ${word} > /dev/ttyRPMSG0`, 'crash-lab', { debugger: false });
  const { machine } = target;
  let fault = -1;
  machine.run(ns(200e6), {
    stopAt: (kind, seq) => {
      if (isFault(kind)) fault = seq;
      return fault >= 0;
    },
  });
  const event = machine.log.at(fault);
  const card = event === undefined ? undefined : faultCard(target, event);
  if (card === undefined) throw new Error(`${word}: no fault`);
  return card;
}

describe('the sentence', () => {
  it.each([
    ['null', /^HardFault: 0x00000000 was called through a null pointer from words_obey/],
    ['divide', /divide_by_zero\+0x\w+ at 0x\w+ divided by zero with “udiv r3, r3, r2”: r2 is 0\.$/],
    ['unaligned', /read_unaligned\+0x\w+ at 0x\w+ made an unaligned access with “ldr/],
    ['data', /data_region at 0x\w+ cannot be executed \(execute-never\), and was jumped to from words_obey/],
    [
      'stack',
      /deeper\S* at 0x\w+ ran its stack into a region that the MPU guards: .* \(stack_region\+0x\w+, SRAM2\)\.$/,
    ],
    ['hole', /write_to_hole\+0x\w+ at 0x\w+ wrote to 0x4fff0010 \(nothing is there\) with “str r2, \[r3, #0x10\]”/],
    ['break', /stop_at_breakpoint at 0x\w+ executed “bkpt #1”, and no debugger is connected\.$/],
    ['return', /SVC_Handler\+0x\w+ at 0x\w+ left a handler with an EXC_RETURN that does not exist: “bx r3”\.$/],
    ['lockup', /^Lock-up: lock_up\+0x\w+ at 0x\w+ executed “udf #0”, .* \(FAULTMASK was set\)\.$/],
  ])('%s', (word, sentence) => {
    expect(cardOf(word).sentence).toMatch(sentence);
  });
});

describe('a fault with a handler of its own', () => {
  it('is told as well: an RTOS enables UsageFault and ends in its handler', () => {
    const target = bootedEcho('', 'crash-lab', { debugger: false });
    const { machine } = target;
    machine.run(ns(50e6));
    machine.core.ppb.write(shcsr, usageFaultEnabled, 4);
    target.journal.record(machine, { kind: 'tty', port: 0, text: 'divide\n' });
    let fault = -1;
    machine.run(ns(100e6), {
      stopAt: (kind, seq) => {
        if (isFault(kind)) fault = seq;
        return fault >= 0;
      },
    });
    const event = machine.log.at(fault);
    expect(event === undefined ? undefined : faultCard(target, event)?.sentence).toMatch(
      /^UsageFault: divide_by_zero\S* at 0x\w+ divided by zero/,
    );
  });
});

describe('the evidence', () => {
  it('names the status bits, the stacked registers and the call path', () => {
    const card = cardOf('divide');
    expect(card.bits.map(({ name }) => name)).toEqual(['CFSR.DIVBYZERO', 'HFSR.FORCED']);
    expect(card.frame?.registers).toMatchObject({ pc: card.pc, r2: 0, r3: 1000 });
    expect(card.callPath.map((place) => place.function.replace(/\+.*/, ''))).toEqual([
      'divide_by_zero',
      'words_obey',
      'main',
      'Reset_Handler',
    ]);
  });

  it('of a stack overflow is taken from the stack itself, since no frame could be written', () => {
    const card = cardOf('stack');
    expect(card.frame).toBeUndefined();
    expect(card.callPath.map((place) => place.function.replace(/[+.].*/, ''))).toEqual([
      'deeper',
      'deeper',
      'words_obey',
    ]);
  });

  it('is a Markdown list that ends with what to do', () => {
    const lines = faultText(cardOf('hole'));
    expect(lines).toContain('- data: `0x4fff0010`, nothing is there');
    expect(lines.at(-1)).toMatch(/^The address is wrong/);
  });
});

it('the frame is found behind what the handler has pushed', () => {
  const target = bootedEcho('sleep 0.05; echo divide > /dev/ttyRPMSG0', 'crash-lab', { debugger: false });
  const { machine } = target;
  machine.run(ns(40e6));
  // push {r7}; b . as handlers begin that were compiled without optimisation
  const handler = 0x1003_0000;
  machine.bus.write(handler, 0xe7fe_b480, 4, 'debugger');
  machine.bus.write(4 * 3, handler | 1, 4, 'debugger');
  machine.run(ns(200e6));
  const fault = Array.from({ length: machine.log.length }, (_, seq) => machine.log.at(seq)).findLast(
    (event) => event?.kind === 'fault.taken',
  );
  const card = faultCard(target, fault!);
  expect(card?.frame?.registers.pc).toBe(card?.pc);
  expect(card?.sentence).toMatch(/divided by zero .*: r2 is 0/);
});
