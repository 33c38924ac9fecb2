/** Lesson 6: who owns a peripheral, with UART4, which Linux prints its console through. */
import type { Lesson } from '../lesson';

const uart4Id = 32;

export const uart4: Lesson = {
  id: 'uart4',
  demo: 'uart-owner',
  steps: [
    {
      kind: 'read',
      title: 'Two processors, one UART',
      text: [
        'A UART sends letters over a wire. Linux prints its console through UART4. But the M4 sees the same addresses: nothing in the wiring keeps it from writing there, too.',
        'Between them stands a firewall, the ETZPC. For each peripheral it has a number that says who may come in.',
      ],
      spot: { panel: 'system-map', part: 'peripherals' },
      before: [{ kind: 'run-to', to: 'shell.exited line~start', title: 'the firmware is ready' }],
    },
    {
      kind: 'click',
      title: 'Find UART4',
      text: ['Each cell is a peripheral. Its hue is what the firewall permits, the small mark is who uses it.'],
      question: 'Click UART4.',
      spot: { panel: 'ownership' },
      right: { kind: 'etzpc', id: uart4Id },
      wrong: [{ kind: 'etzpc', reason: 'That is number {id}. UART4 has the number 32.' }],
      hints: ['Names are written in the cells.', 'In the third row.'],
      learnt: 'Below the cells, the panel now says all about UART4: scroll down.',
    },
    {
      kind: 'choose',
      title: 'What is permitted now?',
      text: [
        'Four numbers are possible. 0: only the secure world, a part of the chip that runs neither Linux nor your firmware. 1: the same, but others may read. 2: only the M4. 3: both.',
      ],
      question: 'Who may use UART4 on this board?',
      spot: { panel: 'ownership' },
      choices: [
        {
          label: 'Linux only, it is the console',
          holds: { reading: { kind: 'decprot', id: uart4Id }, op: '>', value: 3 },
          reason:
            'No number means “Linux only”. That is the trap: the firewall can not keep the M4 away from what Linux uses, unless it keeps Linux away as well.',
        },
        {
          label: 'The M4 only',
          holds: { reading: { kind: 'decprot', id: uart4Id }, op: '=', value: 2 },
          reason: 'Then Linux could not print. Read the line “Rule” in the panel.',
        },
        {
          label: 'Both',
          holds: { reading: { kind: 'decprot', id: uart4Id }, op: '=', value: 3 },
          reason: 'It is not open to both now. Read the line “Rule” in the panel.',
        },
      ],
      hints: ['Below the cells, the line “Rule” has the number: scroll down in the panel.'],
      learnt: 'Both may, and Linux does. Whether the M4 also does is a question of good manners only.',
    },
    {
      kind: 'do',
      title: 'Let the M4 try',
      text: [
        'This firmware touches UART4 when told so. Type `read` into ttyRPMSG0 and press Enter: it reads the UART’s status register and tells how that went.',
      ],
      spot: { panel: 'tty' },
      before: [{ kind: 'run' }],
      passes: ['peripheral.touched peripheral=UART4 by=m4', 'tty.received text~answered'],
      fails: [{ when: 'tty.received text~"writes one letter"', reason: 'That wrote a letter. Type `read` for now.' }],
      hints: ['The word is read, in small letters.'],
      learnt:
        'Let in. In the cell are two marks now: two users and one UART. On a real board the console would show wrong letters.',
    },
    {
      kind: 'do',
      title: 'Close the door',
      text: [
        'Now give UART4 to the secure world: scroll down in the panel Ownership, press “Change” in the line “Rule”, and choose 0. On a board the boot software does this, not you.',
      ],
      spot: { panel: 'ownership' },
      passes: ['etzpc.assigned id=32 value=0'],
      fails: [
        { when: 'etzpc.assigned id=32 value=1', reason: 'With 1 the M4 may still read. Choose 0.' },
        { when: 'etzpc.assigned id=32 value=2', reason: '2 gives it to the M4 and locks Linux out. Choose 0.' },
      ],
      hints: [
        'Click UART4 again if the panel shows another peripheral.',
        'There are two buttons “Change”: the upper one.',
      ],
      learnt: 'The cell is violet-grey: the colour of the secure world.',
    },
    {
      kind: 'do',
      title: 'Refused',
      text: ['Type `read` once more. The access will not arrive; the M4 gets a bus error, which is a fault.'],
      spot: { panel: 'tty' },
      passes: ['etzpc.refused by=M4 peripheral=UART4'],
      must: [
        {
          reading: { kind: 'decprot', id: uart4Id },
          op: '=',
          value: 0,
          reason: 'The number is {value} now. Set it to 0 and try again.',
        },
      ],
      hints: ['If it is paused, press Run.'],
      learnt: 'The run stops at the fault and names the culprit. Most firmware ends here, in an endless loop.',
    },
    {
      kind: 'do',
      title: 'Survive it',
      text: ['This firmware has a handler for the fault: it notes the refusal and goes on. Press Run.'],
      spot: { part: 'run' },
      passes: ['tty.received text~refused'],
      hints: ['F8.'],
      learnt: '“Not mine.” Good firmware asks first: ST’s resource manager is a way for the M4 to ask Linux.',
    },
    {
      kind: 'do',
      title: 'Open again',
      text: ['Set the number back to 3, then type `read` into ttyRPMSG0 a last time.'],
      spot: { panel: 'ownership' },
      passes: ['etzpc.assigned id=32 value=3', 'tty.received text~answered'],
      hints: ['First “Change” in the line “Rule”, then the word.'],
      learnt: 'A peripheral belongs to the one for whom the boot software opened it, and who keeps to it.',
    },
  ],
};
