/** Lesson 4: one message from Linux to the M4 and back. */
import type { Deed, Lesson } from '../lesson';

const written = 'tty.written port=0';
/** A word of the lesson's own, and the board stands where the user's first one was: in the driver's hands. */
const writeAgain: readonly Deed[] = [{ kind: 'pause' }, { kind: 'tty', port: 0, line: 'again' }];

export const message: Lesson = {
  id: 'message',
  demo: 'tty-echo',
  steps: [
    {
      kind: 'read',
      title: 'A letter and a bell',
      text: [
        'A message is two things. The letter is the text: it lies in a buffer, a piece of memory that both can read. The bell is a flag of the mailbox: it says that a letter is there.',
        'They travel by different ways. Most mistakes come from mixing them up.',
      ],
      spot: { panel: 'system-map' },
      before: [{ kind: 'run-to', to: 'shell.exited line~start', title: 'both sides are ready' }],
    },
    {
      kind: 'do',
      title: 'Write a letter',
      text: [
        'This firmware offers Linux a serial line, called ttyRPMSG0, and sends back whatever comes. Everything is paused. Type a word into the line ttyRPMSG0 and press Enter.',
      ],
      spot: { panel: 'tty' },
      before: [{ kind: 'step-by', unit: 'ipc-event' }],
      passes: ['tty.written port=0'],
      fails: [{ when: 'tty.written port=1', reason: 'That was the second line, 1. This lesson follows line 0.' }],
      hints: ['The field is at the foot of the panel.', 'One word, then Enter. No step yet.'],
      learnt: 'A program has handed your word to Linux’ driver. The M4 knows nothing of it.',
    },
    {
      kind: 'choose',
      title: 'Letter or bell?',
      text: ['Now the driver needs both: the letter in a buffer of vring1, and the bell of channel 2.'],
      question: 'Which one comes first? Choose, then step until the bell rings.',
      spot: { panel: 'system-map', part: 'vring1' },
      after: 'ipcc.occupied channel=2 from=linux',
      ever: written,
      again: {
        past: {
          reading: { kind: 'order', first: written, second: 'ipcc.occupied channel=2 from=linux' },
          op: '=',
          value: 1,
        },
        says: 'The bell has rung already: you stepped past it. Choose all the same, or see it with another word.',
        button: 'Send it again',
        deeds: writeAgain,
      },
      choices: [
        {
          label: 'The bell: the M4 needs time to wake up',
          holds: {
            reading: { kind: 'order', first: 'ipcc.occupied channel=2 from=linux', second: 'vring.offered ring=1' },
            op: '=',
            value: 1,
          },
          reason: 'No. The M4 might be quick, look into the ring, and find nothing.',
        },
        {
          label: 'The letter: it must be there when the bell rings',
          holds: {
            reading: { kind: 'order', first: 'vring.offered ring=1', second: 'ipcc.occupied channel=2 from=linux' },
            op: '=',
            value: 1,
          },
          reason: 'This time the bell was first.',
        },
      ],
      hints: ['What would the M4 find if it looked at once?'],
      learnt: 'First the letter, then the place in the ring, last the bell. Here it took {0} from write to bell.',
      tells: [{ kind: 'span', from: 'tty.written port=0', to: 'ipcc.occupied channel=2 from=linux' }],
    },
    {
      kind: 'click',
      title: 'The bell for the M4',
      text: [
        'Two channels serve the two rings: channel 2 says “something is new in vring1”, channel 1 the same of vring0.',
      ],
      question: 'Click the bell that tells the M4 of your letter.',
      spot: { panel: 'system-map', part: 'ipcc' },
      right: { kind: 'channel', from: 1, channel: 2 },
      wrong: [
        { kind: 'channel', from: 2, reason: 'That arrow points at Linux. Your letter goes to the M4.' },
        { kind: 'channel', channel: 1, reason: 'Channel 1 is about vring0. Your letter lies in vring1.' },
        { kind: 'channel', reason: 'Channel {channel} has nothing to do with the rings.' },
      ],
      hints: ['Upper row: from Linux to the M4.', 'The second column.'],
      learnt: 'Channel 2 rings until the M4 has acknowledged it.',
    },
    {
      kind: 'do',
      title: 'Into the interrupt',
      text: [
        'The flag is wired to an interrupt of the M4. Step until the M4 enters its interrupt handler, called IPCC_RX1.',
      ],
      spot: { panel: 'system-map', part: 'm4' },
      passes: ['irq.taken name=IPCC_RX1'],
      ever: written,
      again: {
        says: 'Watch it once more, from the moment the word is written?',
        button: 'Send it again',
        deeds: writeAgain,
      },
      hints: ['F7, once or twice.'],
      learnt:
        'From bell to handler it took {0}. A handler does little: it notes the bell, clears the flag, and returns.',
      tells: [{ kind: 'span', from: 'ipcc.occupied channel=2 from=linux', to: 'irq.taken name=IPCC_RX1' }],
    },
    {
      kind: 'do',
      title: 'The answer',
      text: [
        'The M4’s main program takes the letter out, gives the buffer back, and writes its answer into a buffer of vring0. Step until the M4 rings Linux.',
      ],
      spot: { panel: 'system-map', part: 'vring0' },
      passes: ['vring.returned ring=1', 'ipcc.occupied channel=1 from=m4'],
      ever: written,
      again: {
        says: 'Watch it once more, from the moment the word is written?',
        button: 'Send it again',
        deeds: writeAgain,
      },
      hints: ['Six or seven steps. Read the sentence at the top of the map each time.'],
      learnt: 'The same ways, mirrored: letter in vring0, bell on channel 1.',
    },
    {
      kind: 'do',
      title: 'Back in Linux',
      text: ['Step on, or press Run, until your word comes out of ttyRPMSG0.'],
      spot: { panel: 'tty' },
      passes: ['tty.received port=0'],
      ever: written,
      again: {
        says: 'Watch it once more, from the moment the word is written?',
        button: 'Send it again',
        deeds: writeAgain,
      },
      hints: ['Run is quicker.'],
      learnt: 'There and back in {0}. The panel Message flow shows where that time went.',
      tells: [{ kind: 'span', from: 'tty.written port=0', to: 'tty.received port=0' }],
    },
    {
      kind: 'predict',
      title: 'What was the slowest part?',
      text: [
        'Linux, after its interrupt, first puts the work into a queue and does it a little later. Look at the bar at the top of Message flow: each piece is one part of the way.',
      ],
      question: 'How many microseconds passed between the M4’s bell and the word in the terminal?',
      spot: { panel: 'message-flow' },
      reading: { kind: 'span', from: 'ipcc.occupied channel=1 from=m4', to: 'tty.received port=0' },
      per: 1_000,
      unit: 'µs',
      off: 'Not {answer}. It took {value} µs. The times stand beside the arrows.',
      hints: [
        'Find the M4’s bell and the last arrow, and take the difference.',
        'The last pieces of the bar belong to it.',
      ],
      learnt: 'Most of a message’s time is Linux getting round to it. That is why one bell for several letters pays.',
    },
    {
      kind: 'do',
      title: 'Make it quicker',
      text: [
        'Here you may change how soon Linux gets round to it. Open the menu of the firmware in the top bar, choose “Timing of Linux”, set `work` to 2 µs and press Done. Then send one more word through ttyRPMSG0.',
        'The task: there and back within 15 µs.',
      ],
      spot: { panel: 'tty' },
      before: [{ kind: 'run' }],
      passes: ['tty.written port=0', 'tty.received port=0'],
      must: [
        {
          reading: { kind: 'span', from: 'tty.written port=0', to: 'tty.received port=0' },
          op: '<=',
          value: 15_000,
          reason: 'It took {value}, the task is 15 µs. Make `work` shorter and send again.',
        },
      ],
      hints: ['The menu of the firmware has the name of the file: tty-echo.elf.', 'Press Enter behind the number.'],
      learnt: 'There and back in {0}. On a board you can not order Linux to hurry: so count on it being late.',
      tells: [{ kind: 'span', from: 'tty.written port=0', to: 'tty.received port=0' }],
    },
  ],
};
