/** What the firmware prints by ITM_SendChar: one console per stimulus port that has carried text. */
import { useState } from 'react';
import type { ItmView } from '../../../sim-worker/contract/text-views';
import { useView } from '../../stores/session-context';
import { EmptyState } from '../../widgets/EmptyState';
import { Panel } from '../../widgets/Panel';
import { SegmentedControl } from '../../widgets/SegmentedControl';
import styles from './itm.module.css';
import { whatIsOff } from './what-is-off';

export function ItmPanel() {
  const view = useView('itm', {});
  const [asked, setAsked] = useState(0);
  const shown = view?.texts.find(({ port }) => port === asked) ?? view?.texts[0];
  if (view === undefined || shown === undefined) {
    return (
      <Panel title="ITM">
        <Empty view={view} />
      </Panel>
    );
  }
  const ports = (
    <SegmentedControl
      small
      label="Stimulus port"
      segments={view.texts.map(({ port }) => ({ value: String(port), label: String(port) }))}
      value={String(shown.port)}
      onChange={(port) => setAsked(Number(port))}
    />
  );
  return (
    <Panel title="ITM" subtitle={`port ${shown.port}`} {...(view.texts.length > 1 ? { actions: ports } : {})}>
      <pre className={styles.text}>{shown.text}</pre>
    </Panel>
  );
}

function Empty({ view }: { readonly view: ItmView | undefined }) {
  const off = view === undefined ? '' : whatIsOff(view);
  return (
    <EmptyState
      why={off === '' ? 'The firmware has printed nothing through the ITM.' : off}
      whatToDo={
        <>
          <code>ITM_SendChar()</code> prints here. On a board a debugger switches it on; here the firmware must:{' '}
          <code className={styles.name}>CoreDebug-&gt;DEMCR</code> TRCENA,{' '}
          <code className={styles.name}>ITM-&gt;TCR</code> ITMENA, and the port’s bit in{' '}
          <code className={styles.name}>ITM-&gt;TER</code>.
        </>
      }
    />
  );
}
