/** The cells of one event in the table. */
import { groupOf, type SocEvent } from '../../../sim-worker/contract/event-schema';
import { laneOf, laneOwner } from '../../derive/actor';
import type { StepMarks } from '../../derive/chain';
import { secondsText } from '../../derive/format';
import type { SessionState } from '../../stores/session-state';
import { Hex } from '../../widgets/Hex';
import { OwnerMark } from '../../widgets/OwnerMark';
import { StepMark } from '../../widgets/StepMark';
import { StopHere } from '../StopHere';
import styles from './events.module.css';

export const eventHeads = ['No.', 'Time, s', 'By', 'Kind', 'What', 'Cause', 'PC', 'Stop'] as const;

type EventCellsProps = {
  readonly event: SocEvent;
  readonly label: string;
  /** Its place in the chain of what is selected. */
  readonly marks: StepMarks | undefined;
  /** From the session: a table with dozens of rows asks it once. */
  readonly select: SessionState['select'];
  readonly reveal: SessionState['reveal'];
};

export function EventCells({ event, label, marks, select, reveal }: EventCellsProps) {
  const owner = groupOf(event.kind) === 'inject' ? 'fault' : laneOwner[laneOf(event, false)];
  const { seq, cause, pc } = event;
  return (
    <>
      <td>
        <button type="button" className={styles.number} onClick={() => select({ kind: 'event', seq })}>
          #{seq}
        </button>
        {marks !== undefined && (
          <span className={styles.step}>
            <StepMark label={marks.label} current={marks.current} />
          </span>
        )}
      </td>
      <td className={styles.quiet}>{secondsText(event.time)}</td>
      <td>
        {owner === undefined ? (
          <span className={styles.ipcc}>IPCC</span>
        ) : (
          <OwnerMark owner={owner} size={9} label={true} />
        )}
      </td>
      <td className={styles.quiet}>{event.kind}</td>
      <td className={styles.label} title={label}>
        {label}
      </td>
      <td>
        {cause !== undefined && (
          <button
            type="button"
            className={styles.link}
            title={`Caused by #${cause}`}
            onClick={() => select({ kind: 'event', seq: cause })}
          >
            #{cause}
          </button>
        )}
      </td>
      <td className={styles.pc}>
        {pc !== undefined && (
          <Hex
            value={pc}
            onClick={() => {
              select({ kind: 'address', address: pc });
              reveal('disassembly');
            }}
          />
        )}
      </td>
      <td className={styles.stop}>
        <StopHere event={event} />
      </td>
    </>
  );
}
