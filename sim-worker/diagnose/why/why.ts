/** The answer to "Why is nothing happening?": from who waits, link by link, to the culprit or to the event that is missing. */
import type { Certainty, Finding, RuleGroup, WaitNode, WhyAnswer } from '../../contract/diagnosis';
import { rules } from '../all';
import { eventLink, proof } from '../evidence';
import { bellOf, exceptionNow, isAlive, pcLink, ringOf, spanText, whereText } from '../facts';
import type { Scene } from '../scene';
import { bellNodes, m4, node, rprocJob, sleepers, sleepingCommand, unreadByLinux, unreadByM4 } from './nodes';
import { remedyFor } from './remedies';
import { ruledOut } from './ruled-out';

/** What ends a life ends all that follows: in this order one failure hides the next. */
const gravity: readonly RuleGroup[] = ['crash', 'file', 'platform', 'start', 'invariant', 'message', 'ownership'];
/** A message younger than this means that it runs; ns of virtual time. */
const fresh = 20e6;
const startLine = 'echo start > /sys/class/remoteproc/remoteproc0/state';

type Answer = Omit<WhyAnswer, 'ruledOut' | 'remedy'>;
type Situation = (scene: Scene, findings: readonly Finding[]) => Answer | undefined;

const healthy = (
  answer: string,
  mend: string,
  chain: readonly WaitNode[],
  evidence: Answer['evidence'] = [],
): Answer => ({
  answer,
  chain,
  evidence,
  mend,
  rule: undefined,
});

/** `findings`: what `diagnose` says of the same moment. */
export function whyNothing(scene: Scene, findings: readonly Finding[]): WhyAnswer {
  for (const situation of situations) {
    const answer = situation(scene, findings);
    if (answer === undefined) continue;
    return { ...answer, ruledOut: ruledOut(scene), remedy: remedyFor(scene, answer) };
  }
  throw new Error('the last situation always holds');
}

const noFirmware: Situation = ({ file }) =>
  file === undefined ? healthy('There is no firmware yet.', 'Drop an ELF file, or open a demo.', []) : undefined;

const atBreakpoint: Situation = (scene) => {
  const { core } = scene.machine;
  if (core.state !== 'halted') return undefined;
  return healthy(
    `The M4 stands at a BKPT instruction, at ${whereText(scene, core.pc)}: it goes on when you press Run.`,
    'Press Run. On a board without a debugger BKPT is a HardFault: take it out of the firmware.',
    [...sleepers(scene), { ...m4(scene), culprit: true }],
    [proof('It stopped here.', pcLink(scene), eventLink(scene.chronicle.last('debug.stopped')))],
  );
};

const certaintyWords: Readonly<Record<Certainty, string>> = {
  sure: 'certain',
  likely: 'likely',
  unsimulated: 'a limit of this simulator',
  harmless: 'harmless',
};
/** That a block is not simulated is the answer only where the firmware stands because of it. */
const accuses = ({ certainty, rule }: Finding): boolean => certainty !== 'harmless' && rule !== 'absent-block-used';

/** A rule names the culprit: the chain leads from who waits to what it says. */
const accused: Situation = (scene, findings) => {
  const isUp = /running|attached/.test(scene.machine.linux.rprocState);
  const [finding] = findings
    .filter((finding) => accuses(finding) && !(isAtRest(scene) && isBeside(scene, finding, isUp)))
    .toSorted((a, b) => weight(a, isUp) - weight(b, isUp));
  if (finding === undefined) return undefined;
  const { title, evidence, mend, rule } = finding;
  const row = rules.find(({ id }) => id === rule);
  const all = evidence.flatMap((proofs) => proofs.links);
  // The first place in the code says most, then a register.
  const links = ['code' as const, 'register' as const].flatMap((kind) => all.filter((link) => link.kind === kind));
  const culprit = node(row?.title ?? title, certaintyWords[finding.certainty], {
    culprit: true,
    links: links.slice(0, 1),
  });
  const chain = [...pathTo(scene, row?.group), culprit];
  const injected = scene.chronicle.last('inject.fired');
  if (injected === undefined) return { answer: title, chain, evidence, mend, rule };
  const purpose = node(`fault ${injected.fields.id} on purpose`, injected.fields.what, {
    culprit: true,
    links: [eventLink(injected)],
  });
  const proofs = [...evidence, proof('A fault was injected before.', eventLink(injected))];
  const atWork = scene.machine.injector.list.some(({ phase }) => phase === 'active');
  const advice = atWork ? `Remove the fault on purpose; where nobody made it: ${mend}` : mend;
  return { answer: title, chain: [...withoutCulprit(chain), purpose], evidence: proofs, mend: advice, rule };
};

