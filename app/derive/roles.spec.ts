/** One switch renames every label. */
import { expect, it } from 'vitest';
import { sayAs } from './roles';

it.each([
  ['Linux', 'host', 'Linux'],
  ['M4', 'remote', 'M4'],
  ['M4 → Linux', 'remote → host', 'M4 TX → Linux RX'],
  ['Channel 2, Linux → M4', 'Channel 2, host → remote', 'Channel 2, Linux TX → M4 RX'],
  ['Linux offered it', 'Host offered it', 'Linux offered it'],
  ['the M4 may fill it', 'the remote may fill it', 'the M4 may fill it'],
  ['empty, M4 may fill', 'empty, remote may fill', 'empty, M4 may fill'],
  ['in Linux’s hands', 'in the host’s hands', 'in Linux’s hands'],
  ['The M4 has rung. Linux waits.', 'The remote has rung. The host waits.', 'The M4 has rung. Linux waits.'],
])('%s', (text, roles, rxTx) => {
  expect(sayAs('names', text)).toBe(text);
  expect(sayAs('roles', text)).toBe(roles);
  expect(sayAs('rx-tx', text)).toBe(rxTx);
});
