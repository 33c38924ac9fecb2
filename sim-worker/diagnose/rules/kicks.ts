/** Rules about bells that got lost, were not wanted, or wait for the other side; and rings that stand still although every bell was heard. */
import { eventLink, memoryLink, proof, registerLink } from '../evidence';
import {
  availLink,
  bellLinks,
  bellOf,
  callersOf,
  functionName,
  isPlanned,
  pcLink,
  type RingState,
  ringOf,
  spanText,
  usedLink,
  whereText,
} from '../facts';
import { isUp, messages, waitingInRing1 } from '../ring-facts';
import type { Found, RunRule } from '../rule';
import type { Scene } from '../scene';

/** Between two steps of one side: a descriptor and its bell, a flag and its acknowledge; ns. */
const patience = 2e6;
/** Linux may be busy for this long; ns. */
const linuxPatience = 50e6;
const noBell = 1;
/** Work of Linux that looks at the rings or rings a bell. */
const linuxWork = ['rpmsg-kick', 'rpmsg-receive', 'vring', 'interrupt'] as const;

const flagged = (flags: number): boolean => (flags & noBell) !== 0;

/** Linux has offered it and has not rung since. */
function unrung(
  scene: Scene,
  wantsBell: boolean,
): { ring: RingState; offered: { seq: number; time: number } } | undefined {
  const found = waitingInRing1(scene);
  if (found === undefined || found.ring.place.eventIndex || isPlanned(scene, ...linuxWork)) return undefined;
  const rung = scene.chronicle.last('ipcc.occupied', { from: 1, channel: 2 });
  if ((rung?.seq ?? -1) > found.offered.seq || flagged(found.ring.used.flags) === wantsBell) return undefined;
  if (scene.machine.clock.now - found.offered.time < patience) return undefined;
  if (scene.machine.linux.view().ipccQueue[1]?.waiting !== 0) return undefined;
  return found;
}

function bellLost(scene: Scene): Found | undefined {
  const found = unrung(scene, true);
  if (found === undefined) return undefined;
  const { ring, offered } = found;
  const asked = scene.chronicle.last('vring.flagged', { ring: 1, used: true });
  const isRace = (asked?.seq ?? -1) > offered.seq;
  return {
    title: isRace
      ? `The M4 asked for bells again (vring1.used.flags = 0) and did not look into the ring once more: ${messages(ring.withM4)} had come just before.`
      : `The bell for ${messages(ring.withM4)} in vring1 got lost on its way: channel 2 was not rung, and the M4 does not know.`,
    seen: 'Linux has sent, and the M4 sleeps on. The next message brings both.',
    since: offered.time,
    evidence: [
      proof(
        'Linux offered a full buffer.',
        eventLink(scene.machine.log.at(offered.seq)),
        availLink(scene, ring),
        usedLink(scene, ring),
      ),
      proof(
        'The M4 does want to be rung.',
        memoryLink(scene, ring.at.used, 2, 'vring1.used.flags'),
        isRace ? eventLink(asked) : undefined,
      ),
      proof(
        'Channel 2 has not been rung since.',
        registerLink(scene, 'IPCC', 'C1TOC2SR'),
        eventLink(scene.chronicle.last('ipcc.occupied', { from: 1, channel: 2 })),
      ),
    ],
  };
}

function bellUnwanted(scene: Scene): Found | undefined {
  const found = unrung(scene, false);
  if (found === undefined || scene.machine.core.state !== 'sleeping') return undefined;
  const { ring, offered } = found;
  return {
    title: `The M4 sleeps, and has told Linux not to ring for vring1 (used.flags = 1): ${messages(ring.withM4)} lie there unnoticed.`,
    seen: 'Linux sends, nothing arrives, and no bell is seen on channel 2.',
    since: offered.time,
    evidence: [
      proof(
        'The M4 asked not to be rung.',
        memoryLink(scene, ring.at.used, 2, 'vring1.used.flags'),
        eventLink(scene.chronicle.last('vring.flagged', { ring: 1, used: true })),
      ),
      proof(
        'Linux offered a message and obeyed.',
        eventLink(scene.machine.log.at(offered.seq)),
        availLink(scene, ring),
      ),
    ],
  };
}