const withoutCulprit = (chain: readonly WaitNode[]): readonly WaitNode[] =>
  chain.map((link) => (link.culprit ? { ...link, culprit: false, waitsFor: 'comes from' } : link));

const stoodStill: Situation = ({ machine, chronicle }) => {
  const armed = machine.injector.list.find(
    ({ phase, injection }) => phase === 'active' && injection.kind === 'kill-linux',
  );
  if (armed === undefined) return undefined;
  const links = [eventLink(chronicle.last('inject.fired', { id: armed.id }))];
  return healthy(
    'Linux stands still by a fault on purpose: no driver, no program and no timer of it goes on.',
    'Remove the fault in the panel of faults.',
    [node('Linux', armed.did || 'stands still', { side: 1, culprit: true, links })],
    [proof('The fault was injected here.', ...links)],
  );
};

/** No rule knows what has happened to it. */
const dead: Situation = (scene) => {
  const { core } = scene.machine;
  if (core.state === 'held' || isAlive(scene)) return undefined;
  const fault = scene.chronicle.last('fault.locked-up') ?? scene.chronicle.last('fault.taken');
  return healthy(
    `The M4 is dead: it ${core.state === 'locked-up' ? 'has locked up' : 'is in a fault handler'}, at ${whereText(scene, core.pc)}, and answers nothing any more.`,
    'Look at the card of the fault, mend what it names, and start the M4 again.',
    [...sleepers(scene), { ...m4(scene), culprit: true }],
    [proof('It fell here.', eventLink(fault), pcLink(scene))],
  );
};

const frozen: Situation = (scene) => {
  if (scene.machine.core.state !== 'frozen') return undefined;
  const injected = scene.chronicle.last('inject.fired');
  return healthy(
    'The M4 is frozen by a fault on purpose: it executes nothing.',
    'Remove the fault in the panel of faults, or stop and start the M4.',
    [...sleepers(scene), { ...m4(scene), culprit: true }],
    [proof('The fault was injected here.', eventLink(injected), pcLink(scene))],
  );
};

const groupOf = ({ rule }: Finding): RuleGroup | undefined => rules.find(({ id }) => id === rule)?.group;

/** Nobody has left anything for the other side, and the M4 sleeps in its main program. */
function isAtRest(scene: Scene): boolean {
  const { core } = scene.machine;
  return (
    core.state === 'sleeping' &&
    exceptionNow(scene) === 0 &&
    unreadByM4(scene) === undefined &&
    unreadByLinux(scene) === undefined
  );
}

/** Wrong, but it keeps nobody waiting while both sides are up. What is wrong in a file may be why no channel came. */
const isBeside = ({ chronicle }: Scene, finding: Finding, isUp: boolean): boolean =>
  isUp && (groupOf(finding) === 'ownership' || (groupOf(finding) === 'file' && chronicle.count('rpmsg.announced') > 0));

const alsoWrong = (findings: readonly Finding[]): Answer['evidence'] =>
  findings
    .filter(({ certainty }) => certainty !== 'harmless')
    .map(({ title, evidence }) =>
      proof(`Beside that: ${title}`, ...evidence.flatMap(({ links }) => links).slice(0, 2)),
    );

