/** Rules about an M4 that fell: faults with their cause, stacks that overflowed, handlers that are missing, firmware that gave up, watchdogs that bit. */
import type { Evidence } from '../../contract/diagnosis';
import { hex } from '../../contract/units';
import { irqName } from '../../soc/interrupt-map';
import { codeLink, eventLink, memoryLink, proof, registerLink } from '../evidence';
import {
  callersOf,
  coreWords,
  exceptionNow,
  functionName,
  isDefaultHandler,
  mailboxException,
  pcLink,
  vectorOf,
  whereText,
} from '../facts';
import { type Fall, fallen, isEndlessLoop, lastStop, wayTo } from '../life-facts';
import type { Found, RunRule } from '../rule';
import type { Scene } from '../scene';
import { channelRules } from './channels';
import { clockRules } from './clocks';
import { mailboxRules } from './mailbox';
import { ownershipRules } from './ownership';
import { taskRules } from './tasks';
import { unsimulatedRules } from './unsimulated';

const ddr = { from: 0xc000_0000, to: 0xe000_0000 } as const;
/** Addresses near 0xFFFFFFFF come from a table that says "any": a rule about the start tells. */
const nearAny = 0xffff_0000;
/** Where the variables end and the stack must not come: of ST's link scripts, and of others. */
const endOfData = ['_ebss', '__bss_end__', '__bss_end', '__ebss', '_bss_end'] as const;
/** A window of the watchdog is at most that long; ns. */
const longestWindow = 1e9;

/** Rules that name the reason why a firmware gave up or faulted. */
const deeper = [
  ...ownershipRules,
  ...clockRules,
  ...channelRules.filter(({ group }) => group === 'ownership'),
  ...taskRules,
  ...unsimulatedRules.filter(({ id }) => id !== 'absent-block-used'),
];
/** Rules about files with which the M4 cannot but fault. */
const unrunnable: readonly string[] = [
  'vectors-wrong',
  'wrong-processor',
  'file-cut-short',
  'not-linked',
  'segment-in-rings',
  'stack-in-rings',
];
const isExplained = (scene: Scene): boolean =>
  scene.fileFindings.some(({ rule }) => unrunnable.includes(rule)) ||
  deeper.some((rule) => rule.find(scene) !== undefined);

/** What Linux knows of it. */
function unnoticed(scene: Scene): readonly Evidence[] {
  const { boot, linux, blocks } = scene.machine;
  if (boot !== 'linux' || linux.rprocState === 'crashed' || blocks.wwdg.countdown.left !== undefined) return [];
  return [
    proof(
      `Linux does not notice: remoteproc says "${linux.rprocState}", and no watchdog runs.`,
      eventLink(scene.chronicle.last('rproc.state-changed', { state: linux.rprocState })),
      registerLink(scene, 'WWDG1', 'CR'),
    ),
  ];
}

function fallProofs(scene: Scene, { event, card }: Fall): readonly Evidence[] {
  const path = card.callPath.slice(0, 6).map(({ pc }) => codeLink(scene, pc));
  return [
    proof(
      card.instruction === '' ? 'The core took the fault here.' : `The core took the fault at “${card.instruction}”.`,
      eventLink(event),
      codeLink(scene, card.pc),
      registerLink(scene, 'SCB', 'CFSR'),
      registerLink(scene, 'SCB', 'HFSR'),
    ),
    ...(path.length > 1 ? [proof('The way there:', ...path)] : []),
    ...unnoticed(scene),
  ];
}

const seenOf = ({ machine: { boot, linux } }: Scene): string =>
  boot === 'linux'
    ? `The M4 stands in a fault handler and answers nothing; remoteproc says "${linux.rprocState}".`
    : 'The M4 stands in a fault handler.';

/** The stack pointer lies below the end of the variables. */
function overflow(scene: Scene) {
  const { machine, symbols } = scene;
  const { msp } = machine.core.view();
  const top = machine.bus.peek(vectors(scene), 4) ?? 0;
  const bound = endOfData.map((name) => symbols.addressOf(name)).find((address) => address !== undefined);
  if (bound === undefined || machine.core.state === 'held' || msp === 0 || msp >= bound || top < bound)
    return undefined;
  return machine.bus.regionAt(msp)?.name === machine.bus.regionAt(bound - 1)?.name ? { msp, bound, top } : undefined;
}
const vectors = (scene: Scene): number => coreWords(scene, 'SCB').VTOR ?? 0;

