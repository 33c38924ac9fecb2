/** Rules about tasks of FreeRTOS, read from its own lists. Source: FreeRTOS 10, tasks.c and list.c: TCB_t, List_t. */
import { hex } from '../../contract/units';
import { memoryLink, proof, registerLink } from '../evidence';
import type { Found, RunRule } from '../rule';
import type { Scene } from '../scene';

/** Where tasks that can run, wait or are stopped stand; a symbol may be a row of lists. */
const lists = [
  'pxReadyTasksLists',
  'xDelayedTaskList1',
  'xDelayedTaskList2',
  'xPendingReadyList',
  'xSuspendedTaskList',
  'xTasksWaitingTermination',
] as const;
const listBytes = 20;
/** Offsets of the end marker and its link in a list, of the link and the task in an item. */
const list = { end: 8, first: 12 } as const;
const item = { next: 4, owner: 12 } as const;
const tcb = { top: 0, stack: 48, name: 52, nameBytes: 16 } as const;
const mostTasks = 64;

type Task = { readonly at: number; readonly name: string; readonly top: number; readonly stack: number };

const word = ({ machine: { bus } }: Scene, address: number): number => bus.peek(address, 4) ?? 0;

/** The task control blocks of a list, as far as it is sound. */
function owners(scene: Scene, at: number): readonly number[] {
  const found: number[] = [];
  let next = word(scene, at + list.first);
  while (next !== 0 && next !== at + list.end && found.length < mostTasks) {
    found.push(word(scene, next + item.owner));
    next = word(scene, next + item.next);
  }
  return found;
}

/** undefined where no task control block of this layout is: without a name that can be read, or a stack in RAM. */
function taskAt(scene: Scene, at: number): Task | undefined {
  const { bus } = scene.machine;
  const letters = bus.peekRam(at + tcb.name, tcb.nameBytes);
  const name = new TextDecoder().decode(letters.subarray(0, Math.max(0, letters.indexOf(0))));
  const [top, stack] = [word(scene, at + tcb.top), word(scene, at + tcb.stack)];
  const isSound = /^[\x20-\x7e]+$/.test(name) && stack !== 0 && bus.ramOffsetOf(stack) !== undefined;
  return isSound ? { at, name, top, stack } : undefined;
}

function tasks(scene: Scene): readonly Task[] {
  const { symbols } = scene;
  const current = symbols.addressOf('pxCurrentTCB');
  if (current === undefined || word(scene, current) === 0) return [];
  const blocks = lists.flatMap((name) => {
    const symbol = symbols.symbolNamed(name);
    const count = symbol === undefined ? 0 : Math.max(1, Math.floor(symbol.size / listBytes));
    return Array.from({ length: count }, (_, i) => owners(scene, (symbol?.address ?? 0) + i * listBytes)).flat();
  });
  return [...new Set([word(scene, current), ...blocks])]
    .map((at) => taskAt(scene, at))
    .filter((task) => task !== undefined);
}

/** PSP of the task that runs, when it is further down than what was kept of it. */
function runningTop(scene: Scene, task: Task): number {
  const current = scene.symbols.addressOf('pxCurrentTCB');
  const { psp, control } = scene.machine.core.view();
  const runs = current !== undefined && word(scene, current) === task.at && (control & 2) !== 0;
  return runs ? psp : task.top;
}

function taskOverflow(scene: Scene): Found | undefined {
  if (scene.machine.core.state === 'held') return undefined;
  const task = tasks(scene).find((each) => runningTop(scene, each) < each.stack);
  if (task === undefined) return undefined;
  const { at, name, stack } = task;
  const top = runningTop(scene, task);
  const isRunning = top !== task.top;
  return {
    title: `The stack of the task ${name} has overflowed: it begins at ${hex(stack)}, and its pointer is ${stack - top} bytes below that.`,
    seen: 'Another task or a variable changes by itself; often a HardFault when that other task goes on.',
    evidence: [
      proof(
        isRunning ? 'It runs with this stack pointer.' : 'This stack pointer was kept when the task was left.',
        isRunning ? registerLink(scene, 'CPU', 'PSP') : memoryLink(scene, at + tcb.top, 4, `pxTopOfStack of ${name}`),
      ),
      proof('The lowest address of its stack.', memoryLink(scene, at + tcb.stack, 4, `pxStack of ${name}`)),
    ],
  };
}

export const taskRules: readonly RunRule[] = [
  {
    group: 'crash',
    needs: 'run',
    certainty: 'sure',
    id: 'task-stack-overflow',
    sources: ['F-34'],
    title: 'The stack of a task has overflowed',
    doc: 'A task in the lists of FreeRTOS has a stack pointer below the lowest address of its stack.',
    why: 'What a task has on its stack, and 36 bytes or more that are kept at each switch, must fit into what it was given. Below lies another stack, a variable or the heap. CMSIS-RTOS v2 counts stack_size in bytes, xTaskCreate() in words; without optimisation functions take more.',
    mend: 'Give the task a larger stack, and set configCHECK_FOR_STACK_OVERFLOW to 2: then FreeRTOS tells by vApplicationStackOverflowHook().',
    find: taskOverflow,
  },
];