/** Small for what explains most. What is wrong in a file that runs all the same comes last. */
function weight(finding: Finding, isUp: boolean): number {
  const group = groupOf(finding);
  const { certainty } = finding;
  const isLast = group === undefined || (isUp && group === 'file');
  // What is missing here explains only what no failure explains.
  if (certainty === 'unsimulated') return 2 * gravity.length + 2;
  return 2 * (isLast ? gravity.length : gravity.indexOf(group)) + (certainty === 'sure' ? 0 : 1);
}

/** From the one who waits in Linux through rings and bells to the M4, as far as they are involved. */
function pathTo(scene: Scene, group: RuleGroup | undefined): readonly WaitNode[] {
  const [sleeper] = sleepers(scene);
  const job = rprocJob(scene);
  const [toM4, toLinux] = [unreadByM4(scene), unreadByLinux(scene)];
  const fromUser = [sleeper, job].filter((link) => link !== undefined);
  if ((group === 'file' || group === 'platform') && scene.machine.core.state === 'held')
    return [...fromUser, m4(scene, 'waits to be started')];
  const bells = [bellOf(scene, 1, 2), bellOf(scene, 1, 1), bellOf(scene, 1, 5), bellOf(scene, 2, 1)];
  const rings = bells.find(
    ({ occupied, age, channel }) => occupied && (age ?? 0) > 1e6 && (channel !== 1 || toM4 === undefined),
  );
  const waiting = toM4 ?? toLinux;
  const sleeps = scene.machine.core.state === 'sleeping';
  return [
    ...fromUser,
    ...(waiting === undefined ? [] : [waiting]),
    ...(rings === undefined ? [] : bellNodes(scene, rings)),
    m4(
      scene,
      rings !== undefined ? 'does not hear it because' : sleeps ? 'sleeps on because' : 'does not get on because',
    ),
  ];
}

const busy: Situation = (scene) => {
  const job = rprocJob(scene);
  if (job === undefined) return undefined;
  const shutdown = bellOf(scene, 1, 3);
  if (!shutdown.occupied)
    return healthy(`Linux is at work: ${job.title}.`, 'Wait: it goes on by itself.', [job, m4(scene)]);
  return healthy(
    'Linux is stopping the M4 and waits until the firmware acknowledges channel 3 (shutdown), at most half a second.',
    'Wait. A firmware that handles the shutdown bell (CoproSync) stops at once.',
    [
      { ...job, waitsFor: 'waits for the acknowledge' },
      ...bellNodes(scene, shutdown).slice(0, 1),
      { ...m4(scene), culprit: true },
    ],
  );
};

const notStarted: Situation = (scene) => {
  const { state } = scene.machine.linux.ipcView().remoteproc;
  const failed = scene.machine.linux.dmesg.findLast(({ text }) => /Boot failed: -\d+/.test(text));
  if (scene.machine.boot !== 'linux' || (state !== 'offline' && state !== 'crashed' && state !== 'detached'))
    return undefined;
  if (state === 'crashed')
    return healthy(
      'remoteproc0 is crashed, and its recovery is disabled: nobody starts the M4 again.',
      'echo recover > /sys/class/remoteproc/remoteproc0/recovery',
      [node('remoteproc0', state, { side: 1, waitsFor: 'waits for you' }), m4(scene)],
    );
  const chain = [m4(scene, 'waits for'), node(startLine, 'nobody has typed it', { side: 1, culprit: true })];
  if (failed !== undefined)
    return healthy(
      `The last start failed: ${failed.text.replace(/^.*: (Boot failed)/, '$1')}.`,
      'Read the kernel log lines before it.',
      chain,
      [proof('The kernel gave up.', { kind: 'log', text: failed.text, seq: undefined })],
    );
  return healthy(
    state === 'offline'
      ? 'Nobody has started the M4: it is held in reset.'
      : 'The M4 runs, but Linux has not attached to it.',
    `Press Run, or type ${startLine}`,
    chain,
  );
};

