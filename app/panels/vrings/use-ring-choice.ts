/** Which ring is shown: the one chosen here, until a descriptor of another ring is selected elsewhere. */
import { useState } from 'react';
import type { Chain } from '../../derive/chain';
import type { Selection } from '../../stores/selection';

export function useRingChoice(selection: Selection | undefined): readonly [number, (ring: number) => void] {
  const [choice, setChoice] = useState<{ readonly ring: number; readonly against: Selection | undefined }>({
    ring: 0,
    against: undefined,
  });
  const selected = selection?.kind === 'descriptor' && selection !== choice.against ? selection.ring : undefined;
  return [selected ?? choice.ring, (ring) => setChoice({ ring, against: selection })];
}

/** What was chosen here, else the descriptor of the chain's present step. */
export const lookedAt = (selection: Selection | undefined, chain: Chain | undefined): Selection | undefined =>
  selection?.kind === 'descriptor' ? selection : (chain?.descriptor ?? selection);
