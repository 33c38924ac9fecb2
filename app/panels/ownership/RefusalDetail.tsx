/** A refused access told as a story: who wanted what, from where, which rule said no, what it got, and what if it were open. */
import type { Refusal } from '../../../sim-worker/contract/ownership';
import type { EtzpcCell } from '../../derive/etzpc';
import { addressText, countText, secondsText } from '../../derive/format';
import { accessWords, refusalTitle, whyWords } from '../../derive/refusal';
import { useCommands, useSession } from '../../stores/session-context';
import { Button } from '../../widgets/Button';
import { OwnerMark } from '../../widgets/OwnerMark';
import styles from './cell-detail.module.css';

type RefusedProps = { readonly cell: EtzpcCell; readonly refusal: Refusal };
export function RefusedHeading({ cell, refusal }: RefusedProps) {
  return (
    <>
      <p className={styles.refusedKind}>
        <OwnerMark owner="fault" size={12} /> Refused access <code>{secondsText(refusal.last)} s</code>
      </p>
      <h2>{refusalTitle(refusal, cell)}</h2>
      <p className={styles.lead}>
        {whyWords(cell)} The {refusal.write ? 'write' : 'read'} never reached the peripheral.
      </p>
    </>
  );
}

export function RefusalFacts({ refusal }: { readonly refusal: Refusal }) {
  const { pc } = refusal;
  return (
    <>
      <dt>{refusal.write ? 'Write' : 'Read'}</dt>
      <dd>
        <code>{accessWords(refusal)}</code>
        <span>
          {addressText(refusal.address)}
          {refusal.count > 1 ? `, ${countText(refusal.count)} times since ${secondsText(refusal.first)} s` : ''}
        </span>
      </dd>
      <dt>From</dt>
      <dd>{refusal.function === '' ? <span>{origin(refusal)}</span> : <code>{refusal.function}</code>}</dd>
      {pc !== undefined && (
        <>
          <dt>PC</dt>
          <dd>
            <code>{addressText(pc)}</code>
            <span className={styles.instruction}>{refusal.instruction}</span>
          </dd>
        </>
      )}
    </>
  );
}

export function AnswerFact({ refusal }: { readonly refusal: Refusal }) {
  return (
    <>
      <dt>Answer</dt>
      <dd>
        <code>{refusal.answer}</code>
        <span>chosen for this board; what the hardware does is not public</span>
      </dd>
    </>
  );
}

const origin = ({ by }: Refusal): string => (by === 1 ? 'a driver of Linux' : 'code without a symbol');

/** Another run of the same firmware with the gate open: what was set outlives a reset. */
export function WhatIfOpen({ cell }: { readonly cell: EtzpcCell }) {
  const commands = useCommands();
  const notify = useSession((s) => s.notify);
  return (
    <Button
      small
      disabled={cell.locked}
      title={
        cell.locked
          ? 'DECPROT_LOCK keeps the value until the next reset of the chip.'
          : `Opens ${cell.name} to both sides as the secure firmware would, and resets the board.`
      }
      onClick={() => {
        commands.setDecprot(cell.id, 3);
        commands.restart();
        notify(`${cell.name} is open to both sides now, and the board was reset. Run it again and compare.`);
      }}
    >
      What if it were open?
    </Button>
  );
}
