/** What a newcomer is told next: three steps that tick themselves off as the machine gets there. */
import type { Phase } from '../../sim-worker/contract/status-view';
import type { TtyView } from '../../sim-worker/contract/text-views';

export type GuideStep = 'start' | 'greet' | 'follow' | 'done';
export type GuideFacts = {
  readonly phase: Phase;
  /** Virtual ns. */
  readonly time: number;
  /** The remote processor runs, as Linux says. */
  readonly started: boolean;
  readonly ports: TtyView['ports'];
  /** Steps that the user made since a message was sent to be followed. */
  readonly stepped: number;
};
/** So many steps show letter and bell on their way. */
export const stepsToFollow = 6;
/** A firmware that wants a serial line has announced it by then; virtual ns. */
const patience = 1_500_000_000;

export function guideStep({ phase, time, started, ports, stepped }: GuideFacts): GuideStep {
  const sent = ports.some(({ traffic }) => traffic.some(({ toM4 }) => toM4));
  if (stepped >= stepsToFollow) return 'done';
  if (sent) return 'follow';
  return started || (time > 0 && phase === 'running') ? 'greet' : 'start';
}

/** The text that Linux has sent last, while nothing has come back for it. */
export function underWay(ports: GuideFacts['ports']): string | undefined {
  const last = ports.flatMap(({ traffic }) => traffic.slice(-1)).toSorted((a, b) => b.time - a.time)[0];
  return last?.toM4 === true ? last.text.trim() : undefined;
}

/** It runs, and nothing will come that one could talk to. */
export const isSilent = ({ time, ports }: Pick<GuideFacts, 'time' | 'ports'>): boolean =>
  ports.length === 0 && time > patience;
