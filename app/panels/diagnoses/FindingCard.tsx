/** One finding: the answer first, then what proves it, why it is so and how to mend it. */
import { useState } from 'react';
import { type Finding, isTrouble } from '../../../sim-worker/contract/diagnosis';
import { useSay } from '../../charts/roles';
import { certaintyWords } from '../../derive/findings';
import { secondsText } from '../../derive/format';
import { CodeText } from '../../widgets/CodeText';
import { OwnerMark } from '../../widgets/OwnerMark';
import { EvidenceChips } from '../EvidenceChips';
import styles from './diagnoses.module.css';

type FindingCardProps = { readonly finding: Finding; readonly open: boolean };

export function FindingCard({ finding, open }: FindingCardProps) {
  const say = useSay();
  // What came later does not close what somebody reads.
  const [openAtFirst] = useState(open);
  const { title, seen, evidence, why, mend, certainty, rule } = finding;
  return (
    <details className={styles.card} open={openAtFirst}>
      <summary className={styles.summary}>
        <OwnerMark owner={isTrouble(certainty) ? 'fault' : 'free'} size={11} />
        <span className={styles.title}>{say(title)}</span>
      </summary>
      <div className={styles.columns}>
        <div>
          {seen !== '' && <p className={styles.seen}>{<CodeText text={say(seen)} />}</p>}
          <h4 className={styles.part}>How we know</h4>
          <ul className={styles.evidence}>
            {evidence.map(({ sentence, links }, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the words change while time goes by, the place stays
              <li key={i}>
                <p className={styles.sentence}>
                  <CodeText text={say(sentence)} />
                </p>
                <EvidenceChips links={links} />
              </li>
            ))}
          </ul>
        </div>
        <div>
          <h4 className={styles.part}>Why</h4>
          <p className={styles.text}>
            <CodeText text={say(why)} />
          </p>
          <h4 className={styles.part}>{isTrouble(certainty) ? 'How to mend it' : 'What to do'}</h4>
          <p className={styles.text}>
            <CodeText text={say(mend)} />
          </p>
          <p className={styles.sure}>
            {certaintyWords[certainty]} {seenSince(finding)} <span className={styles.rule}>{rule}</span>
          </p>
        </div>
      </div>
    </details>
  );
}

function seenSince({ since, evidence }: Finding): string {
  if (since !== undefined) return `Since ${secondsText(since)} s.`;
  const inFile = evidence.some(({ links }) => links.some(({ kind }) => kind === 'file'));
  return inFile ? 'Seen in the file.' : '';
}
