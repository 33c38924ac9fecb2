/** Which of the three switches keeps the ITM silent, in the order in which firmware sets them. */
import type { ItmView } from '../../../sim-worker/contract/text-views';

/** Empty when everything for at least one port is on. */
export function whatIsOff({ traceEnabled, itmEnabled, ports }: Omit<ItmView, 'texts'>): string {
  const off = [
    ...(traceEnabled ? [] : ['`DEMCR.TRCENA`']),
    ...(itmEnabled ? [] : ['`ITM_TCR.ITMENA`']),
    ...(ports !== 0 ? [] : ['every port in `ITM_TER`']),
  ];
  if (off.length === 0) return '';
  if (off.length === 1) return `The ITM is silent: ${off[0]} is off.`;
  return `The ITM is silent: ${off.slice(0, -1).join(', ')} and ${off.at(-1)} are off.`;
}
