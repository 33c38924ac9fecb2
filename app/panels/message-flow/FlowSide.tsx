/** Beside or below the diagram: what the selected step is, what caused it and what it caused; where the message lay; how this compares. */
import { useMemo } from 'react';
import type { SocEvent } from '../../../sim-worker/contract/event-schema';
import { asText, labelOf } from '../../../sim-worker/contract/event-text';
import { Histogram } from '../../charts/Histogram';
import { effectsOf, eventAt } from '../../derive/events';
import type { FlowStep } from '../../derive/flow-steps';
import { addressText, microsText } from '../../derive/format';
import { roundTrips } from '../../derive/latency';
import type { Message } from '../../derive/messages';
import { whereItLay } from '../../derive/where-it-lay';
import { useSession } from '../../stores/session-context';
import { Hex } from '../../widgets/Hex';
import { OwnerMark } from '../../widgets/OwnerMark';
import { StopHere } from '../StopHere';
import styles from './flow-side.module.css';

type FlowSideProps = {
  readonly message: Message;
  readonly messages: readonly Message[];
  readonly steps: readonly FlowStep[];
  readonly events: readonly SocEvent[];
  readonly selected: number | undefined;
  readonly wide: boolean;
};

export function FlowSide({ message, messages, steps, events, selected, wide }: FlowSideProps) {
  const step = selected === undefined ? undefined : steps.find((s) => s.events.some((e) => e.seq === selected));
  const event = selected === undefined ? undefined : eventAt(events, selected);
  if (!wide)
    return event === undefined ? null : (
      <aside className={styles.below}>
        {<StepDetails event={event} events={events} origin={message.start} step={step} />}
      </aside>
    );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <aside className={styles.side} tabIndex={0} aria-label="Details of the message">
      <WhereItLay message={message} />
      {event === undefined ? (
        <section>
          <h3 className={styles.title}>Selected step</h3>
          <p className={styles.hint}>
            Choose a step in the diagram to see the event behind it, its cause and what it caused.
          </p>
        </section>
      ) : (
        <StepDetails event={event} events={events} origin={message.start} step={step} />
      )}
      <Trips messages={messages} message={message} />
    </aside>
  );
}

type StepDetailsProps = {
  readonly event: SocEvent;
  readonly events: readonly SocEvent[];
  readonly origin: number;
  readonly step: FlowStep | undefined;
};
function StepDetails({ event, events, origin, step }: StepDetailsProps) {
  const select = useSession((s) => s.select);
  const reveal = useSession((s) => s.reveal);
  const cause = event.cause === undefined ? undefined : eventAt(events, event.cause);
  const effects = useMemo(() => effectsOf(events, event.seq, 6), [events, event.seq]);
  const { pc } = event;
  const chip = (e: SocEvent) => (
    <button
      key={e.seq}
      type="button"
      className={styles.chip}
      title={asText(e)}
      onClick={() => select({ kind: 'event', seq: e.seq })}
    >
      <span className={styles.number}>#{e.seq}</span> {labelOf(e)}
    </button>
  );
  return (
    <section>
      <h3 className={styles.title}>
        Selected step{' '}
        <span className={styles.moment}>{`+${microsText(event.time - origin)} µs, ${step?.title ?? event.kind}`}</span>
      </h3>
      <p className={styles.line}>
        <span className={styles.number}>#{event.seq}</span> {event.kind} <StopHere event={event} />
      </p>
      <p className={styles.label}>{labelOf(event)}</p>
      {pc !== undefined && (
        <p className={styles.line}>
          by the M4 at{' '}
          <Hex
            value={pc}
            onClick={() => {
              select({ kind: 'address', address: pc });
              reveal('disassembly');
            }}
          />
        </p>
      )}
      {cause !== undefined && (
        <div className={styles.chain}>
          <span className={styles.what}>Caused by</span>
          {chip(cause)}
        </div>
      )}
      {effects.length > 0 && (
        <div className={styles.chain}>
          <span className={styles.what}>It caused</span>
          {effects.map(chip)}
        </div>
      )}
    </section>
  );
}

function WhereItLay({ message }: { readonly message: Message }) {
  const select = useSession((s) => s.select);
  const reveal = useSession((s) => s.reveal);
  const places = whereItLay(message);
  if (places.length === 0) return null;
  return (
    <section>
      <h3 className={styles.title}>Where the message lay</h3>
      <ul className={styles.places}>
        {places.map((place) => (
          <li key={`${place.address}.${place.from}`}>
            <button
              type="button"
              onClick={() => {
                select({ kind: 'address', address: place.address });
                reveal('memory');
              }}
            >
              {addressText(place.address)}
            </button>
            <span className={styles.owners}>
              {place.owners.map((owner, i) => (
                <span key={owner} className={owner === 'a7' ? styles.linux : styles.m4}>
                  <OwnerMark owner={owner} size={9} /> {i > 0 ? 'then ' : ''}
                  {owner === 'a7' ? 'Linux' : 'M4'}
                </span>
              ))}
            </span>
            <span className={styles.which}>{place.what}</span>
            <span
              className={styles.times}
            >{`${microsText(place.from - message.start)} – ${place.to === undefined ? 'now' : `${microsText(place.to - message.start)} µs`}`}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Trips({ messages, message }: { readonly messages: readonly Message[]; readonly message: Message }) {
  const end = message.back?.delivered ?? message.back?.taken;
  const took = end === undefined || message.out === undefined ? undefined : end.time - message.start;
  const data = useMemo(() => roundTrips(messages, took), [messages, took]);
  if (data === undefined) return null;
  return (
    <section className={styles.trips}>
      <h3 className={styles.title}>
        Last {data.count} round trips <span className={styles.moment}>median {microsText(data.median)} µs</span>
      </h3>
      <Histogram data={data} width={320} />
    </section>
  );
}
