/** No rule may cry wolf: the demos at thousands of moments of their life, from before the start to a second start. */
import { describe, expect, it } from 'vitest';
import { ns } from '../contract/units';
import { sceneOf } from '../session/scene';
import type { Target } from '../session/target';
import { bootedEcho } from '../testing/echo-bench';
import { findingsOf } from '../testing/rule-cases';

const state = '/sys/class/remoteproc/remoteproc0/state';
/** Between two looks, in ns: a number that falls on no step of anything. */
const stride = 313_131;
const quietLooks = 10;

const again = `echo stop > ${state}; sleep 0.03; echo start > ${state}; sleep 0.05`;

/** What each demo is for, then a stop and a second start. */
const lives: readonly (readonly [demo: string, ms: number, script: string])[] = [
  [
    'tty-echo',
    1500,
    'cat /dev/ttyRPMSG0 & sleep 0.05; for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do echo $i > /dev/ttyRPMSG0; done; sleep 0.1; head -c 3000 /dev/zero > /dev/ttyRPMSG1; sleep 0.1; kill %1',
  ],
  [
    'mailbox-pingpong',
    900,
    'sleep 0.05; echo hello > /sys/kernel/debug/10046000.mailbox-test/message; head -n 8 /sys/kernel/debug/10046000.mailbox-test/message',
  ],
  ['crash-lab', 900, 'sleep 0.05; echo help > /dev/ttyRPMSG0; sleep 0.05'],
  ['crash-recovery', 1200, 'sleep 0.05; echo why > /dev/ttyRPMSG0; sleep 0.3'],
  ['sdb', 150, 'sleep 0.03; sdbread 100000 | md5sum'],
];

/** Everything but what is harmless, with the time at which it was said first. */
function said(target: Target, until: number): readonly string[] {
  const scene = sceneOf(target);
  const { machine } = target;
  const out = new Map<string, string>();
  let [seen, skipped] = [0, 0];
  for (let time = 0; time < until; time += stride) {
    machine.run(ns(time));
    // While nothing happens only time passes: a look now and then will do.
    if (machine.log.length === seen && skipped++ % quietLooks !== 0) continue;
    seen = machine.log.length;
    for (const { rule, title, certainty } of findingsOf(scene)) {
      if (certainty !== 'harmless' && !out.has(rule)) out.set(rule, `${(time / 1e6).toFixed(1)} ms ${rule}: ${title}`);
    }
  }
  return [...out.values()];
}

describe('nothing is said of a healthy firmware', () => {
  it.each(lives)('%s', (demo, ms, script) => {
    const target = bootedEcho(`${script}; ${again}`, demo);
    expect(said(target, ms * 1e6)).toEqual([]);
    expect(target.machine.linux.rprocState).toBe('running');
  });

  it("tty-echo under ST's tree, started by U-Boot", () => {
    const options = { tree: 'st', uBoot: true } as const;
    expect(said(bootedEcho('sleep 0.1; echo hello > /dev/ttyRPMSG0; sleep 0.1', 'tty-echo', options), 0.25e9)).toEqual(
      [],
    );
  });
});
