/** Lesson 1: what a mailbox is. */
import type { Lesson } from '../lesson';

const message = '/sys/kernel/debug/10046000.mailbox-test/message';

export const mailbox: Lesson = {
  id: 'mailbox',
  demo: 'mailbox-pingpong',
  steps: [
    {
      kind: 'read',
      title: 'One chip, two computers',
      text: [
        'This chip holds two processors. Linux runs on the big one, the Cortex-A7: it stands left and is blue. Your firmware runs on the small one, the Cortex-M4: right and orange.',
        'Each has its own program. What they share is memory, and a mailbox.',
      ],
      spot: { panel: 'system-map' },
    },
    {
      kind: 'read',
      title: 'A mailbox is a row of doorbells',
      text: [
        'The mailbox is called IPCC. It has six channels. A channel is one flag for each direction: twelve arrows, each pointing at the one who is rung.',
        'A flag is either set or not. It carries no text, no number, nothing: like a doorbell it only says “look”.',
      ],
      spot: { panel: 'system-map', part: 'ipcc' },
    },
    {
      kind: 'do',
      title: 'Start both',
      text: ['Press Run. Linux loads the firmware into the M4’s memory and lets the M4 go.'],
      spot: { part: 'run' },
      passes: ['rproc.state-changed state=running'],
      ever: true,
      hints: ['Run is the dark button in the bar at the top. The key F8 does the same.'],
      learnt: 'Both run now. In the console below you see what Linux typed to start the M4.',
    },
    {
      kind: 'do',
      title: 'Ring channel 5',
      text: [
        'Type this line into the Linux console and press Enter. Linux then puts the word into shared memory and rings channel 5.',
      ],
      code: `echo hello > ${message}`,
      spot: { panel: 'linux-console' },
      passes: ['ipcc.occupied channel=5 from=linux'],
      fails: [
        {
          when: 'shell.exited code=1',
          reason: 'Linux refused that line. Compare it with the one above, letter by letter.',
        },
      ],
      hints: ['Click into the console first.', 'The menu “Try…” at the head of the console types the line for you.'],
      learnt: 'It rang. But you saw nothing, for the M4 answered within microseconds.',
    },
    {
      kind: 'do',
      title: 'Once more, slowly',
      text: [
        'Press Pause. Type the line again. Then press the Step button in the top bar, as often as it takes, until the lamp of channel 5 lights up blue.',
        'One step goes to the next thing that happens between the two sides.',
      ],
      code: `echo hello > ${message}`,
      spot: { panel: 'system-map', part: 'lamp-1-5' },
      before: [{ kind: 'step-by', unit: 'ipc-event' }],
      passes: ['ipcc.occupied channel=5 from=linux'],
      must: [
        {
          reading: { kind: 'flag', from: 1, channel: 5 },
          op: '=',
          value: 1,
          reason: 'The flag was set and is clear again already. Press Pause first, then type, then Step.',
        },
      ],
      hints: ['Pause is where Run was. Step is right of it, or the key F7.', 'Type the line while it is paused.'],
      learnt: 'There it is: Linux has rung, and the M4 has not looked yet.',
    },
    {
      kind: 'click',
      title: 'Which bell rings?',
      text: ['Each arrow points at the side that is rung. Its hue says who rang.'],
      question: 'Click the bell that Linux has rung.',
      spot: { panel: 'system-map', part: 'ipcc' },
      right: { kind: 'channel', from: 1, channel: 5 },
      wrong: [
        { kind: 'channel', from: 2, reason: 'That arrow points left, at Linux: it is for bells that the M4 rings.' },
        {
          kind: 'channel',
          from: 1,
          reason: 'The direction is right. But channel {channel} is not filled: nobody rang it.',
        },
      ],
      hints: ['Look for the one arrow that is filled.', 'It is in the upper row, in the fifth column.'],
      learnt: 'Channel 5, from Linux to the M4. The firmware and Linux’ driver agreed on this number beforehand.',
    },
    {
      kind: 'choose',
      title: 'Who clears it?',
      text: ['A flag that stays set can not ring again. Somebody has to clear it.'],
      question: 'Who will clear the flag that Linux has set? Choose, then step on and see.',
      spot: { panel: 'system-map', part: 'lamp-1-5' },
      after: 'ipcc.freed channel=5 from=linux',
      ever: 'ipcc.occupied channel=5 from=linux',
      choices: [
        {
          label: 'Linux: whoever sets a flag clears it',
          holds: { reading: { kind: 'actor', of: 'ipcc.freed channel=5 from=linux' }, op: '=', value: 1 },
          reason: 'No: the M4 did it. Clearing means “I have heard it”, and only the one who was rung can say that.',
        },
        {
          label: 'The M4: whoever is rung clears it',
          holds: { reading: { kind: 'actor', of: 'ipcc.freed channel=5 from=linux' }, op: '=', value: 2 },
          reason: 'It was Linux this time. Look at the event in the flow.',
        },
      ],
      hints: ['Think of a doorbell: who goes to the door?'],
      learnt:
        'Clearing is the answer “heard”: it is called the acknowledgement. Only then may Linux ring this channel again.',
    },
    {
      kind: 'predict',
      title: 'Count the answers',
      text: [
        'The M4 answers each text: it writes its answer over it and rings channel 5 in the other direction. Press Run and let it finish.',
      ],
      question: 'How often will the M4 have rung channel 5 by then?',
      spot: { panel: 'system-map', part: 'lamp-2-5' },
      reading: { kind: 'count', of: 'ipcc.occupied channel=5 from=m4' },
      off: 'You said {answer}; it has rung {value} times so far. One bell for each text that you sent.',
      hints: ['How often did you type the line?'],
      learnt: 'One bell for each text.',
    },
    {
      kind: 'do',
      title: 'Where is the text?',
      text: [
        'The flags carried nothing. The text lay in shared memory all the time. Let the board run, and ask Linux for the answer.',
      ],
      code: `head -n 8 ${message}`,
      spot: { panel: 'linux-console' },
      before: [{ kind: 'run' }],
      passes: ['shell.exited line~head code=0'],
      hints: ['The menu “Try…” has this line, too.'],
      learnt:
        '“pong”, with your word in capitals. A letter in memory, and a bell to say that it is there: all else in these lessons is built from these two.',
    },
  ],
};
