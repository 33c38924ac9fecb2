/** One channel in words: the one selected, else the ones that are occupied. */
import { classes, ownerClass } from '../../charts/owner-class';
import { useSay } from '../../charts/roles';
import { countText, secondsText, spanText } from '../../derive/format';
import type { LampFace } from '../../derive/lamps';
import { bellMeaning, directionFrom, directionWords, ownerOf, plural, processorWord } from '../../derive/words';
import { OwnerMark } from '../../widgets/OwnerMark';
import { StepMark } from '../../widgets/StepMark';
import styles from './channel-detail.module.css';
import type { Ringing } from './rings-in';

type ChannelDetailProps = {
  readonly lamps: readonly LampFace[];
  readonly selected: { readonly from: 1 | 2; readonly channel: number } | undefined;
  /** What the chain did to bells. */
  readonly rings: readonly Ringing[];
  readonly queue: readonly { readonly channel: number; readonly waiting: number }[];
};

export function ChannelDetail({ lamps, selected, rings, queue }: ChannelDetailProps) {
  const say = useSay();
  const shown =
    selected === undefined
      ? lamps.filter((l) => l.occupied)
      : lamps.filter((l) => l.from === selected.from && l.channel === selected.channel);
  if (shown.length === 0)
    return <p className={styles.quiet}>All twelve flags are free. Choose a bell to see what it means.</p>;
  return (
    <ul className={styles.list}>
      {shown.map((lamp) => {
        const waiting = lamp.from === 1 ? (queue.find((q) => q.channel === lamp.channel)?.waiting ?? 0) : 0;
        return (
          <li key={`${lamp.from}.${lamp.channel}`} className={ownerClass(ownerOf(lamp.from))}>
            <h3 className={styles.title}>
              Channel {lamp.channel} <span>{say(directionWords(directionFrom(lamp.from)))}</span>
              <span className={classes(styles.state, lamp.tooLong && styles.fault)}>
                <OwnerMark owner={lamp.tooLong ? 'fault' : lamp.occupied ? ownerOf(lamp.from) : 'free'} size={10} />{' '}
                {stateWords(lamp)}
              </span>
            </h3>
            <p className={styles.sentence}>
              {lamp.occupied ? 'It says: ' : 'When rung, it says: '}
              {say(bellMeaning(lamp.from, lamp.channel))}.
              {lamp.masked && ` ${say(`${lamp.from === 1 ? 'The M4' : 'Linux'} has masked it and will not hear it.`)}`}
              {waiting > 0 && ` ${plural(waiting, 'more kick')} wait in the mailbox queue of Linux.`}
            </p>
            <p className={styles.count}>
              {lamp.rung === 0
                ? `not rung yet by ${say(processorWord(lamp.from))}`
                : `rung ${lamp.rung === 1 ? 'once' : `${countText(lamp.rung)} times`} by ${say(processorWord(lamp.from))}`}
            </p>
            {rings
              .filter((ring) => ring.from === lamp.from && ring.channel === lamp.channel)
              .map(({ step, what }) => (
                <p key={step.label} className={styles.count}>
                  <StepMark label={step.label} current={step.current} /> {what} at {secondsText(step.time)} s
                </p>
              ))}
          </li>
        );
      })}
    </ul>
  );
}

function stateWords(lamp: LampFace): string {
  if (!lamp.occupied) return 'free';
  return `occupied${lamp.since === undefined ? '' : ` for ${spanText(lamp.since)}`}${lamp.tooLong ? ', too long' : ''}`;
}
