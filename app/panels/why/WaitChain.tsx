/** Who waits for whom, left to right; the last is the culprit, or what has not come. */
import type { WaitNode } from '../../../sim-worker/contract/diagnosis';
import { useSay } from '../../charts/roles';
import { OwnerMark } from '../../widgets/OwnerMark';
import { EvidenceChips } from '../EvidenceChips';
import styles from './wait-chain.module.css';

/** So many chips fit into a box. */
const mostChips = 1;

export function WaitChain({ chain }: { readonly chain: readonly WaitNode[] }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className={styles.scroll} aria-label="Who waits for whom" tabIndex={0}>
      <ol className={styles.chain}>
        {chain.map((link, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a link is its place
          <Link key={i} link={link} toLast={i === chain.length - 2} />
        ))}
      </ol>
    </section>
  );
}

const markOf = ({ side, culprit }: WaitNode) => (culprit ? 'fault' : side === 1 ? 'a7' : side === 2 ? 'm4' : 'free');
const sides = { a7: styles.a7, m4: styles.m4, free: styles.free, fault: styles.fault } as const;

/** A path, a register or a place in the code; a sentence is none. */
const isName = (title: string): boolean => /[/_0-9]/.test(title) && title.split(' ').length <= 3;

function Link({ link, toLast }: { readonly link: WaitNode; readonly toLast: boolean }) {
  const say = useSay();
  const mark = markOf(link);
  return (
    <li className={styles.link}>
      <div className={`${styles.box} ${sides[mark]}`}>
        <p className={styles.title}>
          <OwnerMark owner={mark} size={11} />
          <span className={isName(link.title) ? styles.code : undefined}>{say(link.title)}</span>
        </p>
        <p className={styles.state}>{say(link.state)}</p>
        <EvidenceChips links={link.links.slice(0, mostChips)} />
      </div>
      {link.waitsFor !== '' && (
        <div className={styles.arrow}>
          <svg width="44" height="10" viewBox="0 0 44 10" aria-hidden="true" className={styles.shaft}>
            <path d="M0 5H38" strokeDasharray={toLast ? '4 3' : undefined} />
            <path className={styles.head} d="M44 5l-8 -3.500v7Z" />
          </svg>
          <span className={styles.waits}>{say(link.waitsFor)}</span>
        </div>
      )}
    </li>
  );
}