function lostToLinux(scene: Scene): Found | undefined {
  const ring = ringOf(scene, 0);
  const returned = scene.chronicle.last('vring.returned', { ring: 0 });
  if (ring === undefined || returned === undefined || ring.unread === 0 || ring.broken || !isUp(scene))
    return undefined;
  if (ring.place.eventIndex || ring.unread > ring.place.num || flagged(ring.avail.flags)) return undefined;
  const bell = bellOf(scene, 2, 1);
  const rung = scene.chronicle.last('ipcc.occupied', { from: 2, channel: 1 });
  if (bell.occupied || (rung?.seq ?? -1) > returned.seq || isPlanned(scene, ...linuxWork)) return undefined;
  if (scene.machine.clock.now - returned.time < patience) return undefined;
  return {
    title: `The M4 put ${messages(ring.unread)} into vring0 and did not ring channel 1: Linux does not look.`,
    seen: 'The newest message of the M4 appears in Linux only together with the next one.',
    since: returned.time,
    evidence: [
      proof(
        `Linux has read up to ${ring.read}; the M4 is at ${ring.used.idx}.`,
        usedLink(scene, ring),
        eventLink(returned),
      ),
      proof('Channel 1 was not rung after that.', registerLink(scene, 'IPCC', 'C2TOC1SR'), eventLink(rung)),
      proof('Linux does want to be rung.', memoryLink(scene, ring.at.avail, 2, 'vring0.avail.flags')),
    ],
  };
}

/** Functions that wait until a channel of the M4 is free. */
const notifiers = /^(MAILBOX_Notify|HAL_IPCC_GetChannelStatus|HAL_IPCC_NotifyCPU|ipcc_ring)$/;
const ipccBase = 0x4c00_1000;

/** The M4 spins on a flag of its own: by the name of the function, or because a register holds the IPCC's address. */
function spinsOnFlag(scene: Scene): boolean {
  const { core } = scene.machine;
  if (core.state !== 'running') return false;
  const names = [core.pc, ...callersOf(scene, 3)].map((address) => functionName(scene, address));
  if (names.some((name) => notifiers.test(name))) return true;
  return (
    names[0] === '' &&
    core
      .view()
      .r.slice(0, 13)
      .some((value) => value >= ipccBase && value < ipccBase + 0x20)
  );
}

function waitsForLinux(scene: Scene): Found | undefined {
  const bell = [1, 2, 5]
    .map((channel) => bellOf(scene, 2, channel))
    .find(({ occupied, age }) => occupied && (age ?? 0) > patience);
  if (bell === undefined || !spinsOnFlag(scene)) return undefined;
  const { machine } = scene;
  const state = machine.linux.rprocState;
  const who =
    machine.boot === 'linux' ? `Linux (remoteproc is ${state})` : 'nobody, for there is no Linux in engineering boot,';
  return {
    title: `The M4 waits in ${whereText(scene, machine.core.pc)} until channel ${bell.channel} is free, and ${who} does not acknowledge it.`,
    seen: 'The M4 hangs at its second send; its main loop does not go on.',
    since: machine.clock.now - (bell.age ?? 0),
    evidence: [
      proof(
        `The M4 rang channel ${bell.channel} ${spanText(bell.age ?? 0)} ago, and its flag is still set.`,
        ...bellLinks(scene, bell),
      ),
      proof('It looks at the flag again and again.', pcLink(scene)),
      proof(
        'The other side does not listen.',
        registerLink(scene, 'IPCC', 'C1CR'),
        registerLink(scene, 'IPCC', 'C1MR'),
      ),
    ],
  };
}

