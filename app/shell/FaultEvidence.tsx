/** What the sentence of a fault follows from: instruction, data, status bits, the stacked frame and the call path. */
import type { ReactNode } from 'react';
import type { EvidenceLink } from '../../sim-worker/contract/diagnosis';
import type { FaultCard } from '../../sim-worker/contract/status-view';
import { addressText } from '../derive/format';
import { EvidenceChips } from '../panels/EvidenceChips';
import styles from './fault-evidence.module.css';

type FaultEvidenceProps = { readonly fault: FaultCard; readonly onGo: () => void };

const code = (address: number, text: string): EvidenceLink => ({ kind: 'code', address, text });
const memory = (address: number, text: string): EvidenceLink => ({ kind: 'memory', address, length: 4, text });

export function FaultEvidence({ fault, onGo }: FaultEvidenceProps) {
  const { data, bits, frame, callPath, instruction } = fault;
  return (
    <dl className={styles.evidence}>
      <Row name="Instruction">
        <EvidenceChips links={[code(fault.pc, `${fault.function} ${instruction}`.trim())]} onGo={onGo} />
      </Row>
      {data !== undefined && (
        <Row name="Data">
          <EvidenceChips
            links={[memory(data.address, [data.symbol, data.region].filter((part) => part !== '').join(', '))]}
            onGo={onGo}
          />
        </Row>
      )}
      {bits.length > 0 && (
        <Row name="Status bits">
          {bits.map(({ name, meaning }) => (
            <div key={name}>
              <code>{name}</code> {meaning}
            </div>
          ))}
        </Row>
      )}
      {frame !== undefined && (
        <Row name={`Stacked at ${addressText(frame.address)}`}>
          <code className={styles.registers}>
            {Object.entries(frame.registers).map(([name, value]) => (
              <span key={name}>
                {name} {addressText(value)}
              </span>
            ))}
          </code>
        </Row>
      )}
      {callPath.length > 0 && (
        <Row name="Call path">
          <EvidenceChips links={callPath.map(({ pc, function: name }) => code(pc, name))} onGo={onGo} />
        </Row>
      )}
    </dl>
  );
}

function Row({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}
