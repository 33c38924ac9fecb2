/** Rules about bells: kicks that nobody takes, acknowledges or hears. */
import { eventLink, proof, registerLink } from '../evidence';
import type { Found, RunRule } from '../rule';
import type { Scene } from '../scene';

const kickChannel = 2;
const bit = (word: number | undefined, n: number): boolean => (((word ?? 0) >>> n) & 1) === 1;
/** A healthy firmware acknowledges well within this; ns. */
const patience = 1e6;

function neverAcknowledged(scene: Scene): Found | undefined {
  const { machine, chronicle } = scene;
  const words = machine.blocks.ipcc.registers.values();
  const rung = chronicle.last('ipcc.occupied', { from: 1, channel: kickChannel });
  const masked = chronicle.last('ipcc.masked', { processor: 2, receive: true, channel: kickChannel });
  const isOccupied = bit(words.C1TOC2SR, kickChannel - 1);
  const isMasked = bit(words.C2MR, kickChannel - 1);
  if (rung === undefined || masked === undefined || !isOccupied || !isMasked) return undefined;
  if (masked.cause === undefined || machine.clock.now - masked.time < patience) return undefined;
  const handler = chronicle.last('irq.taken', { exception: 16 + 103 });
  if (handler === undefined) return undefined;
  const ms = ((machine.clock.now - rung.time) / 1e6).toFixed(1);
  return {
    title: `The M4 took the bell of channel ${kickChannel} and never acknowledged it, so it hears one message and then no more.`,
    seen: 'The first message arrives, all later ones stay in vring1.',
    since: masked.time,
    evidence: [
      proof(
        `Channel ${kickChannel} has been occupied for ${ms} ms of virtual time.`,
        registerLink(scene, 'IPCC', 'C1TOC2SR'),
        eventLink(rung),
      ),
      proof(
        'The M4 masked it in its handler and never opened it again.',
        registerLink(scene, 'IPCC', 'C2MR'),
        eventLink(masked),
        eventLink(handler),
      ),
    ],
  };
}

export const mailboxRules: readonly RunRule[] = [
  {
    id: 'kick-never-acknowledged',
    group: 'message',
    needs: 'run',
    sources: ['F-23', 'V8'],
    title: 'The M4 never acknowledges a bell',
    doc: 'Channel 2 is occupied by Linux and masked by the M4, after its handler ran, for more than a millisecond.',
    why: 'ST’s HAL masks a channel in the interrupt; HAL_IPCC_NotifyCPU(…, IPCC_CHANNEL_DIR_RX) in the callback clears the flag and opens the channel again. A callback without that call hears one bell only.',
    mend: 'Call HAL_IPCC_NotifyCPU(hipcc, ChannelIndex, IPCC_CHANNEL_DIR_RX) in the receive callback of the channel. Messages that lie in the ring are not lost: the next pass reads them.',
    certainty: 'sure',
    find: neverAcknowledged,
  },
];
