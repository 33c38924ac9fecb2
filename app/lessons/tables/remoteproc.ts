/** Lesson 2: how remoteproc loads and starts a firmware, and what it says when it cannot. */
import type { Lesson } from '../lesson';

const folder = '/sys/class/remoteproc/remoteproc0';

export const remoteproc: Lesson = {
  id: 'remoteproc',
  demo: 'tty-echo',
  steps: [
    {
      kind: 'read',
      title: 'The M4 can not start itself',
      text: [
        'After power-on the M4 has no program. Its memory is empty and it is held in reset. Linux has to fill the memory and let the M4 go.',
        'The part of Linux that does this is called remoteproc, for “remote processor”. The program is an ELF file: the one your compiler writes.',
      ],
      spot: { panel: 'system-map', part: 'm4' },
    },
    {
      kind: 'do',
      title: 'Watch the first piece arrive',
      text: [
        'Press Step until Linux has copied the first piece of the file. Pieces are called segments: each has an address where it belongs.',
      ],
      spot: { part: 'step' },
      before: [{ kind: 'step-by', unit: 'ipc-event' }],
      passes: ['rproc.segment-loaded'],
      ever: true,
      hints: ['The Step button is right of Run, and F7 on the keyboard.'],
      learnt: 'The first segment went to address 0: the table in which the M4 will look for its start.',
    },
    {
      kind: 'predict',
      title: 'How many segments?',
      text: [
        'Guess first: a small program has a table of vectors, its code, its data. Then step on until Linux lets the M4 go.',
      ],
      question: 'How many segments will Linux copy in all?',
      spot: { panel: 'system-map' },
      reading: { kind: 'count', of: 'rproc.segment-loaded' },
      after: 'rcc.m4-released',
      ever: true,
      off: 'You said {answer}, it was {value}. The panel Events lists them: filter by “segment”.',
      hints: ['There may be more than one piece of data: some is copied, some only set to zero.'],
      learnt: 'Vectors, code, constants, and memory that is only set to zero.',
    },
    {
      kind: 'choose',
      title: 'Who is first?',
      text: [
        'The M4 is free now: it took its stack from address 0 and its first instruction from address 4. For messages it needs rings in shared memory, and Linux builds these.',
      ],
      question: 'Are the rings there before the M4 runs? Choose, then step until you know.',
      spot: { panel: 'system-map', part: 'vring0' },
      after: 'rproc.vring-address ring=1',
      ever: true,
      choices: [
        {
          label: 'Yes: first the rings, then the M4',
          holds: {
            reading: { kind: 'order', first: 'rproc.vring-address ring=1', second: 'rcc.m4-released' },
            op: '=',
            value: 1,
          },
          reason: 'No: the M4 ran already when Linux wrote where the rings are. Look at the times of the two events.',
        },
        {
          label: 'No: the M4 runs first',
          holds: {
            reading: { kind: 'order', first: 'rcc.m4-released', second: 'rproc.vring-address ring=1' },
            op: '=',
            value: 1,
          },
          reason: 'This time the rings were first.',
        },
      ],
      hints: ['What have you seen so far in the wheels?'],
      learnt:
        'It was {0} between the two. So every firmware has to wait at its beginning until Linux is ready. Many forget it.',
      tells: [{ kind: 'span', from: 'rcc.m4-released', to: 'rproc.vring-address ring=1' }],
    },
    {
      kind: 'do',
      title: 'Until it runs',
      text: ['Press Run. When Linux has finished, the file `state` says “running”.'],
      spot: { part: 'run' },
      passes: ['rproc.state-changed state=running'],
      ever: true,
      hints: ['F8, or the dark button in the top bar.'],
      learnt: 'The M4 is up.',
    },
    {
      kind: 'do',
      title: 'Stop it',
      text: ['Everything about the M4 is done by writing words into files. Stop it: type this line into the console.'],
      code: `echo stop > ${folder}/state`,
      spot: { panel: 'linux-console' },
      before: [{ kind: 'run' }],
      passes: ['rproc.state-changed state=offline'],
      hints: ['Click into the console, type, press Enter.', 'The menu “Try…” has the line.'],
      learnt: 'It took half a second: Linux asked the firmware to end, and this one does not answer.',
    },
    {
      kind: 'do',
      title: 'A file that is not there',
      text: ['Now the most frequent mistake of all: a wrong name. Type both lines, one after the other.'],
      code: `echo nothing.elf > ${folder}/firmware\necho start > ${folder}/state`,
      spot: { panel: 'linux-console' },
      passes: ['rproc.logged text~"failed with error -2"'],
      fails: [
        {
          when: 'rproc.state-changed state=running',
          reason:
            'It started: the name in the file `firmware` is still the right one. Stop it, then write the wrong name.',
        },
      ],
      hints: ['First the name, then start.'],
      learnt:
        'Error −2 is “no such file”. Linux looks into /lib/firmware, and the kernel log, the panel dmesg, has the reason.',
    },
    {
      kind: 'do',
      title: 'Mend it',
      text: ['Write the right name and start the M4.'],
      code: `echo tty-echo.elf > ${folder}/firmware\necho start > ${folder}/state`,
      spot: { panel: 'linux-console' },
      passes: ['rproc.state-changed state=running'],
      hints: ['The right name is tty-echo.elf.'],
      learnt: 'Loaded, started, running. You will type these two lines often.',
    },
  ],
};
