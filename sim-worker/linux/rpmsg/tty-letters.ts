/** The messages that one write to a ttyRPMSG became, and which byte of the write went into which. */
import type { EventLog } from '../../kernel/event-log';

export type Letter = {
  /** Its `rpmsg.written`, or what else happened first. */
  readonly seq: number;
  /** Which byte of the write stands in it at `at`: output processing can put others before. */
  readonly of: number;
  readonly at: number;
};

/** The event of the message that was written since the log had `before` rows. */
export function letterSince(log: EventLog, before: number): number {
  for (let seq = before; seq < log.length; seq++) if (log.kindAt(seq) === 'rpmsg.written') return seq;
  return before;
}

/** One message that has the write as it is: nobody needs to be told. */
export const isPlain = (letters: readonly Letter[]): boolean => letters.length === 1 && letters[0]!.at === 0;

/** The message into which a byte of the write went. */
export const letterOfByte = (letters: readonly Letter[], byte: number): Letter | undefined =>
  letters.findLast(({ of }) => of <= byte);
