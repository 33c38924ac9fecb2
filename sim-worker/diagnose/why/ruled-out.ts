/** The usual suspects that are innocent now, each with the number that clears it. */
import type { WhyAnswer } from '../../contract/diagnosis';
import { bitOf, coreWords, exceptionNow, isAlive, mailboxIrq, type RingState, ringOf } from '../facts';
import type { Scene } from '../scene';

type Innocent = WhyAnswer['ruledOut'][number];
const queueLength = 20;
const noBell = 1;

/** Nothing but what is true: a suspect that may be guilty is not named. */
export function ruledOut(scene: Scene): WhyAnswer['ruledOut'] {
  const rings = [ringOf(scene, 0), ringOf(scene, 1)].filter((ring) => ring !== undefined);
  return [...linuxSide(scene), ...(rings.length === 2 ? ofRings(rings) : []), ...m4Side(scene)];
}

function* linuxSide({ machine, probe }: Scene): Iterable<Innocent> {
  const { state } = machine.linux.ipcView().remoteproc;
  if (state === 'running' || state === 'attached')
    yield { fact: `remoteproc0 is ${state}`, means: 'Linux has started or found the M4' };
  const status = probe.vdev === undefined ? undefined : machine.bus.peek(probe.vdev.status, 1);
  if (status === 7) yield { fact: 'vdev status = 7', means: 'both drivers are up' };
  const waiting = machine.linux.view().ipccQueue[1]?.waiting ?? 0;
  if (waiting < queueLength && (state === 'running' || state === 'attached'))
    yield { fact: `${waiting} of ${queueLength} bells queued`, means: `room for ${queueLength - waiting} more` };
}

function* ofRings(rings: readonly RingState[]): Iterable<Innocent> {
  const sound = rings.every(
    ({ broken, withM4, unread, place }) => !broken && withM4 <= place.num && unread <= place.num,
  );
  const num = rings.reduce((sum, { place }) => sum + place.num, 0);
  if (sound) yield { fact: `${num} of ${num} descriptors accounted for`, means: 'no ring is damaged' };
  const [toLinux, toM4] = rings;
  if (toM4 !== undefined && !toM4.place.eventIndex && (toM4.used.flags & noBell) === 0)
    yield { fact: 'vring1.used.flags = 0', means: 'the M4 did ask to be rung' };
  if (toLinux !== undefined && toLinux.withM4 > 0)
    yield { fact: `${toLinux.withM4} empty buffers in vring0`, means: 'the M4 could send' };
  if (toLinux?.unread === 0) yield { fact: 'vring0 is read to the end', means: 'Linux has taken all that the M4 sent' };
}

function* m4Side(scene: Scene): Iterable<Innocent> {
  if (!isAlive(scene)) return;
  const { primask, faultmask, basepri } = scene.machine.core.view();
  if (exceptionNow(scene) === 0) yield { fact: 'IPSR = 0', means: 'the M4 is in no interrupt or fault handler' };
  if (primask === 0 && faultmask === 0 && basepri === 0)
    yield { fact: 'PRIMASK = 0', means: 'the M4 takes interrupts' };
  const words = scene.machine.blocks.ipcc.registers.values();
  if (bitOf(words.C2CR, 0) && !bitOf(words.C2MR, 1) && bitOf(coreWords(scene, 'NVIC').ISER3, mailboxIrq % 32))
    yield { fact: 'channel 2 is open up to NVIC input 103', means: 'a bell of Linux would be heard' };
}
