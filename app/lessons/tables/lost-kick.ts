/** Lesson 7: a bell that is erased, and the message that waits behind it. */
import type { Lesson } from '../lesson';

export const lostKick: Lesson = {
  id: 'lost-kick',
  demo: 'lost-kick',
  steps: [
    {
      kind: 'read',
      title: 'It nearly always works',
      text: [
        'This firmware answers what you send. It has one mistake that people have made a thousand times. With one message nobody notices.',
        'In its interrupt it notes “it rang” in a variable. Its main program looks at the variable, empties the ring, works for two milliseconds, and then clears the variable.',
      ],
      spot: { panel: 'system-map', part: 'm4' },
      before: [{ kind: 'run-to', to: 'shell.exited line~start', title: 'the firmware is ready' }],
    },
    {
      kind: 'do',
      title: 'One message',
      text: ['Type `one` into ttyRPMSG0.'],
      spot: { panel: 'tty' },
      before: [{ kind: 'run' }],
      passes: ['tty.received text~one'],
      hints: ['The field is at the foot of the panel. Press Enter.'],
      learnt: 'It came back. So it works, doesn’t it?',
    },
    {
      kind: 'do',
      title: 'Two in a row',
      text: ['Now two messages, the second while the M4 still works on the first. Type this into the Linux console:'],
      code: 'echo two > /dev/ttyRPMSG0; echo three > /dev/ttyRPMSG0',
      spot: { panel: 'linux-console' },
      passes: ['tty.written text~two', 'tty.written text~three'],
      hints: ['On one line: then they come quickly enough after each other.', 'The menu “Try…” has a line like it.'],
      learnt: 'Both were sent. Did both come back? Look at ttyRPMSG.',
    },
    {
      kind: 'predict',
      title: 'Where is it?',
      text: ['“three” did not come back, and nobody complains. Look at the wheel of vring1.'],
      question: 'How many messages lie in vring1, waiting for the M4?',
      spot: { panel: 'system-map', part: 'vring1' },
      reading: { kind: 'slots', ring: 1, state: 'full-m4' },
      off: 'You said {answer}; {value} lies there: an orange cell with an envelope.',
      hints: ['Count the envelopes.'],
      learnt: 'It was delivered. The M4 could read it at any time, and sleeps.',
    },
    {
      kind: 'click',
      title: 'There',
      text: ['A click on a buffer shows what is inside.'],
      question: 'Click the message that waits.',
      spot: { panel: 'system-map', part: 'vring1' },
      right: { kind: 'descriptor', ring: 1, state: 'full-m4' },
      wrong: [
        { kind: 'descriptor', ring: 1, reason: 'Buffer {index} is empty and belongs to Linux.' },
        { kind: 'descriptor', ring: 0, reason: 'That is the ring of the answers.' },
      ],
      hints: ['The cell with the envelope, in the upper wheel.'],
      learnt: '“three”, complete, in a buffer that is the M4’s.',
    },
    {
      kind: 'choose',
      title: 'Did it ring?',
      text: ['A letter without a bell would wait as well. So: did Linux forget to ring?'],
      question: 'What happened to the bell of “three”?',
      spot: { panel: 'system-map', part: 'lamp-1-2' },
      choices: [
        {
          label: 'Linux did not ring',
          holds: {
            reading: { kind: 'order', first: 'tty.written text~three', second: 'ipcc.occupied channel=2 from=linux' },
            op: '=',
            value: 2,
          },
          reason: 'It did. In the panel Events a bell of channel 2 follows the letter.',
        },
        {
          label: 'It rang, and the M4 did not acknowledge it',
          holds: {
            reading: {
              kind: 'order',
              first: 'ipcc.occupied channel=2 from=linux',
              second: 'ipcc.freed channel=2 from=linux',
            },
            op: '=',
            value: 2,
          },
          reason: 'It did: the lamp is out. The interrupt handler has heard the bell.',
        },
        {
          label: 'It rang, was acknowledged, and then forgotten',
          holds: {
            reading: {
              kind: 'order',
              first: 'ipcc.occupied channel=2 from=linux',
              second: 'ipcc.freed channel=2 from=linux',
            },
            op: '=',
            value: 1,
          },
          reason: 'The bell stands still, see the lamp.',
        },
      ],
      hints: ['Is the lamp of channel 2 still lit?'],
      learnt:
        'The handler noted it in the variable. Two milliseconds later the main program cleared the variable: meant for the bell of “two”, it erased that of “three”.',
    },
    {
      kind: 'do',
      title: 'Any bell will do',
      text: ['A bell carries nothing: any later one makes the M4 look into the ring. Send `four` in ttyRPMSG0.'],
      spot: { panel: 'tty' },
      passes: ['tty.received text~three', 'tty.received text~four'],
      hints: ['One word, Enter.'],
      learnt: 'Both at once, “three” late by a whole message. So on a board it looks as if answers were one behind.',
    },
    {
      kind: 'do',
      title: 'The order of two lines',
      text: [
        'The cure: clear the variable first, then look into the ring. A bell that rings during the work then stays. The firmware has both orders. Send the word `careful`.',
      ],
      code: 'rang = false;          // first\nwhile (receive()) answer();\nwork();\n// rang = false;  was here',
      spot: { panel: 'tty' },
      passes: ['tty.received text~careful'],
      hints: ['Type careful into ttyRPMSG0.'],
      learnt: 'From now on it clears first.',
    },
    {
      kind: 'do',
      title: 'Two in a row, again',
      text: ['Try to break it once more, in the Linux console:'],
      code: 'echo five > /dev/ttyRPMSG0; echo six > /dev/ttyRPMSG0',
      spot: { panel: 'linux-console' },
      passes: ['tty.written text~five', 'tty.written text~six', 'tty.received text~six'],
      must: [
        {
          reading: { kind: 'slots', ring: 1, state: 'full-m4' },
          op: '=',
          value: 0,
          reason: 'There are {value} messages left in vring1. Did you send “careful”?',
        },
      ],
      hints: ['Both on one line.'],
      learnt: '“six” came back after {0}: late, because the M4 worked, but it came. First the bell, then the ring.',
      tells: [{ kind: 'span', from: 'tty.written text~six', to: 'tty.received text~six' }],
    },
  ],
};
