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

export function EvidenceChips({ links }: { readonly links: readonly EvidenceLink[] }) {
  const say = useSay();
  const go = useGoTo();
  if (links.length === 0) return null;
  return (
    <div className={styles.chips}>
      {links.map((link) => {
        const { name, text, leadsTo } = placeOf(link);
        const words = link.kind === 'event' ? say(text) : text;
        return (
          <EvidenceChip key={`${name} ${text}`} name={name} text={words} leadsTo={leadsTo} onClick={() => go(link)} />
        );
      })}
    </div>
  );
}
