/** The report says in a forum what the page says: the answer, the chain, the proofs, and on what it was seen. */
import { expect, it } from 'vitest';
import { pausedStatus } from '../../testing/status-fixtures';
import { neverAcknowledged } from '../../testing/why-answer';
import { whyReport } from './why-report';

it('has the answer, who waits for whom, how we know, what is innocent, and versions', () => {
  const report = whyReport(neverAcknowledged, 3_702_118_000, pausedStatus, 'Firefox 144');
  expect(report).toContain('**Your callback never acknowledges channel 2');
  expect(report).toContain('1. `cat /dev/ttyRPMSG0`: asleep in read() — waits for an answer');
  expect(report).toContain('2. `IPCC_channel2_callback`: certain\n');
  expect(report).toContain(
    '- Channel 2 has been occupied for 2.41 s. (`C1TOC2SR 0x00000002`, `#1188 channel 2 rung by Linux`)',
  );
  expect(report).toContain('- `vring1.used.flags = 0`: the M4 did ask to be rung');
  expect(report).toContain('- virtual time: 3.702 118 0 s');
  expect(report).toContain('- rule: `kick-never-acknowledged`');
  expect(report).toMatch(/- ampscope \d+\.\d+\.\d+, Firefox 144\n$/);
});

it('leaves out what there is nothing of', () => {
  const report = whyReport(
    { ...neverAcknowledged, chain: [], evidence: [], ruledOut: [], rule: undefined },
    0,
    pausedStatus,
    '',
  );
  expect(report).not.toContain('### Who waits');
  expect(report).not.toContain('### How we know');
  expect(report).not.toContain('rule:');
});
