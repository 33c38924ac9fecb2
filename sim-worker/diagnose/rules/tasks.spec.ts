/** Tasks of FreeRTOS as they lie in memory, with one thing wrong, and with nearly nothing wrong. */
import { expect, it } from 'vitest';
import { LinuxBench } from '../../testing/linux-bench';
import { fixedText } from '../../testing/make-elf';
import { type RuleCase, testRules, untested } from '../../testing/rule-cases';
import { named } from '../../testing/small-programs';
import type { Scene } from '../scene';
import { taskRules } from './tasks';

const current = 0x1003_0000;
const suspended = 0x1003_0100;
const [running, stopped] = [0x1003_0200, 0x1003_0300];
const stack = 0x1003_1000;

/** One task runs, another one stands in the list of those that are suspended. */
function withTasks({ top, name = 'blink' }: { readonly top: number; readonly name?: string }): Scene {
  const bench = new LinuxBench().start();
  const task = (at: number, pointer: number, lowest: number, called: string): void => {
    bench.write(at, pointer, 4);
    bench.write(at + 48, lowest, 4);
    bench.writeBytes(at + 52, fixedText(called, 16));
  };
  task(running, stack + 0x400, stack + 0x200, 'main');
  task(stopped, top, stack, name);
  bench.write(current, running, 4);
  // A list of one: its end marker leads to the item in the task, and that back to the marker.
  bench.write(suspended + 12, stopped + 4, 4);
  bench.write(stopped + 4 + 4, suspended + 8, 4);
  bench.write(stopped + 4 + 12, stopped, 4);
  return named(bench, ['pxCurrentTCB', current], ['xSuspendedTaskList', suspended]);
}

const cases: readonly RuleCase[] = [
  {
    rule: 'task-stack-overflow',
    fails: 'the pointer that was kept is 36 bytes below the stack',
    make: () => withTasks({ top: stack - 36 }),
    near: 'the stack is used to its last word',
    makeNear: () => withTasks({ top: stack }),
  },
  {
    rule: 'task-stack-overflow',
    fails: 'a name of one letter is a name',
    make: () => withTasks({ top: stack - 4, name: 'T' }),
    near: 'what stands there has no name: another layout',
    makeNear: () => withTasks({ top: stack - 4, name: '' }),
  },
];

testRules(cases);

it('each rule of this file has a case', () => {
  expect(
    untested(
      taskRules.map(({ id }) => id),
      cases,
    ),
  ).toEqual([]);
});