function stackOverflow(scene: Scene): Found | undefined {
  const found = overflow(scene);
  if (found === undefined) return undefined;
  const { msp, bound, top } = found;
  const hit = scene.symbols.symbolAt(msp)?.name;
  return {
    title: `The main stack has grown into the variables: SP is ${hex(msp)}, and they end at ${hex(bound)}${hit === undefined ? '' : ` (it lies in ${hit} now)`}.`,
    seen: 'Variables change by themselves, functions return to nowhere, or a fault comes much later.',
    evidence: [
      proof(`The stack begins at ${hex(top)} and has used ${top - msp} bytes.`, registerLink(scene, 'CPU', 'MSP')),
      proof('The variables end above the stack pointer.', memoryLink(scene, bound - 4, 4, 'last word of .bss')),
      proof('The way there:', pcLink(scene), ...callersOf(scene, 6).map((address) => codeLink(scene, address))),
    ],
  };
}

function ddrFault(scene: Scene): Found | undefined {
  const fall = fallen(scene);
  const address = fall?.card.data?.address;
  if (fall === undefined || address === undefined || address < ddr.from || address >= ddr.to) return undefined;
  return {
    title: `The M4 faulted at ${hex(address)}, an address of the external RAM, in ${whereText(scene, fall.card.pc)}.`,
    seen: seenOf(scene),
    since: fall.event.time,
    evidence: fallProofs(scene, fall),
  };
}

/** A fault that no other rule tells better. */
function plainFall(scene: Scene): Fall | undefined {
  const fall = fallen(scene);
  const address = fall?.card.data?.address ?? 0;
  if (fall === undefined || address >= nearAny || (address >= ddr.from && address < ddr.to)) return undefined;
  return overflow(scene) !== undefined || isExplained(scene) ? undefined : fall;
}

/** From a fault on purpose to the handler; ns. */
const atOnce = 1e3;

function injectedJustBefore({ chronicle }: Scene, { event }: Fall) {
  const fired = chronicle.last('inject.fired');
  return fired !== undefined && event.seq > fired.seq && event.time - fired.time < atOnce ? fired : undefined;
}

const fell =
  (lockedUp: boolean) =>
  (scene: Scene): Found | undefined => {
    const fall = plainFall(scene);
    if (fall === undefined || (fall.event.kind === 'fault.locked-up') !== lockedUp) return undefined;
    const { event, card } = fall;
    const fired = injectedJustBefore(scene, fall);
    if (fired !== undefined) {
      return {
        title: `The M4 fell because of a fault on purpose (${fired.fields.what}): the firmware is innocent.`,
        seen: seenOf(scene),
        since: event.time,
        evidence: [
          proof('The fault was injected, and taken.', eventLink(fired), eventLink(event)),
          ...unnoticed(scene),
        ],
        mend: 'Stop and start the M4.',
      };
    }
    return {
      title: card.sentence,
      seen: lockedUp ? 'The M4 does nothing at all any more, not even its fault handler.' : seenOf(scene),
      since: event.time,
      evidence: fallProofs(scene, fall),
      mend: card.whatToDo,
    };
  };

function handlerMissing(scene: Scene): Found | undefined {
  const exception = exceptionNow(scene);
  if (exception < 7 || exception === mailboxException || !isEndlessLoop(scene)) return undefined;
  const handler = vectorOf(scene, exception);
  const shared = isDefaultHandler(scene, handler);
  const { pc } = scene.machine.core;
  if (!shared || pc < handler || pc > handler + 16) return undefined;
  const name = exception < 16 ? systemNames[exception] : irqName(exception - 16);
  const taken = scene.chronicle.last('irq.taken', { exception });
  return {
    title: `${name} was raised, and the vector table has no handler for it: the M4 is in ${functionName(scene, pc) || 'the default handler'} for good.`,
    seen: 'The M4 hangs in an endless loop, and nothing of less urgency runs any more.',
    since: taken?.time,
    evidence: [
      proof('The exception was taken.', eventLink(taken), registerLink(scene, 'CPU', 'IPSR')),
      proof(
        'Its vector is the one that most inputs share.',
        memoryLink(scene, vectors(scene) + 4 * exception, 4, `vector ${exception}`),
        pcLink(scene),
      ),
    ],
  };
}
const systemNames: Readonly<Record<number, string>> = { 11: 'SVCall', 12: 'DebugMonitor', 14: 'PendSV', 15: 'SysTick' };

const afterMain = /^(Reset_Handler|LoopForever|_start|exit|_exit)$/;

