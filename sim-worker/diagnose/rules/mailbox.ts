/** Rules about a bell of Linux that the M4 does not hear: each link of the chain from the flag to the handler, in its order. */
import type { EvidenceLink } from '../../contract/diagnosis';
import { irqName } from '../../soc/interrupt-map';
import { codeLink, eventLink, proof, registerLink } from '../evidence';
import {
  type Bell,
  bellLinks,
  bellOf,
  bitOf,
  callersOf,
  coreWords,
  exceptionNow,
  functionName,
  isAlive,
  isDefaultHandler,
  mailboxException,
  mailboxIrq,
  pcLink,
  ringOf,
  spanText,
  vectorOf,
  whereText,
} from '../facts';
import type { Found, RunRule } from '../rule';
import type { Scene } from '../scene';

/** A healthy firmware takes a bell well within this; ns. */
const patience = 1e6;
/** Interrupts may be off, and a handler may last, for longer than a bell may wait; ns. */
const longPatience = 10e6;
/** NVIC input 103 is bit 7 of the fourth word. */
const mailboxBit = mailboxIrq % 32;

const uses: Readonly<Record<number, string>> = { 1: 'empty buffers', 2: 'a new message', 5: 'mailbox-test' };

/** A bell of Linux that has waited too long, although somebody needs it to be heard. */
function unheard(scene: Scene): Bell | undefined {
  if (!isAlive(scene)) return undefined;
  return [2, 1, 5]
    .map((channel) => bellOf(scene, 1, channel))
    .find((bell) => bell.occupied && (bell.age ?? 0) > patience && isNeeded(scene, bell));
}

/** Firmware that polls its rings may leave flags alone: then only what it has not read counts. */
function isNeeded(scene: Scene, { channel }: Bell): boolean {
  const isSetUp = scene.chronicle.count('ipcc.configured', { processor: 2 }) > 0;
  if (channel === 5) return true;
  if (channel === 1) return isSetUp && ringOf(scene, 0)?.used.idx === 0;
  const ring = ringOf(scene, 1);
  return ring !== undefined && ring.withM4 > 0 && (isSetUp || ring.used.idx === 0);
}

type Cause = 'enable' | 'acknowledge' | 'mask' | 'nvic' | 'default' | 'openamp' | 'handler' | 'blocked' | 'storm';

/** The first link of the chain that is not closed. */
function causeOf(scene: Scene, bell: Bell): Cause | undefined {
  if (!bitOf(scene.machine.blocks.ipcc.registers.values().C2CR, 0)) return 'enable';
  if (bell.masked) return maskedByHandler(scene, bell) === undefined ? 'mask' : 'acknowledge';
  if (!bitOf(coreWords(scene, 'NVIC')[`ISER${mailboxIrq >>> 5}`], mailboxBit)) return 'nvic';
  const exception = exceptionNow(scene);
  if (exception === mailboxException && isDefaultHandler(scene, vectorOf(scene, exception))) return 'default';
  if (exception !== 0 && timeIn(scene, exception) > longPatience) return handlerCause(scene, exception);
  const taken = scene.chronicle.last('irq.taken', { exception: mailboxException });
  const rungAt = scene.machine.clock.now - (bell.age ?? 0);
  if (taken !== undefined && taken.time > rungAt) return taken.time - rungAt > patience ? 'storm' : undefined;
  return (bell.age ?? 0) > longPatience && maskRegister(scene) !== undefined ? 'blocked' : undefined;
}

function handlerCause(scene: Scene, exception: number): Cause | undefined {
  if (isOpenAmp(functionName(scene, scene.machine.core.pc))) return 'openamp';
  return isDefaultHandler(scene, vectorOf(scene, exception)) ? undefined : 'handler';
}

const isOpenAmp = (name: string): boolean => /^_*(metal_|virtqueue_|rpmsg_|rproc_virtio_|OPENAMP_)/.test(name);

/** The mask was set after the bell had rung, by the M4, and its handler ran. */
function maskedByHandler({ chronicle }: Scene, bell: Bell) {
  const masked = chronicle.last('ipcc.masked', { processor: 2, receive: true, channel: bell.channel });
  const taken = chronicle.last('irq.taken', { exception: mailboxException });
  if (masked === undefined || taken === undefined || bell.seq === undefined) return undefined;
  return masked.seq > bell.seq && masked.seq > taken.seq && taken.seq > bell.seq ? { masked, taken } : undefined;
}

