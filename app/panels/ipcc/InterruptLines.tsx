/** The four interrupt lines of the IPCC: enabled or not, high or low. */
import type { IpccView } from '../../../sim-worker/contract/ipcc-view';
import { classes } from '../../charts/owner-class';
import { useSay } from '../../charts/roles';
import { ownerOf, processorWord } from '../../derive/words';
import { OwnerMark } from '../../widgets/OwnerMark';
import styles from './interrupt-lines.module.css';

export function InterruptLines({ lines }: { readonly lines: IpccView['lines'] }) {
  const say = useSay();
  if (lines.length === 0) return null;
  return (
    <section className={styles.lines} aria-label="Interrupt lines">
      <h3>Interrupt lines</h3>
      <ul>
        {lines.map((line) => (
          <li key={`${line.to}.${line.name}`}>
            <OwnerMark owner={ownerOf(line.to)} size={9} />
            <span className={styles.to}>to {say(processorWord(line.to))}</span>
            <span className={styles.what}>{/tx/i.test(line.name) ? 'channel is free' : 'bell rings'}</span>
            <code>{line.name}</code>
            <span className={classes(styles.level, line.level && styles.high)}>
              {!line.enabled ? 'disabled' : line.level ? 'pending' : 'quiet'}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
