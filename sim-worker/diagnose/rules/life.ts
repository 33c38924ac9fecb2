/** Rules about the life of the M4 as Linux sees it: stops, resets that nobody told Linux of, and registers that boot stages share. */
import { hex } from '../../contract/units';
import { loggedNow, logLink } from '../channel-facts';
import { codeLink, eventLink, proof, registerLink } from '../evidence';
import { ringOf, usedLink, whereText } from '../facts';
import { isUp, restartedAlone } from '../life-facts';
import type { Found, RunRule } from '../rule';
import type { Scene } from '../scene';

const withoutAck = 'remoteproc remoteproc0: warning: remote FW shutdown without ack';
/** TAMP backup registers of remoteproc. Source: linux-side reference 2.6. */
const stateRegisters = [
  { name: 'BKP17R', address: 0x5c00_a144, use: 'the address of the resource table' },
  { name: 'BKP18R', address: 0x5c00_a148, use: 'the state of the M4' },
] as const;

function stoppedWithoutAck(scene: Scene): Found | undefined {
  const line = loggedNow(scene, withoutAck);
  if (line === undefined) return undefined;
  return {
    title: 'The firmware does not answer the shutdown message: each stop waits half a second, and then goes on.',
    seen: '`echo stop > state` takes 0.5 s, and the kernel log says "remote FW shutdown without ack".',
    since: line.time,
    evidence: [
      proof(
        'Linux rang channel 3 and gave up waiting after 500 ms.',
        eventLink(scene.chronicle.last('ipcc.occupied', { from: 1, channel: 3 })),
        logLink(line),
      ),
      proof('The M4 has that channel masked, or no code for it.', registerLink(scene, 'IPCC', 'C2MR')),
    ],
  };
}

function startedTwice(scene: Scene): Found | undefined {
  const { powerCount, state, event } = scene.machine.linux.ipcView().remoteproc;
  if (powerCount < 2 || !isUp(scene)) return undefined;
  return {
    title: `remoteproc0 was started ${powerCount} times: the next stop only counts down, and the M4 stays ${state}.`,
    seen: '`echo stop > state` succeeds and changes nothing.',
    evidence: [
      proof(
        `Successful starts minus stops are ${powerCount}.`,
        eventLink(event === undefined ? undefined : scene.machine.log.at(event)),
      ),
    ],
  };
}

function heldAfterOwnReset(scene: Scene): Found | undefined {
  const { machine, chronicle } = scene;
  const held = chronicle.last('rcc.m4-held');
  if (machine.core.state !== 'held' || held?.fields.reason !== 'SYSRESETREQ' || !isUp(scene)) return undefined;
  const where = held.pc === undefined ? '' : ` at ${whereText(scene, held.pc)}`;
  return {
    title: `The M4 reset itself${where} (NVIC_SystemReset) and stands in reset now: Linux holds it there and still says "${machine.linux.rprocState}".`,
    seen: 'Everything stops at once; remoteproc says that all is well.',
    since: held.time,
    evidence: [
      proof(
        'The reset came from the M4.',
        eventLink(held),
        held.pc === undefined ? undefined : codeLink(scene, held.pc),
      ),
      proof('Linux has set hold boot, so a reset leaves the M4 held.', registerLink(scene, 'RCC', 'MP_GCR')),
      proof(
        'Nobody told Linux.',
        eventLink(chronicle.last('rproc.state-changed', { state: machine.linux.rprocState })),
      ),
    ],
  };
}

function restarted(scene: Scene): Found | undefined {
  const released = restartedAlone(scene);
  const rings = [ringOf(scene, 0), ringOf(scene, 1)].filter((ring) => ring !== undefined);
  if (released === undefined || rings.every(({ avail, used }) => avail.idx === used.idx && used.idx === 0))
    return undefined;
  const indices = rings.map(({ ring, used }) => `vring${ring}.used.idx = ${used.idx}`).join(', ');
  return {
    title: `The M4 restarted by itself while Linux went on: its firmware begins with index 0, and the rings stand at ${indices}.`,
    seen: 'Old messages come again, "channel … already exist", or nothing works after the restart.',
    since: released.time,
    evidence: [
      proof('The M4 left reset, and Linux had not asked for it.', eventLink(released)),
      proof('The rings are those of the life before.', ...rings.map((ring) => usedLink(scene, ring))),
    ],
  };
}

function recoveryOff(scene: Scene): Found | undefined {
  const { linux, log } = scene.machine;
  const { state, recovery, job, event } = linux.ipcView().remoteproc;
  if (state !== 'crashed' || recovery || job !== undefined) return undefined;
  const crashed = event === undefined ? undefined : log.at(event);
  return {
    title: 'Linux has seen that the M4 crashed, and leaves it so: recovery is disabled.',
    seen: 'state says "crashed"; the M4 stays where it is.',
    since: crashed?.time,
    evidence: [
      proof(
        'The crash was reported.',
        eventLink(crashed),
        logLink(loggedNow(scene, 'remoteproc remoteproc0: crash detected in m4: type watchdog')),
      ),
    ],
  };
}