/** For how long the M4 has been in this exception without a return; ns. */
function timeIn({ machine, chronicle }: Scene, exception: number): number {
  const taken = chronicle.last('irq.taken', { exception });
  const left = chronicle.last('irq.returned', { exception });
  if (taken === undefined || (left?.seq ?? -1) > taken.seq) return 0;
  return machine.clock.now - taken.time;
}

/** Which register keeps the interrupt away, if one does. */
function maskRegister({ machine }: Scene): 'PRIMASK' | 'FAULTMASK' | 'BASEPRI' | undefined {
  const { primask, faultmask, basepri } = machine.core.view();
  return primask !== 0 ? 'PRIMASK' : faultmask !== 0 ? 'FAULTMASK' : basepri !== 0 ? 'BASEPRI' : undefined;
}

/** The sentence that all have in common. */
const waits = (scene: Scene, bell: Bell) =>
  proof(
    `Linux rang channel ${bell.channel} (${uses[bell.channel]}) ${spanText(bell.age ?? 0)} ago; the flag is still set.`,
    ...bellLinks(scene, bell),
  );

type Told = { readonly title: string; readonly how: readonly [string, ...(EvidenceLink | undefined)[]] };
/** A rule that holds while a bell is unheard for this cause. */
const because =
  (cause: Cause, tell: (scene: Scene, bell: Bell) => Told) =>
  (scene: Scene): Found | undefined => {
    const bell = unheard(scene);
    if (bell === undefined || causeOf(scene, bell) !== cause) return undefined;
    const { title, how } = tell(scene, bell);
    return {
      title,
      seen: seenOf(scene, bell),
      since: scene.machine.clock.now - (bell.age ?? 0),
      evidence: [waits(scene, bell), proof(...how)],
    };
  };

function seenOf(scene: Scene, { channel }: Bell): string {
  if (channel === 5) return 'What is written to mailbox-test gets no answer.';
  if (channel === 1) return 'Linux is ready, and the M4 announces no channel: no /dev/ttyRPMSG0.';
  const count = ringOf(scene, 1)?.withM4 ?? 0;
  return `${count === 1 ? 'A message lies' : `${count} messages lie`} unread in vring1; the sender gets no answer.`;
}

const c2cr = (scene: Scene): EvidenceLink => registerLink(scene, 'IPCC', 'C2CR');
const c2mr = (scene: Scene): EvidenceLink => registerLink(scene, 'IPCC', 'C2MR');
const handlerName = (exception: number): string =>
  exception < 16 ? `exception ${exception}` : irqName(exception - 16);

