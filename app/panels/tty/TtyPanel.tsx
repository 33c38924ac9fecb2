/** The ttyRPMSG terminals: what went over each, and a line to type into it. */
import { useState } from 'react';
import type { TtyView } from '../../../sim-worker/contract/text-views';
import { endpointText } from '../../derive/format';
import { useSession, useView } from '../../stores/session-context';
import { EmptyState } from '../../widgets/EmptyState';
import { Panel } from '../../widgets/Panel';
import { SegmentedControl } from '../../widgets/SegmentedControl';
import { TtyInput } from './TtyInput';
import { TtyTraffic } from './TtyTraffic';
import styles from './tty.module.css';

export type TtyPort = TtyView['ports'][number];

export function TtyPanel() {
  const view = useView('ttys', {});
  const [chosen, setChosen] = useState<number | undefined>(undefined);
  const asked = useSession((s) => (s.selection?.kind === 'tty' ? s.selection.port : undefined));
  const select = useSession((s) => s.select);
  if (asked !== undefined && asked !== chosen) setChosen(asked);
  const choose = (port: number): void => {
    setChosen(port);
    if (asked !== undefined) select({ kind: 'tty', port });
  };
  const ports = view?.ports ?? [];
  const port = ports.find((each) => each.port === chosen) ?? ports[0];
  if (port === undefined) {
    return (
      <Panel title="ttyRPMSG">
        <EmptyState
          why={view?.absent || 'No ttyRPMSG yet.'}
          whatToDo="What Linux writes into a ttyRPMSG, the M4 reads. More to try: “Try…” in the Linux console."
        />
      </Panel>
    );
  }
  return (
    <Panel
      title="ttyRPMSG"
      subtitle={subtitleOf(port)}
      actions={<PortChoice ports={ports} port={port} onChoose={choose} />}
      body="flush"
      scrolls={false}
    >
      <TtyTraffic key={`traffic ${port.port}`} port={port} />
      <TtyInput key={port.port} port={port.port} />
    </Panel>
  );
}

function subtitleOf(port: TtyPort) {
  return (
    <span className={styles.subtitle} title="endpoint on the Linux side ⇄ endpoint on the M4">
      {`${endpointText(port.local)} ⇄ ${endpointText(port.remote)}`}
    </span>
  );
}

type PortChoiceProps = {
  readonly ports: readonly TtyPort[];
  readonly port: TtyPort;
  readonly onChoose: (port: number) => void;
};

function PortChoice({ ports, port, onChoose }: PortChoiceProps) {
  if (ports.length < 2) return null;
  return (
    <SegmentedControl
      small
      label="Terminal"
      segments={ports.map((each) => ({
        value: String(each.port),
        label: String(each.port),
        title: `ttyRPMSG${each.port}`,
      }))}
      value={String(port.port)}
      onChange={(value) => onChoose(Number(value))}
    />
  );
}
