/** The Markdown of a fault says what a forum needs to know. */
import { expect, it } from 'vitest';
import { echoEvents } from '../testing/event-fixtures';
import { faultStatus } from '../testing/status-fixtures';
import { faultReport } from './fault-report';

it('names the fault, the place, the firmware and the last events', () => {
  const report = faultReport(faultStatus, echoEvents());
  expect(report).toContain('## HardFault on the M4');
  expect(report).toContain('- PC: `0x1000142c` in `HAL_I2C_Init`: `ldr r3, [r0]`');
  expect(report).toContain('- CFSR.PRECISERR: a load or store got a bus error');
  expect(report).toContain('- call path: `HAL_I2C_Init+0x14 < MX_I2C4_Init+0x1c < main+0x2e`');
  expect(report).toContain('OpenAMP_TTY_echo_CM4.elf');
  expect(report).toContain('- virtual time: 1.207 331 4 s');
  expect(report.match(/^#\d+ /gm)).toHaveLength(20);
});
