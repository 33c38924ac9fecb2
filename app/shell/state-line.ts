/** The line under the virtual time: what the run does and how fast it goes or went. */
import type { StatusView } from '../../sim-worker/contract/status-view';

/** "3.1 × real time", "real time", "1 : 950". */
export function ratioText(ratio: number): string {
  if (ratio <= 0) return '';
  if (ratio >= 0.95 && ratio <= 1.05) return 'real time';
  if (ratio >= 0.1) return `${ratio >= 9.95 ? Math.round(ratio) : ratio.toFixed(1)} × real time`;
  const slower = 1 / ratio;
  const digits = 10 ** Math.max(0, Math.floor(Math.log10(slower)) - 1);
  const rounded = Math.round(slower / digits) * digits;
  return `1 : ${String(rounded).replace(/\B(?=(\d{3})+$)/g, '\u00a0')}`;
}

/** Millions of instructions per second: "642 MIPS", "3.1 MIPS", "0.02 MIPS", "0 MIPS" while the M4 only waits. */
export function mipsText(mips: number): string {
  if (mips >= 9.95) return `${String(Math.round(mips)).replace(/\B(?=(\d{3})+$)/g, '\u00a0')} MIPS`;
  if (mips < 0.005) return '0 MIPS';
  return `${mips.toFixed(mips < 0.95 ? 2 : 1)} MIPS`;
}

/** How fast a run goes, against real time and in instructions. */
export const meters = (
  { ratio, mips }: StatusView,
  lastRatio: number,
): { readonly ratio: string; readonly mips: string } => ({
  ratio: ratioText(ratio > 0 ? ratio : lastRatio),
  mips: mipsText(mips),
});

/** What holds while nothing runs. */
export function stateLine(status: StatusView, lastRatio: number): string {
  if (status.stop !== undefined) return status.stop.rule === undefined ? 'stopped there' : 'stopped by your rule';
  const reason = status.stopReason === '' || status.stopReason === 'paused' ? 'paused' : status.stopReason;
  const ran = ratioText(lastRatio);
  return ran === '' || reason.length > 24 ? reason : `${reason} · ran at ${ran}`;
}
