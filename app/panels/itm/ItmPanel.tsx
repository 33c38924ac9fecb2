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
          Call <code>ITM_SendChar()</code> or write to <code>ITM-&gt;PORT[0].u8</code>. The firmware must switch on what
          a debugger does on a board: <code>TRCENA</code> in <code>CoreDebug-&gt;DEMCR</code>, then <code>ITMENA</code>{' '}
          in <code>ITM-&gt;TCR</code> and the port’s bit in <code>ITM-&gt;TER</code>.
        </>
      }
    />
  );
}