export const mailboxRules: readonly RunRule[] = [
  {
    id: 'mailbox-not-enabled',
    group: 'message',
    needs: 'run',
    sources: ['F-21'],
    title: 'The M4 never switched the mailbox interrupt on',
    doc: 'A bell of Linux waits for more than a millisecond, its message is unread, and C2CR.RXOIE is 0.',
    why: 'IPCC raises IPCC_RX1 only while C2CR.RXOIE is 1. Without it a flag changes nothing that the M4 would notice by itself.',
    mend: 'Call HAL_IPCC_Init() (MX_IPCC_Init) before MX_OPENAMP_Init(), and look whether its RCC clock and its MspInit are in the project.',
    certainty: 'sure',
    find: because('enable', (scene, { channel }) => ({
      title: `The M4 has not switched on the mailbox's receive interrupt (C2CR.RXOIE = 0), so it never hears channel ${channel}.`,
      how: ['RXOIE is off, so no flag raises an interrupt of the M4.', c2cr(scene), c2mr(scene)],
    })),
  },
  {
    id: 'bell-masked',
    group: 'message',
    needs: 'run',
    sources: ['F-21', 'V8'],
    title: 'The M4 has the channel masked',
    doc: 'A bell of Linux waits for more than a millisecond while C2MR masks its channel, and no handler masked it since the bell.',
    why: 'HAL_IPCC_Init() masks all channels; HAL_IPCC_ActivateNotification() opens one. A masked channel sets its flag and raises nothing.',
    mend: 'Call HAL_IPCC_ActivateNotification(&hipcc, channel, IPCC_CHANNEL_DIR_RX, callback) for this channel; MAILBOX_Init() does it for 1 and 2.',
    certainty: 'sure',
    find: because('mask', (scene, { channel }) => ({
      title: `The M4 keeps channel ${channel} masked (C2MR bit ${channel - 1} = 1), so it never hears Linux ring.`,
      how: [
        `Channel ${channel} was masked before Linux rang, and nobody has opened it.`,
        c2mr(scene),
        eventLink(scene.chronicle.last('ipcc.masked', { processor: 2, receive: true, channel })),
      ],
    })),
  },
  {
    id: 'kick-never-acknowledged',
    group: 'message',
    needs: 'run',
    sources: ['F-23', 'V8'],
    title: 'The M4 never acknowledges a bell',
    doc: 'A channel is occupied by Linux and was masked by the M4 behind its handler, for more than a millisecond.',
    why: 'ST’s HAL masks a channel in the interrupt; HAL_IPCC_NotifyCPU(…, IPCC_CHANNEL_DIR_RX) in the callback clears the flag and opens the channel again. A callback without that call hears one bell only.',
    mend: 'Call HAL_IPCC_NotifyCPU(hipcc, ChannelIndex, IPCC_CHANNEL_DIR_RX) in the receive callback of the channel. Messages that lie in the ring are not lost: the next pass reads them.',
    certainty: 'sure',
    find: because('acknowledge', (scene, bell) => {
      const found = maskedByHandler(scene, bell);
      return {
        title: `The M4 took the bell of channel ${bell.channel} and never acknowledged it, so it hears one message and then no more.`,
        how: [
          'The M4 masked it behind its handler and never opened it again.',
          c2mr(scene),
          eventLink(found?.taken),
          eventLink(found?.masked),
        ],
      };
    }),
  },
  {
    id: 'bell-storm',
    group: 'message',
    needs: 'run',
    sources: ['F-23'],
    title: 'The handler returns without an acknowledge, and is entered again at once',
    doc: 'The M4 still enters IPCC_RX1 more than a millisecond after a bell that is occupied and not masked.',
    why: 'The line of IPCC_RX1 is a level: as long as the flag is set and not masked, the handler is entered again right after it returns, and the main program does not get on.',
    mend: 'Clear the flag in the handler: C2SCR = CHnC (HAL_IPCC_NotifyCPU with IPCC_CHANNEL_DIR_RX), or let HAL_IPCC_RX_IRQHandler() do it.',
    certainty: 'sure',
    find: because('storm', (scene, { channel }) => ({
      title: `The M4's mailbox handler never clears channel ${channel}: it is entered again and again, and nothing else runs.`,
      how: [
        `IPCC_RX1 was entered ${scene.chronicle.count('irq.taken', { exception: mailboxException })} times.`,
        eventLink(scene.chronicle.last('irq.taken', { exception: mailboxException })),
        codeLink(scene, vectorOf(scene, mailboxException)),
      ],
    })),
  },
  {
    id: 'mailbox-interrupt-disabled',
    group: 'message',
    needs: 'run',
    sources: ['F-21'],
    title: 'NVIC input 103 is not enabled',
    doc: 'A bell of Linux waits for more than a millisecond, IPCC raises its line, and ISER3 bit 7 is 0.',
    why: 'IPCC raises NVIC input 103; the core takes it only when that input is enabled.',
    mend: 'Call HAL_NVIC_EnableIRQ(IPCC_RX1_IRQn) (HAL_IPCC_MspInit does it). IPCC_RX1 is 103; 100 (IPCC_RX0) belongs to the A7.',
    certainty: 'sure',
    find: because('nvic', (scene, { channel }) => ({
      title: `NVIC input 103 (IPCC_RX1) is not enabled, so the bell of channel ${channel} waits at the door of the M4.`,
      how: [
        'IPCC raises the line; the NVIC has it pending and not enabled.',
        registerLink(scene, 'NVIC', 'ISER3'),
        registerLink(scene, 'NVIC', 'ISPR3'),
      ],
    })),
  },
  {
    id: 'mailbox-handler-missing',
    group: 'message',
    needs: 'run',
    sources: ['F-21'],
    title: 'The vector table has no handler for IPCC_RX1',
    doc: 'The M4 is in exception 119, and its vector is one that most inputs share.',
    why: 'Vectors without a function of their own point to one endless loop (Default_Handler). The name must be spelled exactly as in the start-up file, and in C++ be extern "C".',
    mend: 'Add void IPCC_RX1_IRQHandler(void) { HAL_IPCC_RX_IRQHandler(&hipcc); } to the interrupt file, and link it.',
    certainty: 'sure',
    find: because('default', (scene) => ({
      title:
        'The vector of IPCC_RX1 is the default handler: the first bell from Linux sends the M4 into an endless loop.',
      how: [
        `Vector 119 points to ${whereText(scene, vectorOf(scene, mailboxException))}, as most others do, and the M4 is in it.`,
        codeLink(scene, vectorOf(scene, mailboxException)),
        pcLink(scene),
        eventLink(scene.chronicle.last('irq.taken', { exception: mailboxException })),
      ],
    })),
  },
  {
    id: 'openamp-in-interrupt',
    group: 'message',
    needs: 'run',
    sources: ['F-25'],
    title: 'OpenAMP is used within an interrupt',
    doc: 'The M4 has been in an interrupt handler for more than 10 ms, its PC in a function of open-amp or libmetal.',
    why: 'The interrupt came while the main program was inside open-amp and held its lock. The handler now waits for a lock that only the interrupted program can give back.',
    mend: 'In the interrupt set a flag only, and call OPENAMP_check_for_message(), rpmsg_send() and their like from the main loop.',
    certainty: 'sure',
    find: because('openamp', (scene) => {
      const exception = exceptionNow(scene);
      return {
        title: `The M4 hangs in ${functionName(scene, scene.machine.core.pc)}() within the interrupt ${handlerName(exception)}: OpenAMP waits there for a lock that the interrupted program holds.`,
        how: [
          `It entered the handler ${spanText(timeIn(scene, exception))} ago; the path to where it stands:`,
          eventLink(scene.chronicle.last('irq.taken', { exception })),
          ...callersOf(scene, 6).map((address) => codeLink(scene, address)),
        ],
      };
    }),
  },
  {
    id: 'handler-does-not-return',
    group: 'message',
    needs: 'run',
    sources: ['F-21'],
    title: 'The M4 does not come out of an interrupt handler',
    doc: 'A bell of Linux waits, and the M4 has been in a handler that is not the default one for more than 10 ms.',
    why: 'While a handler runs, inputs of the same or a lower urgency wait. A handler that waits for something that only another interrupt or the main program does waits for ever.',
    mend: 'Look at the loop at the PC: no HAL_Delay(), no waiting for a flag within a handler. Set a flag, return, and do the rest in the main loop.',
    certainty: 'sure',
    find: because('handler', (scene, { channel }) => {
      const exception = exceptionNow(scene);
      return {
        title: `The M4 has been in the handler of ${handlerName(exception)} for ${spanText(timeIn(scene, exception))}, at ${whereText(scene, scene.machine.core.pc)}: the bell of channel ${channel} has to wait.`,
        how: [
          'The handler was entered and has not returned.',
          eventLink(scene.chronicle.last('irq.taken', { exception })),
          pcLink(scene),
          registerLink(scene, 'CPU', 'IPSR'),
        ],
      };
    }),
  },
  {
    id: 'interrupts-off',
    group: 'message',
    needs: 'run',
    sources: ['F-21'],
    title: 'The M4 keeps its interrupts off',
    doc: 'A bell has been pending and enabled for more than 10 ms while PRIMASK, FAULTMASK or BASEPRI keeps it away.',
    why: '__disable_irq() sets PRIMASK: nothing but NMI and HardFault is taken until __enable_irq(). BASEPRI (FreeRTOS: taskENTER_CRITICAL) keeps away inputs of that urgency and below.',
    mend: 'Find who sets it: Error_Handler() of the HAL does, and so does a critical section that is left by another way than its end. Give the interrupts back before waiting.',
    certainty: 'sure',
    find: because('blocked', (scene) => {
      const register = maskRegister(scene) ?? 'PRIMASK';
      const where = whereText(scene, scene.machine.core.pc);
      return {
        title: `The M4 has its interrupts off (${register} is set) and is at ${where}: the bell is pending and never taken.`,
        how: [
          'The NVIC has IPCC_RX1 pending and enabled; the core refuses it.',
          registerLink(scene, 'CPU', register),
          registerLink(scene, 'NVIC', 'ISPR3'),
          pcLink(scene),
        ],
      };
    }),
  },
];
