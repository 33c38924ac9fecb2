/** Lesson 8: a firmware that keeps its buffers, and what Linux does when none is left. */
import type { Lesson } from '../lesson';

const state = '/sys/class/remoteproc/remoteproc0/state';
const count = (to: number): string => Array.from({ length: to }, (_, n) => n + 1).join(' ');

export const bufferLeak: Lesson = {
  id: 'buffer-leak',
  demo: 'buffer-leak',
  steps: [
    {
      kind: 'read',
      title: 'Sixteen, then silence',
      text: [
        '“It works, but after sixteen messages Linux hangs.” Who hears this thinks of the rings: they have sixteen buffers.',
        'This firmware takes each message and keeps its buffer “for later”. You will watch the ring run dry.',
      ],
      spot: { panel: 'system-map', part: 'vring1' },
      before: [{ kind: 'run-to', to: 'shell.exited line~start', title: 'the firmware is ready' }],
    },
    {
      kind: 'do',
      title: 'The first message',
      text: ['The firmware offers a raw channel, /dev/rpmsg0. Send something:'],
      code: 'echo hello > /dev/rpmsg0',
      spot: { panel: 'linux-console' },
      before: [{ kind: 'run' }],
      passes: ['vring.offered ring=1', 'ipcc.freed channel=2 from=linux'],
      hints: ['Into the Linux console. The menu “Try…” has the line.'],
      learnt: 'Sent, rung, acknowledged. All is well, it seems.',
    },
    {
      kind: 'predict',
      title: 'How many are left?',
      text: ['Linux had sixteen free buffers in vring1. Normally the M4 gives each back after reading.'],
      question: 'How many are free for Linux now?',
      spot: { panel: 'system-map', part: 'vring1' },
      reading: { kind: 'slots', ring: 1, state: 'empty-linux' },
      off: 'You said {answer}; it is {value}. The middle of the wheel says it.',
      hints: ['Did the inner, orange hand move?'],
      learnt: 'One is missing.',
    },
    {
      kind: 'choose',
      title: 'Did it come back?',
      text: ['A buffer comes back when the M4 moves the used index: the inner hand.'],
      question: 'How often did the M4 give a buffer of vring1 back?',
      spot: { panel: 'system-map', part: 'vring1' },
      choices: [
        {
          label: 'Once, as it should',
          holds: { reading: { kind: 'index', ring: 1, of: 'used' }, op: '=', value: 1 },
          reason: 'No: the used index still says 0. To acknowledge the bell is not to give the buffer back.',
        },
        {
          label: 'Never',
          holds: { reading: { kind: 'index', ring: 1, of: 'used' }, op: '=', value: 0 },
          reason: 'It did: look at the used index beside the wheel.',
        },
      ],
      hints: ['The number “used” stands beside the wheel.'],
      learnt: 'Bell answered, letter read, envelope kept. Nobody sees an error.',
    },
    {
      kind: 'do',
      title: 'Until none is left',
      text: ['Send fifteen more and watch the wheel:'],
      code: `for i in ${count(15)}; do echo $i > /dev/rpmsg0; done`,
      spot: { panel: 'system-map', part: 'vring1' },
      passes: ['vring.offered ring=1 index=16'],
      hints: ['You may also send them one by one.'],
      learnt: 'Sixteen of sixteen are with the M4. Still no error.',
    },
    {
      kind: 'predict',
      title: 'The seventeenth',
      text: [
        'Now send one more: `echo once more > /dev/rpmsg0`. Linux has no buffer, so it waits for one, and after a while it gives up.',
      ],
      question: 'How many seconds of the board’s time will Linux wait? Guess, then send it.',
      spot: { panel: 'linux-console' },
      reading: { kind: 'span', from: 'shell.ran line~rpmsg0', to: 'rproc.logged text~"timeout waiting"' },
      per: 1_000_000_000,
      unit: 's',
      after: 'rproc.logged text~"timeout waiting for a tx buffer"',
      off: 'You said {answer}. Linux waited {value} seconds: a number that is fixed in its driver.',
      hints: ['More than ten, less than twenty.'],
      learnt:
        'Fifteen seconds, then “timeout waiting for a tx buffer”. If you ever see this line: the M4 does not give buffers back.',
    },
    {
      kind: 'click',
      title: 'Where are they?',
      text: ['All the memory is there, nothing is broken. It only has the wrong owner.'],
      question: 'Click a buffer that the M4 keeps.',
      spot: { panel: 'system-map' },
      right: { kind: 'descriptor', ring: 1, state: 'full-m4' },
      wrong: [
        { kind: 'descriptor', ring: 0, reason: 'vring0 is for answers. The leak is in the ring that Linux fills.' },
      ],
      hints: ['Any cell of the upper wheel.'],
      learnt: 'Each of them holds a message that was read long ago.',
    },
    {
      kind: 'do',
      title: 'Begin anew',
      text: [
        'No message gets through any more, not even one that says “please stop”. Only a restart helps: it makes fresh rings.',
      ],
      code: `echo stop > ${state}; echo start > ${state}`,
      spot: { panel: 'linux-console' },
      passes: ['rproc.state-changed state=offline', 'rproc.state-changed state=running'],
      hints: ['If the console still waits, wait for its prompt.'],
      learnt: 'Sixteen free buffers again, but the same mistake.',
    },
    {
      kind: 'do',
      title: 'Mend it',
      text: [
        'Where a message was taken, the buffer has to go back. The firmware can do it right: the first message that says `tidy` repairs it.',
      ],
      code: 'echo tidy > /dev/rpmsg0',
      spot: { panel: 'linux-console' },
      passes: ['rpmsg.written payload~tidy', 'vring.returned ring=1'],
      hints: ['The word is tidy.'],
      learnt: 'The inner hand moved for the first time.',
    },
    {
      kind: 'do',
      title: 'More than sixteen',
      text: ['Now as many as you like:'],
      code: `for i in ${count(17)}; do echo $i > /dev/rpmsg0; done`,
      spot: { panel: 'system-map', part: 'vring1' },
      passes: ['vring.returned ring=1 index=18'],
      must: [
        {
          reading: { kind: 'slots', ring: 1, state: 'empty-linux' },
          op: '=',
          value: 16,
          reason: 'Only {value} buffers are free. Did you send “tidy” after the restart?',
        },
      ],
      hints: ['Seventeen messages after “tidy”.'],
      learnt: 'Eighteen letters through sixteen buffers: that is what a ring is for.',
    },
  ],
};
