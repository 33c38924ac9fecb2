/** Where F9 puts a breakpoint. */
import type { SessionState } from '../stores/session-state';

/** The line of the disassembly with the focus, else the chosen address, else where the M4 stands; undefined while it is held in reset. */
export function breakpointPlace(
  focused: Element | null,
  { selection, views }: Pick<SessionState, 'selection' | 'views'>,
): number | undefined {
  const line = focused?.closest('[data-address]')?.getAttribute('data-address');
  if (line !== undefined && line !== null) return Number(line);
  if (selection?.kind === 'address') return (selection.address & ~1) >>> 0;
  const m4 = views.status?.m4;
  return m4 === undefined || m4.state === 'held' ? undefined : m4.pc;
}