function queueFull(scene: Scene): Found | undefined {
  const waiting = scene.machine.linux.view().ipccQueue[1]?.waiting ?? 0;
  const line = scene.chronicle.last('rproc.logged', {
    text: 'stm32-ipcc 4c001000.mailbox: Try increasing MBOX_TX_QUEUE_LEN',
  });
  const ring = ringOf(scene, 1);
  const bell = bellOf(scene, 1, 2);
  // With messages unread, whatever keeps the M4 from reading them is the cause.
  if (line === undefined || ring === undefined || ring.withM4 > 0) return undefined;
  const polls = bell.occupied && (bell.age ?? 0) > patience;
  return {
    title: polls
      ? `The M4 reads vring1 but never acknowledges channel 2: ${waiting} bells of Linux wait in its mailbox queue.`
      : 'Linux once rang faster than the M4 acknowledged, and dropped bells; no message was lost.',
    seen: 'The kernel log says "Try increasing MBOX_TX_QUEUE_LEN" and "stm32_rproc_kick: failed (vq1, err:-105)".',
    since: line.time,
    certainty: polls ? 'sure' : 'harmless',
    evidence: [
      proof(
        'The mailbox queue of Linux holds 20 bells and one in flight.',
        { kind: 'log', text: line.fields.text, seq: line.seq },
        ...bellLinks(scene, bell),
      ),
      proof('All messages were read.', availLink(scene, ring), usedLink(scene, ring)),
    ],
  };
}

function noEmptyBuffer(scene: Scene): Found | undefined {
  const ring = ringOf(scene, 0);
  const returned = scene.chronicle.last('vring.returned', { ring: 0 });
  if (ring === undefined || returned === undefined || ring.withM4 > 0 || ring.broken || !isUp(scene)) return undefined;
  const { machine } = scene;
  if (ring.unread === 0 || machine.clock.now - returned.time < linuxPatience) return undefined;
  const rung = scene.chronicle.last('ipcc.occupied', { from: 2, channel: 1 });
  if ((rung?.seq ?? -1) < returned.seq && !isPlanned(scene, ...linuxWork)) return undefined;
  const blocked = machine.linux.ipcView().sendWaits.find(({ who }) => !who.startsWith('/'));
  const why =
    blocked === undefined
      ? 'Linux works them off more slowly than the M4 sends'
      : `its driver ${blocked.who} sleeps in rpmsg_send() until the M4 returns a buffer of vring1`;
  return {
    title: `The M4 has no empty buffer left: ${messages(ring.unread)} lie in vring0, and ${why}.`,
    seen: 'Sending returns -2002 (RPMSG_ERR_NO_BUFF), or the M4 waits; Linux shows nothing.',
    since: returned.time,
    certainty: blocked === undefined ? 'likely' : 'sure',
    evidence: [
      proof('Every buffer of vring0 is used and not yet offered again.', availLink(scene, ring), usedLink(scene, ring)),
      proof(`Linux has read up to ${ring.read}.`, eventLink(returned), eventLink(rung)),
    ],
  };
}

function byDesign(scene: Scene): Found | undefined {
  const [toLinux, toM4] = [ringOf(scene, 0), ringOf(scene, 1)];
  if (toLinux === undefined || toM4 === undefined || toLinux.place.eventIndex || !isUp(scene)) return undefined;
  if (!flagged(toLinux.used.flags) || !flagged(toM4.avail.flags)) return undefined;
  return {
    title: 'Linux does not ring channel 1 any more, and the M4 not channel 2: both asked for it.',
    seen: 'In the steady state only channel 1 from the M4 and channel 2 from Linux are rung.',
    since: scene.chronicle.last('vring.flagged', { ring: 0, used: true })?.time,
    evidence: [
      proof(
        'The M4 does not want to hear of returned empty buffers.',
        memoryLink(scene, toLinux.at.used, 2, 'vring0.used.flags'),
      ),
      proof('Linux does not want to hear of read messages.', memoryLink(scene, toM4.at.avail, 2, 'vring1.avail.flags')),
    ],
  };
}

