/** Lesson 5: vrings in slow motion. */
import type { Again, Deed, Lesson } from '../lesson';

const offered = 'vring.offered ring=1';
const handOver: readonly Deed[] = [{ kind: 'pause' }, { kind: 'tty', port: 0, line: 'again' }];
const seeItAgain: Again = {
  says: 'See it once more, from the moment the buffer is handed over?',
  button: 'Send it again',
  deeds: handOver,
};

export const vrings: Lesson = {
  id: 'vrings',
  demo: 'tty-echo',
  steps: [
    {
      kind: 'read',
      title: 'A buffer has exactly one owner',
      text: [
        'A ring is a row of sixteen buffers, drawn as a wheel, because after the last comes the first again. A buffer belongs either to Linux, then it is blue, or to the M4, then it is orange. Filled means that a letter is inside.',
        'The bell only says “look”. The ring says what there is.',
      ],
      spot: { panel: 'system-map', part: 'vring0' },
      before: [{ kind: 'run-to', to: 'shell.exited line~start', title: 'both sides are ready' }],
    },
    {
      kind: 'click',
      title: 'Room for answers',
      text: ['For answers the M4 needs empty buffers. Linux offers them beforehand, in vring0.'],
      question: 'Click a buffer that the M4 may fill.',
      spot: { panel: 'system-map' },
      right: { kind: 'descriptor', ring: 0, state: 'empty-m4' },
      wrong: [
        { kind: 'descriptor', ring: 1, reason: 'That is vring1: Linux fills it. The M4 only reads there.' },
        {
          kind: 'descriptor',
          ring: 0,
          reason: 'Buffer {index} is not the M4’s to fill now. Look for an empty orange one.',
        },
      ],
      hints: ['The lower wheel.', 'Orange and empty.'],
      learnt: 'Orange and empty: the M4 may write there, and Linux must not touch it.',
    },
    {
      kind: 'predict',
      title: 'And for questions?',
      text: ['In vring1 it is Linux that fills. Nothing was sent yet.'],
      question: 'How many buffers of vring1 are free for Linux?',
      spot: { panel: 'system-map', part: 'vring1' },
      reading: { kind: 'slots', ring: 1, state: 'empty-linux' },
      off: 'You said {answer}; {value} are free. The number stands in the middle of the wheel.',
      hints: ['Count the blue cells, or read the middle.'],
      learnt: 'All of them.',
    },
    {
      kind: 'do',
      title: 'Fill one',
      text: [
        'Everything is paused. Look at the outer blue hand of vring1, type a word into ttyRPMSG0 and press Enter: the hand moves. It is the avail index: how many buffers Linux has ever handed over.',
      ],
      spot: { panel: 'system-map', part: 'vring1' },
      before: [{ kind: 'step-by', unit: 'ipc-event' }],
      passes: [offered],
      hints: ['The field is in the panel ttyRPMSG, below.', 'One word, then Enter. No step yet.'],
      learnt: 'One buffer changed hands. No bell has rung yet.',
    },
    {
      kind: 'click',
      title: 'Whose is it?',
      text: ['Blue handed it over, so it is not blue any more.'],
      question: 'Click the buffer that the M4 must read next.',
      spot: { panel: 'system-map', part: 'vring1' },
      right: { kind: 'descriptor', ring: 1, state: 'full-m4' },
      again: {
        past: { reading: { kind: 'slots', ring: 1, state: 'full-m4' }, op: '=', value: 0 },
        says: 'The M4 has read it already: you stepped past it.',
        button: 'Send it again',
        deeds: handOver,
      },
      wrong: [
        {
          kind: 'descriptor',
          ring: 1,
          state: 'empty-linux',
          reason: 'Buffer {index} is empty and Linux’. Nothing to read there.',
        },
        { kind: 'descriptor', ring: 0, reason: 'That is vring0, for the other direction.' },
      ],
      hints: ['Orange and filled means: M4, it is your turn.'],
      learnt: 'Orange and filled.',
    },
    {
      kind: 'do',
      title: 'Given back',
      text: [
        'When the M4 has read it, it gives the buffer back by moving its own hand, the used index, inside the wheel. Step until it does.',
      ],
      spot: { panel: 'system-map', part: 'vring1' },
      passes: ['vring.returned ring=1'],
      ever: offered,
      again: seeItAgain,
      hints: ['A few steps: bell, interrupt, acknowledgement, then the hand.'],
      learnt: 'Empty again. A receiver gives back what it has read: keep this in mind for the last lesson.',
    },
    {
      kind: 'do',
      title: 'The answer is written',
      text: ['Step until the M4 has handed its answer to Linux, in vring0.'],
      spot: { panel: 'system-map', part: 'vring0' },
      passes: ['vring.returned ring=0'],
      ever: offered,
      again: seeItAgain,
      hints: ['One or two steps.'],
      learnt: 'The inner hand of vring0 moved. In this ring “given back” means: full.',
    },
    {
      kind: 'click',
      title: 'Which one must Linux read?',
      text: ['Blue and full means: Linux, it is your turn. The hollow hand shows how far Linux has read.'],
      question: 'Click the buffer that Linux must read next.',
      spot: { panel: 'system-map', part: 'vring0' },
      right: { kind: 'descriptor', ring: 0, state: 'full-linux' },
      again: {
        past: { reading: { kind: 'slots', ring: 0, state: 'full-linux' }, op: '=', value: 0 },
        says: 'Linux has read it already: you went past it.',
        button: 'Send it again',
        deeds: [...handOver, { kind: 'run-to', to: 'vring.returned ring=0', title: 'the answer is written' }],
      },
      wrong: [
        {
          kind: 'descriptor',
          ring: 0,
          state: 'empty-m4',
          reason: 'Buffer {index} is empty. The M4 will fill it later.',
        },
        { kind: 'descriptor', ring: 1, reason: 'That is vring1. Linux writes there, it does not read.' },
      ],
      hints: ['Look between the inner hand and the hollow one.', 'The one blue cell with an envelope.'],
      learnt: 'Between the hands lies what is to be read: their distance is a number of letters.',
    },
    {
      kind: 'predict',
      title: 'Indices only grow',
      text: [
        'Now the used index of vring0 stands at some number: it is written beside the wheel. Send one more word, let it come back, and do not let the wheel fool you: at sixteen the hand stands where it began, but the number goes on.',
      ],
      question: 'What will the used index of vring0 be after the next answer?',
      spot: { panel: 'system-map' },
      reading: { kind: 'field', of: 'vring.returned ring=0', field: 'index' },
      after: 'vring.returned ring=0',
      off: 'You said {answer}, it became {value}: one more than before.',
      hints: ['Read the number beside the orange triangle at vring0. One answer moves it by one.'],
      learnt:
        'It grows for ever and never goes back, up to 65535, then begins at 0. A place in the ring is the index modulo 16.',
    },
  ],
};
