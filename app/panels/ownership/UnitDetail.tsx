/** One semaphore, gate, line or pin in words: the headline, the facts, what goes wrong and what to do. */
import type { OwnedDetail, OwnedFact } from '../../derive/owned-grid';
import { useSession } from '../../stores/session-context';
import { OwnerMark } from '../../widgets/OwnerMark';
import styles from './cell-detail.module.css';
import { GoTo } from './GoTo';

export function UnitDetail({ detail }: { readonly detail: OwnedDetail }) {
  return (
    <section className={styles.detail} aria-label={detail.title}>
      <p className={styles.kind}>
        <OwnerMark owner={detail.owner} size={11} /> {detail.kind}
      </p>
      <h2>{detail.title}</h2>
      <p className={styles.lead}>{detail.sentence}</p>
      <dl className={styles.facts}>
        {detail.facts.map((fact) => (
          <Fact key={`${fact.term} ${fact.code} ${fact.text}`} fact={fact} />
        ))}
      </dl>
      {detail.trouble !== '' && <p className={styles.conflict}>{detail.trouble}</p>}
      {detail.whatToDo !== '' && (
        <>
          <h3>What to do</h3>
          <p className={styles.note}>{detail.whatToDo}</p>
        </>
      )}
      <GoTo seq={detail.seq} pc={undefined} />
    </section>
  );
}

function Fact({ fact }: { readonly fact: OwnedFact }) {
  const select = useSession((s) => s.select);
  const reveal = useSession((s) => s.reveal);
  const { pc } = fact;
  return (
    <>
      <dt>{fact.term}</dt>
      <dd>
        {fact.code !== '' &&
          (pc === undefined ? (
            <code>{fact.code}</code>
          ) : (
            <button
              type="button"
              className={styles.place}
              title="Show the code"
              onClick={() => {
                select({ kind: 'address', address: pc });
                reveal('disassembly');
              }}
            >
              <code>{fact.code}</code>
            </button>
          ))}
        {fact.text !== '' && <span>{fact.text}</span>}
      </dd>
    </>
  );
}