function gaveUp(scene: Scene): Found | undefined {
  const end = lastStop(scene);
  if (end === undefined || isExplained(scene)) return undefined;
  const announced = scene.chronicle.last('rpmsg.announced');
  const isSilent = announced !== undefined && scene.chronicle.count('vring.offered', { ring: 1 }) === 0;
  return {
    title: `The firmware gave up: it is in ${end.text}.`,
    seen: 'The M4 does nothing any more; remoteproc does not know.',
    evidence: [
      wayTo(scene, end),
      ...(isSilent
        ? [
            proof(
              'It has announced a channel, and Linux has written nothing to it: rpmsg_send() would have failed with -2003.',
              eventLink(announced),
            ),
          ]
        : []),
      ...unnoticed(scene),
    ],
  };
}

/** An endless loop that nothing can interrupt. */
function deadLoop(scene: Scene): Found | undefined {
  const { core } = scene.machine;
  const { primask, faultmask } = core.view();
  if (core.state !== 'running' || (primask === 0 && faultmask === 0) || !isEndlessLoop(scene)) return undefined;
  // A bell that waits, a tick that is waited for, or the name of the function say more.
  const better = mailboxRules.some((rule) => rule.find(scene) !== undefined) || isExplained(scene);
  if (better || fallen(scene) !== undefined || gaveUp(scene) !== undefined) return undefined;
  const register = primask === 0 ? 'FAULTMASK' : 'PRIMASK';
  return {
    title: `The M4 is in an endless loop with interrupts off, at ${whereText(scene, core.pc)}: nothing can end it.`,
    seen: 'The M4 answers nothing and hears no bell.',
    evidence: [
      proof('The instruction jumps to itself.', pcLink(scene)),
      proof('No interrupt is taken.', registerLink(scene, 'CPU', register)),
      ...unnoticed(scene),
    ],
  };
}

function mainReturned(scene: Scene): Found | undefined {
  const { core } = scene.machine;
  const name = functionName(scene, core.pc);
  if (core.state !== 'running' || exceptionNow(scene) !== 0 || !afterMain.test(name) || !isEndlessLoop(scene))
    return undefined;
  return {
    title: `main() has returned: the M4 is in the endless loop of the start-up code (${name}).`,
    seen: 'Interrupts still run; the main program does nothing any more.',
    evidence: [proof('The M4 stands here.', pcLink(scene)), ...unnoticed(scene)],
  };
}

function bitten(scene: Scene): Found | undefined {
  const { chronicle } = scene;
  const bite = chronicle.last('wwdg.bitten');
  if (bite === undefined || bite.cause === undefined) return undefined;
  const injected = scene.machine.log.at(bite.cause)?.kind === 'inject.fired';
  if (injected) return undefined;
  const fault = chronicle.last('fault.taken');
  const fell =
    fault !== undefined && fault.seq < bite.seq && bite.time - fault.time < longestWindow ? fault : undefined;
  const times = chronicle.count('wwdg.bitten');
  const why =
    fell === undefined
      ? bite.fields.reason
      : `the firmware had faulted (${fell.fields.name}: ${fell.fields.cause}) and did not refresh it`;
  return {
    title: `The watchdog WWDG1 reset the M4${times === 1 ? '' : ` ${times} times`}: ${why}.`,
    seen: 'remoteproc reports a crash (type watchdog) and starts the M4 anew, or leaves it crashed.',
    since: bite.time,
    evidence: [
      proof('The watchdog was started, and then ran out.', eventLink(chronicle.last('wwdg.started')), eventLink(bite)),
      ...(fell === undefined
        ? []
        : [
            proof(
              'Before that the M4 fell.',
              eventLink(fell),
              fell.pc === undefined ? undefined : codeLink(scene, fell.pc),
            ),
          ]),
    ],
  };
}

const base = { group: 'crash', needs: 'run', certainty: 'sure' } as const;