function stateRegisterWritten(scene: Scene): Found | undefined {
  const { firewall, blocks } = scene.machine;
  for (const { name, address, use } of stateRegisters) {
    const [write] = firewall.ledger.lines(
      (line) => line.by === 2 && line.write && line.address === address && line.pc >= 0,
    );
    // Without PWR_CR1.DBP the write has no effect.
    if (write === undefined || blocks.tamp.registers.values()[name] !== write.value >>> 0) continue;
    return {
      title: `The M4 wrote ${hex(write.value)} to TAMP_${name} at ${whereText(scene, write.pc)}: there Linux and U-Boot keep ${use}.`,
      seen: 'After a restart of Linux the M4 counts as running when it is not, or the other way round.',
      since: write.last,
      evidence: [
        proof('The register holds what the M4 wrote.', registerLink(scene, 'TAMP', name)),
        proof('It was written here.', codeLink(scene, write.pc)),
      ],
    };
  }
  return undefined;
}

export const lifeRules: readonly RunRule[] = [
  {
    id: 'stopped-without-ack',
    group: 'start',
    needs: 'run',
    sources: ['F-36'],
    title: 'The firmware does not answer the shutdown message',
    doc: 'The kernel log says "remote FW shutdown without ack" since the firmware was loaded.',
    why: 'Before it resets the M4 Linux rings channel 3 and waits 500 ms for the flag to be cleared. Most examples have no code for it.',
    mend: 'Nothing must be done. For a quick and clean stop listen to channel 3 (CoproSync_ShutdownCb) and clear its flag.',
    certainty: 'harmless',
    find: stoppedWithoutAck,
  },
  {
    id: 'started-twice',
    group: 'platform',
    needs: 'run',
    sources: ['F-37'],
    title: 'Start was written twice',
    doc: 'remoteproc’s power count is 2 or more while the M4 is up.',
    why: 'Newer kernels count: each start adds one, each stop takes one away, and only at 0 the M4 is stopped. An automatic boot counts as a start.',
    mend: 'Write stop as many times, and let only one of script, service and auto-boot start the M4.',
    certainty: 'sure',
    find: startedTwice,
  },
  {
    id: 'held-after-own-reset',
    group: 'crash',
    needs: 'run',
    sources: ['F-38', 'F-39'],
    title: 'The M4 reset itself, and Linux keeps it held',
    doc: 'The core is held after SYSRESETREQ while remoteproc says that it runs.',
    why: 'Linux sets BOOT_MCU for the start and takes it away at once: a later reset finds "hold". No interrupt tells Linux of a reset that the M4 asked for.',
    mend: 'Do not call NVIC_SystemReset() in a firmware that Linux loads. To start anew let the watchdog bite (Linux recovers), or stop and start from Linux.',
    certainty: 'sure',
    find: heldAfterOwnReset,
  },
  {
    id: 'restarted-alone',
    group: 'start',
    needs: 'run',
    sources: ['F-38'],
    title: 'The M4 restarted without Linux',
    doc: 'The M4 left reset after Linux had set its state to running or attached, and the rings have been used.',
    why: 'Rings are zeroed only when Linux loads the firmware. A firmware that starts anew counts from 0, while Linux and the rings go on from where they were.',
    mend: 'Stop and start through Linux, or let its recovery do it. A firmware that must survive a reset has to take its indices from the rings.',
    certainty: 'sure',
    find: restarted,
  },
  {
    id: 'recovery-off',
    group: 'crash',
    needs: 'run',
    sources: ['F-39'],
    title: 'Linux does not recover a crashed M4',
    doc: 'remoteproc’s state is crashed, its recovery is disabled, and it is at work on nothing.',
    why: 'With recovery disabled remoteproc only notes the crash, so that one can look at the memory of the M4.',
    mend: 'echo recover > /sys/kernel/debug/remoteproc/remoteproc0/recovery, or echo enabled for all crashes to come.',
    certainty: 'sure',
    find: recoveryOff,
  },
  {
    id: 'state-register-written',
    group: 'platform',
    needs: 'run',
    sources: ['F-40'],
    title: 'The firmware writes a register in which Linux keeps the state of the M4',
    doc: 'The M4 wrote TAMP_BKP17R or TAMP_BKP18R, and its value is still there.',
    why: 'U-Boot and Linux hand the state of the M4 and the place of its resource table over in these two. CoproSync takes BKP18R for the state of the A7, and only reads it.',
    mend: 'Write BKP19R (the state of the M4 for CoproSync), never 17 and 18.',
    certainty: 'sure',
    find: stateRegisterWritten,
  },
];
