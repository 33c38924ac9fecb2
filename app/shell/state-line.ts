/** The line under the virtual time: what the run does and how fast it went. */
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

export function stateLine(status: StatusView, lastRatio: number): string {
  if (status.phase === 'running') {
    const ratio = ratioText(status.ratio > 0 ? status.ratio : lastRatio);
    const mips =
      status.mips >= 0.05 ? `${status.mips >= 10 ? Math.round(status.mips) : status.mips.toFixed(1)} MIPS` : '';
    return ['running', ratio, mips].filter((part) => part !== '').join(' · ');
  }
  if (status.stop !== undefined) return status.stop.rule === undefined ? 'stopped there' : 'stopped by your rule';
  const reason = status.stopReason === '' || status.stopReason === 'paused' ? 'paused' : status.stopReason;
  const ran = ratioText(lastRatio);
  return ran === '' || reason.length > 24 ? reason : `${reason} · ran at ${ran}`;
}
