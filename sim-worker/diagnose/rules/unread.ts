/** Rules about messages whose bell was heard, and that lie in vring1 all the same. */
import { eventLink, memoryLink, proof } from '../evidence';
import { availLink, bellLinks, exceptionNow, heldBack, pcLink, ringOf, spanText, usedLink, whereText } from '../facts';
import { lastStop } from '../life-facts';
import { messages, type Waiting, waitingInRing1 } from '../ring-facts';
import type { Found, RunRule } from '../rule';
import type { Scene } from '../scene';

/** A main loop may be busy for this long; ns. */
const loopPatience = 50e6;
/** No loop waits this long on purpose; ns. */
const stuckFor = 1e9;

/** Names of the variable in which a firmware's interrupt leaves word for its main loop. */
const softwareFlags = ['msg_received_ch2', 'rung'] as const;

function softwareFlag({ machine, symbols }: Scene): { name: string; address: number; value: number } | undefined {
  for (const name of softwareFlags) {
    const address = symbols.addressOf(name);
    const value = address === undefined ? undefined : machine.bus.peek(address, 4);
    // ST counts from RX_NO_MSG 0, RX_NEW_MSG 1; the demos keep one bit per channel.
    if (address !== undefined && value !== undefined)
      return { name, address, value: name === 'rung' ? (value >>> 1) & 1 : value };
  }
  return undefined;
}

/** The bell came, was taken, and the message still lies there: `flag` says whether the main loop has been told. */
function takenAndUnread(scene: Scene): (Waiting & { readonly flag: ReturnType<typeof softwareFlag> }) | undefined {
  const found = waitingInRing1(scene);
  if (found === undefined || exceptionNow(scene) !== 0) return undefined;
  const { ring, bell, offered } = found;
  if (heldBack(scene, ring) === ring.withM4) return undefined;
  // The M4 may wait for an empty buffer for its answer before it takes another message.
  const back = ringOf(scene, 0);
  if (back === undefined || back.withM4 === 0) return undefined;
  if (bell.seq === undefined || bell.seq < offered.seq || (bell.age ?? 0) < loopPatience) return undefined;
  return { ...found, flag: softwareFlag(scene) };
}

function bellForgotten(scene: Scene): Found | undefined {
  const found = takenAndUnread(scene);
  if (found === undefined || (found.flag?.value ?? 0) !== 0) return undefined;
  const { ring, offered, bell, flag } = found;
  const sleeps = scene.machine.core.state === 'sleeping';
  return {
    title: `The M4 heard the bell of channel 2 and left ${messages(ring.withM4)} in vring1 unread: ${flag === undefined ? 'its main loop does not look' : `its flag ${flag.name} is 0 again`}.`,
    seen: 'The newest message gets no answer until the next one is sent.',
    since: scene.machine.clock.now - (bell.age ?? 0),
    certainty: sleeps || flag !== undefined ? 'sure' : 'likely',
    evidence: [
      proof(
        'The message lies in the ring.',
        availLink(scene, ring),
        usedLink(scene, ring),
        eventLink(scene.machine.log.at(offered.seq)),
      ),
      proof(`The bell was acknowledged ${spanText(bell.age ?? 0)} ago.`, ...bellLinks(scene, bell)),
      proof(
        sleeps ? 'The M4 sleeps in its main loop.' : 'The M4 is in its main program and does something else.',
        pcLink(scene),
        flag === undefined ? undefined : memoryLink(scene, flag.address, 4, flag.name),
      ),
    ],
  };
}

function loopElsewhere(scene: Scene): Found | undefined {
  const found = takenAndUnread(scene);
  // A main program that has given up is the cause, and another rule's matter.
  if (found?.flag === undefined || found.flag.value === 0 || lastStop(scene) !== undefined) return undefined;
  const { ring, bell, flag } = found;
  const where = whereText(scene, scene.machine.core.pc);
  return {
    title: `The M4's interrupt has left word of the message (${flag.name}), and the main program is stuck elsewhere, at ${where}: it does not come back to read vring1.`,
    seen: 'Messages arrive at the M4 and are not answered; its interrupts go on.',
    certainty: (bell.age ?? 0) > stuckFor ? 'sure' : 'likely',
    since: scene.machine.clock.now - (bell.age ?? 0),
    evidence: [
      proof(
        'The interrupt has told the main loop.',
        memoryLink(scene, flag.address, 4, flag.name),
        ...bellLinks(scene, bell),
      ),
      proof('The messages are unread.', availLink(scene, ring), usedLink(scene, ring)),
      proof('The main program is here.', pcLink(scene)),
    ],
  };
}

export const unreadRules: readonly RunRule[] = [
  {
    id: 'bell-forgotten',
    group: 'message',
    needs: 'run',
    sources: ['F-22', 'V7'],
    title: 'A bell was taken and its message left in the ring',
    doc: 'vring1 holds an unread message, its bell was acknowledged more than 50 ms ago, the M4 is in its main program, and its software flag is clear.',
    why: 'MAILBOX_Poll() clears its software flag behind the processing: a bell that comes between the last look into the ring and that clearing is erased.',
    mend: 'Clear the flag before the ring is drained (in MAILBOX_Poll(): msg_received_ch2 = RX_NO_MSG before rproc_virtio_notified()), or look into the ring again before sleeping.',
    certainty: 'likely',
    find: bellForgotten,
  },
  {
    id: 'main-loop-elsewhere',
    group: 'message',
    needs: 'run',
    sources: ['F-22'],
    title: 'The interrupt left word, and the main program does not come to read it',
    doc: 'vring1 holds an unread message, its bell was acknowledged more than 50 ms ago, and the software flag for the main loop is still set.',
    why: 'The interrupt only sets a flag. Who reads the ring is the main loop, through OPENAMP_check_for_message(); as long as it waits elsewhere nothing is read.',
    mend: 'Call OPENAMP_check_for_message() within the loop at the PC, or replace that wait by a state of the main loop.',
    certainty: 'likely',
    find: loopElsewhere,
  },
];
