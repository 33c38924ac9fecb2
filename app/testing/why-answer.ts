/** Test data: the answer for a callback that never acknowledges, as the design shows it. */
import type { WhyAnswer } from '../../sim-worker/contract/diagnosis';

export const neverAcknowledged: WhyAnswer = {
  answer: 'Your callback never acknowledges channel 2, so the M4 hears one message and then no more.',
  chain: [
    {
      side: 1,
      title: 'cat /dev/ttyRPMSG0',
      state: 'asleep in read()',
      waitsFor: 'waits for an answer',
      culprit: false,
      links: [],
    },
    { side: 2, title: 'IPCC_channel2_callback', state: 'certain', waitsFor: '', culprit: true, links: [] },
  ],
  evidence: [
    {
      sentence: 'Channel 2 has been occupied for 2.41 s.',
      links: [
        { kind: 'register', block: 'IPCC', register: 'C1TOC2SR', value: 2 },
        { kind: 'event', seq: 1188, text: 'channel 2 rung by Linux' },
      ],
    },
  ],
  ruledOut: [{ fact: 'vring1.used.flags = 0', means: 'the M4 did ask to be rung' }],
  mend: 'Call HAL_IPCC_NotifyCPU().',
  rule: 'kick-never-acknowledged',
  remedy: {
    label: 'acknowledge channel 2 now',
    effect: 'Clears the flag.',
    steps: [
      { kind: 'word', address: 0x4c00_1018, value: 0x0002_0001 },
      { kind: 'shell', text: 'echo x\n' },
      { kind: 'injection-removed', id: 3 },
    ],
  },
};
