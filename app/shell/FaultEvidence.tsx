/** What the sentence of a fault follows from: instruction, data, status bits, the stacked frame and the call path. */
import type { ReactNode } from 'react';
import type { FaultCard } from '../../sim-worker/contract/views';
import { addressText } from '../derive/format';
import styles from './fault-evidence.module.css';

export function FaultEvidence({ fault }: { readonly fault: FaultCard }) {
  const { data, bits, frame, callPath, instruction } = fault;
  return (
    <dl className={styles.evidence}>
      <Row name="Instruction">
        <code>
          {addressText(fault.pc)} {fault.function} {instruction === '' ? '' : ` ${instruction}`}
        </code>
      </Row>
      {data !== undefined && (
        <Row name="Data">
          <code>{addressText(data.address)}</code> {[data.symbol, data.region].filter((part) => part !== '').join(', ')}
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
          <code>{callPath.map(({ pc, function: name }) => (name === '' ? addressText(pc) : name)).join(' ← ')}</code>
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