const flowing: Situation = (scene) => {
  const { machine, chronicle } = scene;
  const messages = [chronicle.last('rpmsg.written'), chronicle.last('rpmsg.received')].filter(
    (event) => event !== undefined,
  );
  const last = messages.toSorted((a, b) => b.seq - a.seq)[0];
  if (last === undefined || machine.clock.now - last.time > fresh) return undefined;
  return healthy(
    `It is running: the last message was ${spanText(machine.clock.now - last.time)} ago.`,
    'Nothing is wrong. Lower the speed if it goes by too fast.',
    [],
    [proof('The newest message.', eventLink(last))],
  );
};

const slept: Situation = (scene) => {
  const command = sleepingCommand(scene);
  if (command === undefined || sleepers(scene).length > 0) return undefined;
  return healthy(
    `Linux is waiting for its own command: ${command.title} is ${command.state}.`,
    'Wait until it ends, or press Ctrl-C in the Linux terminal.',
    [{ ...command, culprit: true }],
  );
};

/** No rpmsg: only the firmware itself can say what it waits for. */
const withoutRings: Situation = (scene) => {
  if (ringOf(scene, 0) !== undefined) return undefined;
  const { core } = scene.machine;
  const where = whereText(scene, core.pc);
  const mailbox = scene.chronicle.count('ipcc.configured', { processor: 2 }) > 0;
  const waits = mailbox ? 'a bell of Linux or another interrupt' : 'an interrupt';
  return core.state === 'sleeping'
    ? healthy(
        `The M4 sleeps at ${where} until an interrupt comes; it has no rings to Linux.`,
        'Give it what it waits for. Without a resource table with a virtio device there is no rpmsg.',
        [m4(scene, 'waits for'), node(waits, 'has not come', { culprit: true })],
      )
    : healthy(`The M4 runs, at ${where}; it has no rings to Linux.`, 'Look at the code there: Pause, then step.', [
        m4(scene),
      ]);
};

const notAnnounced: Situation = (scene) => {
  const ring = ringOf(scene, 0);
  if (ring === undefined || ring.used.idx !== 0 || scene.chronicle.count('rpmsg.announced') > 0) return undefined;
  const { core } = scene.machine;
  return healthy(
    `Linux is ready and has heard of no channel: the M4 has not announced one, and ${core.state === 'sleeping' ? 'sleeps' : 'is'} at ${whereText(scene, core.pc)}.`,
    'Look whether the firmware gets as far as creating its endpoint (VIRT_UART_Init, OPENAMP_create_endpoint).',
    [
      node('name service', 'no channel known', { side: 1, waitsFor: 'waits for an announcement' }),
      { ...m4(scene), culprit: true },
    ],
    [proof('The M4 has returned no buffer of vring0.', pcLink(scene))],
  );
};

const idle: Situation = (scene, findings) => {
  const { linux } = scene.machine;
  const [reader] = sleepers(scene);
  const [tty] = linux.ttys;
  const type = tty === undefined ? 'Send it something.' : `Type something: echo hello > /dev/ttyRPMSG${tty.port}`;
  const calm = alsoWrong(findings).length === 0 ? 'Nothing is wrong: ' : 'Nobody is kept waiting: ';
  const you = node('you', 'nobody has written anything', { side: 1 });
  return healthy(
    reader === undefined
      ? `${calm}both sides are up and idle, and nobody has anything to send.`
      : `${calm}${reader.title} waits for the M4, and the M4 waits for a message from Linux.`,
    type,
    [...(reader === undefined ? [] : [reader]), m4(scene, 'waits for a message'), you],
    alsoWrong(findings),
  );
};

/** The first that holds answers. */
const situations: readonly Situation[] = [
  noFirmware,
  atBreakpoint,
  frozen,
  stoodStill,
  accused,
  dead,
  busy,
  notStarted,
  flowing,
  withoutRings,
  notAnnounced,
  slept,
  idle,
];
