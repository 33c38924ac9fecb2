/** What the chain of the selection did to bells. */
import type { Chain, StepMarks } from '../../derive/chain';

export type Ringing = {
  readonly from: 1 | 2;
  readonly channel: number;
  readonly step: StepMarks;
  readonly what: 'rung' | 'acknowledged';
};
/** That of the present step first. */
export function ringsIn(chain: Chain | undefined): readonly Ringing[] {
  const all = (chain?.path ?? []).flatMap(({ event }): readonly Ringing[] => {
    const step = chain?.events.get(event.seq);
    if ((event.kind !== 'ipcc.occupied' && event.kind !== 'ipcc.freed') || step === undefined) return [];
    const { from, channel } = event.fields;
    return [{ from, channel, step, what: event.kind === 'ipcc.occupied' ? 'rung' : 'acknowledged' }];
  });
  return all.toSorted((a, b) => Number(b.step.current) - Number(a.step.current));
}
