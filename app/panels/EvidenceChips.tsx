/** The places that prove a sentence, each one click away. */
import type { EvidenceLink } from '../../sim-worker/contract/diagnosis';
import { useSay } from '../charts/roles';
import { useSession } from '../stores/session-context';
import { EvidenceChip } from '../widgets/EvidenceChip';
import styles from './evidence.module.css';
import { placeOf } from './evidence-words';

/** Goes to where a place is seen. */
export function useGoTo(): (link: EvidenceLink) => void {
  const select = useSession((state) => state.select);
  const reveal = useSession((state) => state.reveal);
  const closeWhy = useSession((state) => state.closeWhy);
  return (link) => {
    const { selection, panel } = placeOf(link);
    select(selection);
    reveal(panel);
    closeWhy();
  };
}

type EvidenceChipsProps = {
  readonly links: readonly EvidenceLink[];
  /** After going: a dialog closes. */
  readonly onGo?: () => void;
};

export function EvidenceChips({ links, onGo }: EvidenceChipsProps) {
  const say = useSay();
  const go = useGoTo();
  if (links.length === 0) return null;
  // Two sentences' worth of proofs may name the same place.
  const chips = new Map(links.map((link) => [`${placeOf(link).name} ${placeOf(link).text}`, link]));
  return (
    <div className={styles.chips}>
      {[...chips.values()].map((link, i) => {
        const { name, text, leadsTo } = placeOf(link);
        const words = link.kind === 'event' ? say(text) : text;
        const follow = (): void => {
          go(link);
          onGo?.();
        };
        // biome-ignore lint/suspicious/noArrayIndexKey: a value changes while time goes by, its chip stays
        return <EvidenceChip key={i} name={name} text={words} leadsTo={leadsTo} onClick={follow} />;
      })}
    </div>
  );
}