export const crashRules: readonly RunRule[] = [
  {
    ...base,
    id: 'm4-faulted',
    sources: ['F-34', 'F-39'],
    title: 'The M4 is in a fault handler',
    doc: 'The M4 is in HardFault, MemManage, BusFault or UsageFault, and no other rule names the cause.',
    why: 'Fault handlers of most firmware are endless loops. Linux hears of it only through a watchdog: remoteproc goes on saying "running".',
    mend: 'See the card of the fault for the instruction and the address. Start WWDG1 and give the M4 node its interrupt, so that Linux can recover it.',
    find: fell(false),
  },
  {
    ...base,
    id: 'm4-locked-up',
    sources: ['F-39'],
    title: 'The M4 has locked up',
    doc: 'The core has locked up: a fault came within HardFault or NMI, or while FAULTMASK was set.',
    why: 'A fault that no handler can take stops the core until it is reset. Often the stack is gone, so that the frame of the first fault could not be written.',
    mend: 'Look at the first fault, and at the stack pointer. Only a reset ends a lock-up: stop and start from Linux.',
    find: fell(true),
  },
  {
    ...base,
    id: 'ddr-access',
    sources: ['F-46', 'F-53'],
    title: 'The M4 faulted at an address of the external RAM',
    doc: 'The M4 is in a fault handler, and the address is one of DDR (0xC0000000 and above).',
    why: 'DDR belongs to Linux: what the M4 may reach there is a matter of the firewall and of reserved memory, and on ST’s boards its data go there by DMA. Here the first 4 MiB are simulated, and nothing behind them.',
    mend: 'Use addresses that Linux gave (rpmsg_sdb), let DMA move the data, and reserve the memory in the device tree. Map such buffers coherent in Linux: its caches do not see writes of the M4.',
    certainty: 'likely',
    find: ddrFault,
  },
  {
    ...base,
    id: 'stack-overflow',
    sources: ['F-04', 'F-34'],
    title: 'The stack has grown into the variables',
    doc: 'The main stack pointer is below the end of .bss, by the symbols of the link script.',
    why: 'The stack grows down from the end of RAM and nothing stops it before the variables, unless the MPU guards it.',
    mend: 'Give the stack more room, use less of it along the call path (large arrays in functions, recursion, printf), or guard its end with an MPU region.',
    find: stackOverflow,
  },
  {
    ...base,
    id: 'handler-missing',
    sources: ['F-39'],
    title: 'An exception has no handler of its own',
    doc: 'The M4 is in an exception other than a fault or IPCC_RX1, in a loop of one instruction to which most vectors point.',
    why: 'Vectors without a function of their own point to one endless loop (Default_Handler). The name must be spelled exactly as in the start-up file, and in C++ be extern "C".',
    mend: 'Write the handler, with the name that the start-up file has in its vector table, or do not enable the interrupt.',
    find: handlerMissing,
  },
  {
    ...base,
    id: 'firmware-gave-up',
    sources: ['F-29', 'F-41', 'F-42', 'F-44'],
    title: 'The firmware ended in its error handler',
    doc: 'The M4 is in Error_Handler(), an assert, abort() or a hook of FreeRTOS, and no rule about peripherals, clocks, semaphores or blocks that are not simulated names a cause.',
    why: 'Code that gets an error from a function of the HAL, OpenAMP or the RTOS often goes there and stays. What failed is the call just before.',
    mend: 'Look at the call before the one that leads there: a HAL function that timed out (clock, time-out), rpmsg_send() before Linux has written (-2003), ResMgr_Request() for a peripheral that is not assigned, no memory.',
    certainty: 'likely',
    find: gaveUp,
  },
  {
    ...base,
    id: 'dead-loop',
    sources: ['F-39'],
    title: 'The M4 loops for ever with interrupts off',
    doc: 'The M4 is at an instruction that jumps to itself while PRIMASK or FAULTMASK is set, and no other rule tells why.',
    why: 'Code that gives up does __disable_irq() and loops. No interrupt and no other code comes to run until a reset; Linux hears of it only through a watchdog.',
    mend: 'Look at the code before the loop: what made it give up? Start WWDG1, so that Linux can recover the M4.',
    find: deadLoop,
  },
  {
    ...base,
    id: 'main-returned',
    sources: ['F-39'],
    title: 'main() has returned',
    doc: 'The M4 is in an endless loop of the start-up code, in no exception.',
    why: 'Without an operating system there is nothing to return to: the start-up code ends in a loop.',
    mend: 'End main() in a loop that polls OPENAMP_check_for_message(), or sleeps with WFI.',
    find: mainReturned,
  },
  {
    ...base,
    id: 'watchdog-bitten',
    sources: ['F-39'],
    title: 'The watchdog reset the M4',
    doc: 'WWDG1 has run out, or was refreshed wrongly, and not as a fault on purpose.',
    why: 'Once started, WWDG1 must be refreshed within its window, until the next reset: not later than at 0x40, and not before the counter has fallen to W.',
    mend: 'Refresh it in the main loop and from nowhere else, and leave time for the longest pass. When the M4 hung, look where: stop at wwdg.bitten next time and go back.',
    find: bitten,
  },
];