export const kickRules: readonly RunRule[] = [
  {
    id: 'bell-lost',
    group: 'message',
    needs: 'run',
    sources: ['F-22', 'V7'],
    title: 'Linux offered a message, and its bell never rang',
    doc: 'vring1 holds an unread message, the M4 wants to be rung, and channel 2 was not rung for more than 2 ms after the offer.',
    why: 'Ring and bell are two things: a lost bell leaves the message where it is. A firmware that looks into the ring only when it is rung sleeps until the next bell.',
    mend: 'Send another message: one pass reads all. In the firmware, look into the ring also after a time-out. If a fault was injected here, this is what it shows.',
    certainty: 'sure',
    find: bellLost,
  },
  {
    id: 'bell-unwanted',
    group: 'message',
    needs: 'run',
    sources: ['V7'],
    title: 'The M4 sleeps with bells for vring1 switched off',
    doc: 'vring1 holds an unread message, vring1.used.flags is 1, and the M4 sleeps.',
    why: 'used.flags = 1 (VRING_USED_F_NO_NOTIFY) promises that the M4 looks by itself. One that sleeps with the flag set misses what came between its last look and the sleep.',
    mend: 'Before sleeping set vring1.used.flags to 0, then look into the ring once more: virtqueue_enable_cb() returns whether something has come meanwhile.',
    certainty: 'sure',
    find: bellUnwanted,
  },
  {
    id: 'bell-to-linux-lost',
    group: 'message',
    needs: 'run',
    sources: ['V6'],
    title: 'The M4 returned a buffer without ringing Linux',
    doc: 'vring0.used.idx is ahead of what Linux has read, channel 1 is free and was not rung for more than 2 ms after the return.',
    why: 'Linux looks into vring0 only when channel 1 rings.',
    mend: 'Ring after used.idx was written: virtqueue_kick(), whose callback is MAILBOX_Notify(). Write the index first, then a barrier, then the bell.',
    certainty: 'sure',
    find: lostToLinux,
  },
  {
    id: 'notify-waits-for-linux',
    group: 'message',
    needs: 'run',
    sources: ['F-24'],
    title: 'The M4 waits without end for Linux to acknowledge',
    doc: 'A channel of the M4 has been occupied for more than 2 ms, and the M4 spins in MAILBOX_Notify() or on the IPCC’s registers.',
    why: 'MAILBOX_Notify() waits without a time limit until Linux has cleared the flag of the bell before. Nobody clears it while no kernel listens: in engineering boot, before Linux attaches, after a detach.',
    mend: 'Do not send before Linux is there (wait for DRIVER_OK), and give the wait in MAILBOX_Notify() a time limit.',
    certainty: 'sure',
    find: waitsForLinux,
  },
  {
    id: 'mailbox-queue-full',
    group: 'message',
    needs: 'run',
    sources: ['F-26'],
    title: 'The mailbox queue of Linux ran over',
    doc: 'The kernel log says "Try increasing MBOX_TX_QUEUE_LEN", and the ring holds nothing unread.',
    why: 'Each message of Linux is one bell; 20 may wait while the M4 has not acknowledged the one in flight. What ran over are bells, not messages: these are in the ring.',
    mend: 'Usually nothing: the M4 gets all messages with its next pass. Otherwise acknowledge channel 2 (HAL_IPCC_NotifyCPU) before the messages are worked off.',
    certainty: 'sure',
    find: queueFull,
  },
  {
    id: 'no-empty-buffer',
    group: 'message',
    needs: 'run',
    sources: ['F-35'],
    title: 'The M4 has used up its empty buffers',
    doc: 'vring0 has had no buffer for the M4 for more than 50 ms, Linux was rung and has not read all.',
    why: 'There are as many buffers for the M4 as vring0 has entries. A buffer comes back when Linux has handed its message on.',
    mend: 'Send less, or wait for a buffer and try again. The latencies of Linux can be made shorter here; on a board look for a driver that holds the receive work.',
    certainty: 'likely',
    find: noEmptyBuffer,
  },
  {
    id: 'no-bell-by-design',
    group: 'message',
    needs: 'run',
    sources: ['F-49'],
    title: 'Half of the bells are switched off on purpose',
    doc: 'vring0.used.flags and vring1.avail.flags are 1 while remoteproc runs.',
    why: 'A side that has enough buffers needs no bell for each that comes back. OpenAMP and Linux switch those bells off after the start.',
    mend: 'Nothing: this is how it should be.',
    certainty: 'harmless',
    find: byDesign,
  },
];
