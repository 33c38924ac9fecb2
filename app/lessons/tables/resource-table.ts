/** Lesson 3: the resource table, in which the firmware asks and Linux answers. */
import type { Lesson } from '../lesson';

export const resourceTable: Lesson = {
  id: 'resource-table',
  demo: 'tty-echo',
  steps: [
    {
      kind: 'read',
      title: 'The firmware may ask',
      text: [
        'Linux does not know what a firmware needs. So the firmware carries a list of wishes inside its file: the resource table.',
        'This one asks for two things: a virtio device, which is a pair of rings for messages, and a place in memory where Linux may read its log.',
      ],
      spot: { panel: 'system-map' },
    },
    {
      kind: 'read',
      title: 'Here it lies',
      text: [
        'Linux has just copied the table into the M4’s memory. You see its bytes: groups of four are one number, the lowest byte first.',
        'The first number, 1, is the version. The second, 2, is how many wishes there are. The third row says where each begins.',
      ],
      before: [
        { kind: 'run-to', to: 'rproc.table-written', title: 'the table in memory' },
        { kind: 'show-address', of: 'rproc.table-written', field: 'address', panel: 'memory' },
      ],
      spot: { panel: 'memory' },
    },
    {
      kind: 'choose',
      title: 'Anywhere',
      text: ['For each ring the table has an address. In the bytes both are `ff ff ff ff`: “anywhere, you choose”.'],
      question: 'Who will write the real addresses into the table? Choose, then step until it is done.',
      spot: { panel: 'memory' },
      before: [{ kind: 'step-by', unit: 'ipc-event' }],
      after: 'rproc.vring-address ring=1',
      ever: true,
      choices: [
        {
          label: 'The compiler, when it makes the file',
          holds: { reading: { kind: 'count', of: 'rproc.vring-address' }, op: '=', value: 0 },
          reason: 'No: the file has only “anywhere”. The bytes changed while you stepped.',
        },
        {
          label: 'The M4, when it starts',
          holds: { reading: { kind: 'actor', of: 'rproc.vring-address ring=1' }, op: '=', value: 2 },
          reason: 'No: the M4 does not know which memory is free. Linux keeps the list, so Linux chose.',
        },
        {
          label: 'Linux',
          holds: { reading: { kind: 'actor', of: 'rproc.vring-address ring=1' }, op: '=', value: 1 },
          reason: 'This time it was not Linux.',
        },
      ],
      hints: ['Who knows which memory is free?'],
      learnt:
        'The table is a letter that comes back with the answer written on it. From now on both sides read it there: it is called the live table.',
    },
    {
      kind: 'predict',
      title: 'How long is a ring?',
      text: [
        'Each ring is described by five numbers: address, alignment, length, number, and a place that is kept free. Length and alignment happen to be equal here: `10 00 00 00`, which is hexadecimal.',
      ],
      question: 'How many buffers has a ring of this firmware? Give the number as you count, in tens.',
      spot: { panel: 'memory' },
      reading: { kind: 'ring-size', ring: 0 },
      off: 'Not {answer}. Hexadecimal 10 is one times sixteen, and nothing more: {value}.',
      hints: ['In hexadecimal, 10 comes after f.', 'f is 15.'],
      learnt: 'Sixteen buffers for each direction. Count the cells of a wheel on the map.',
    },
    {
      kind: 'predict',
      title: 'The byte of progress',
      text: [
        'One byte of the table is a conversation. Linux writes into it how far it has come: 1 for “I have seen you”, 2 more for “I have a driver”, 4 more for “we may talk”.',
        'The firmware waits until it reads the last one.',
      ],
      question: 'What is in the byte when all three are said? Then step until Linux has written it.',
      spot: { panel: 'system-map', part: 'linux' },
      reading: { kind: 'field', of: 'rproc.vdev-status', field: 'status' },
      after: 'rproc.vdev-status status>3',
      ever: true,
      off: 'You said {answer}. Linux wrote {value}: 1 and 2 and 4 together.',
      hints: ['Add the three.'],
      learnt: 'Seven. Firmware that does not wait for it uses rings that are not there.',
    },
    {
      kind: 'click',
      title: 'Which ring is which?',
      text: [
        'The order in the table decides: the first ring, vring0, is for messages from the M4 to Linux, the second, vring1, for the other way.',
      ],
      question: 'Click a cell of the ring that carries messages from the M4 to Linux.',
      spot: { panel: 'system-map' },
      right: { kind: 'descriptor', ring: 0 },
      wrong: [{ kind: 'descriptor', ring: 1, reason: 'That is vring1: Linux fills it, the M4 reads it.' }],
      hints: ['The wheels are named at their left side.', 'It is the lower one.'],
      learnt:
        'vring0. The words “transmit” and “receive” mean the opposite on the other side: say the direction instead.',
    },
    {
      kind: 'do',
      title: 'Ask Linux for it',
      text: ['Linux shows the table as text. Let the board run, and type:'],
      code: 'cat /sys/kernel/debug/remoteproc/remoteproc0/resource_table',
      spot: { panel: 'linux-console' },
      before: [{ kind: 'run' }],
      passes: ['shell.exited line~resource_table code=0'],
      hints: ['The path begins with /sys/kernel/debug.'],
      learnt:
        'Two entries: the virtio device with its rings and their addresses, and the log. A firmware that asks for nothing needs no table: it still starts.',
    },
  ],
};
