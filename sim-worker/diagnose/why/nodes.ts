/** The links of the wait-for graph, each read from the machine: who waits in Linux, what lies in the rings, where the M4 stands. */
import type { EvidenceLink, WaitNode } from '../../contract/diagnosis';
import { irqName } from '../../soc/interrupt-map';
import { eventLink, registerLink } from '../evidence';
import {
  availLink,
  type Bell,
  bellLinks,
  coreWords,
  exceptionNow,
  isAlive,
  mailboxException,
  mailboxIrq,
  pcLink,
  ringOf,
  spanText,
  usedLink,
  whereText,
} from '../facts';
import type { Scene } from '../scene';

type Parts = Partial<Omit<WaitNode, 'links'>> & { readonly links?: readonly (EvidenceLink | undefined)[] };

export const node = (title: string, state: string, { links = [], ...parts }: Parts = {}): WaitNode => ({
  side: undefined,
  waitsFor: '',
  culprit: false,
  ...parts,
  title,
  state,
  links: links.filter((link) => link !== undefined),
});

const device = /\/dev\/(ttyRPMSG|rpmsg)\d+/;

/** Programs of Linux that sleep on a device of the M4: writers that lack a buffer first. */
export function sleepers(scene: Scene): readonly WaitNode[] {
  const { linux, clock, log } = scene.machine;
  const writers = linux.ipcView().sendWaits.map(({ who, until, event }) =>
    node(
      who.startsWith('/') ? `write to ${who}` : `driver ${who}`,
      `asleep in write(), ${spanText(until - clock.now)} until it gives up`,
      {
        side: 1,
        waitsFor: 'waits for a free buffer',
        links: [eventLink(event === undefined ? undefined : log.at(event))],
      },
    ),
  );
  const readers = linux
    .view()
    .tasks.filter(({ name, state }) => state === 'asleep in read()' && device.test(name))
    .map(({ name, state }) => node(name, state, { side: 1, waitsFor: 'waits for a message' }));
  return [...writers, ...readers];
}

/** A command of the shell that waits for nothing of the M4. */
export function sleepingCommand({ machine: { linux } }: Scene): WaitNode | undefined {
  const task = linux.view().tasks.find(({ name, state }) => state.startsWith('asleep') && !device.test(name));
  return task === undefined ? undefined : node(task.name, task.state, { side: 1 });
}

/** What Linux is doing with the remote processor, with the time that is left of its next step. */
export function rprocJob(scene: Scene): WaitNode | undefined {
  const { machine } = scene;
  const { job, state, event } = machine.linux.ipcView().remoteproc;
  if (job === undefined) return undefined;
  const due = [
    ...machine.schedule.pending('linux', 'mailbox-timeout'),
    ...machine.schedule.pending('linux', 'rproc-stage'),
  ];
  const next = Math.min(...due.map(({ time }) => time));
  const left = Number.isFinite(next) ? `, at most ${spanText(next - machine.clock.now)} to its next step` : '';
  return node(`remoteproc0: ${job}`, `${state}${left}`, {
    side: 1,
    links: [eventLink(event === undefined ? undefined : machine.log.at(event))],
  });
}

/** Messages in vring1 that the M4 has not returned. */
export function unreadByM4(scene: Scene): WaitNode | undefined {
  const ring = ringOf(scene, 1);
  if (ring === undefined || ring.withM4 === 0) return undefined;
  return node('vring1', `the M4 has ${ring.withM4} of ${ring.place.num} buffers`, {
    waitsFor: ring.withM4 < ring.place.num ? 'waits for the M4 to read' : 'waits for the M4 to give one back',
    links: [availLink(scene, ring), usedLink(scene, ring)],
  });
}

/** Messages in vring0 that Linux has not taken. */
export function unreadByLinux(scene: Scene): WaitNode | undefined {
  const ring = ringOf(scene, 0);
  if (ring === undefined || ring.unread === 0) return undefined;
  return node('vring0', `${ring.unread} of the M4's messages lie unread`, {
    waitsFor: 'waits for Linux to look',
    links: [availLink(scene, ring), usedLink(scene, ring)],
  });
}

const words = {
  held: 'held in reset',
  'locked-up': 'locked up',
  halted: 'stopped at a BKPT',
  frozen: 'frozen by a fault on purpose',
  sleeping: 'sleeps (WFI)',
  running: 'runs',
} as const;

/** Where the M4 stands. */
export function m4(scene: Scene, waitsFor = ''): WaitNode {
  const { core } = scene.machine;
  const state = words[core.state];
  if (core.state === 'held')
    return node('M4', state, { side: 2, waitsFor, links: [registerLink(scene, 'RCC', 'MP_GCR')] });
  const exception = exceptionNow(scene);
  const within = exception === 0 ? '' : `, in ${exception < 16 ? `exception ${exception}` : irqName(exception - 16)}`;
  return node(
    `M4 at ${whereText(scene, core.pc)}`,
    `${state}${within}${isAlive(scene) ? '' : ', and answers nothing'}`,
    {
      side: 2,
      waitsFor,
      links: [pcLink(scene)],
    },
  );
}

/** A bell that rings and is not heard, and the interrupt that it would raise. */
export function bellNodes(scene: Scene, bell: Bell): readonly WaitNode[] {
  const flag = node(`channel ${bell.channel}`, `occupied for ${spanText(bell.age ?? 0)}`, {
    waitsFor: 'rings at',
    links: bellLinks(scene, bell),
  });
  if (bell.from === 2) return [flag];
  const nvic = coreWords(scene, 'NVIC');
  const has = (register: string): boolean =>
    (((nvic[`${register}${mailboxIrq >>> 5}`] ?? 0) >>> (mailboxIrq % 32)) & 1) === 1;
  const handled = exceptionNow(scene) === mailboxException;
  const state = handled
    ? 'the M4 is in its handler'
    : `${has('ISPR') ? 'pending' : 'not pending'}, ${has('ISER') ? 'enabled' : 'not enabled'}`;
  const irq = node(`IRQ ${mailboxIrq} (${irqName(mailboxIrq)})`, state, {
    side: 2,
    waitsFor: handled ? 'has interrupted' : has('ISPR') ? 'waits for the core' : 'waits for the flag to get through',
    links: [registerLink(scene, 'NVIC', 'ISPR3'), registerLink(scene, 'NVIC', 'ISER3')],
  });
  return [flag, irq];
}
