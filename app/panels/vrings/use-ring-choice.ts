/** Which ring is shown: the one chosen here, until another ring or a descriptor of it is selected elsewhere. */
import { useState } from 'react';
import type { Chain } from '../../derive/chain';
import type { Selection } from '../../stores/selection';

export function useRingChoice(selection: Selection | undefined): readonly [number, (ring: number) => void] {
  const [choice, setChoice] = useState<{ readonly ring: number; readonly against: Selection | undefined }>({
    ring: 0,
    against: undefined,
  });
  const asked = selection?.kind === 'descriptor' || selection?.kind === 'ring' ? selection : undefined;
  const selected = asked !== choice.against ? asked?.ring : undefined;
  return [selected ?? choice.ring, (ring) => setChoice({ ring, against: selection })];
}

/** What was chosen here, else the descriptor of the chain's present step. */
export const lookedAt = (selection: Selection | undefined, chain: Chain | undefined): Selection | undefined =>
  selection?.kind === 'descriptor' ? selection : (chain?.descriptor ?? selection);
