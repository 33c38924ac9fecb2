/** Beside the diagram: where the followed byte lived; what the selected step is, its cause and its effects; how this message compares with all others. */
import type { SocEvent } from '../../../sim-worker/contract/event-schema';
import { asText, labelOf } from '../../../sim-worker/contract/event-text';
import { stages } from '../../../sim-worker/contract/message-stages';
import { Histogram } from '../../charts/Histogram';
import { addressText, countText, microsText, spanText } from '../../derive/format';
import { distributionOf } from '../../derive/latency';
import type { Message } from '../../derive/messages';
import { type Place, whereItLay } from '../../derive/where-it-lay';
import { letterText } from '../../derive/words';
import { selectionOf } from '../../stores/selection';
import { useSession } from '../../stores/session-context';
import { Hex } from '../../widgets/Hex';
import { OwnerMark } from '../../widgets/OwnerMark';
import { StopHere } from '../StopHere';
import styles from './flow-side.module.css';
import type { FollowedLetter } from './MessageFlowPanel';
import type { FlowState } from './use-messages';

type FlowSideProps = {
  readonly flow: FlowState;
  readonly message: Message;
  readonly letter: FollowedLetter;
  readonly width: number;
};

export function FlowSide({ flow, message, letter, width }: FlowSideProps) {
  const { chain } = flow;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <aside className={styles.side} style={{ width }} tabIndex={0} aria-label="Details of the message">
      <WhereItLay flow={flow} message={message} letter={letter} />
      {chain?.current === undefined ? (
        <section>
          <h3 className={styles.title}>Selected step</h3>
          <p className={styles.hint}>
            Choose a step in the diagram to see the event behind it, its cause and what it caused.
          </p>
        </section>
      ) : (
        <StepDetails flow={flow} event={chain.current.event} origin={message.start} />
      )}
      <Statistics flow={flow} width={width - 44} />
    </aside>
  );
}

type StepDetailsProps = { readonly flow: FlowState; readonly event: SocEvent; readonly origin: number };
function StepDetails({ flow, event, origin }: StepDetailsProps) {
  const select = useSession((s) => s.select);
  const reveal = useSession((s) => s.reveal);
  const all = flow.chain?.view.steps ?? [];
  const cause = all.find((step) => step.event.seq === event.cause)?.event;
  const effects = all.filter((step) => step.event.cause === event.seq).map((step) => step.event);
  const name = flow.functionAt(event.seq);
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
        Selected step <span className={styles.moment}>{`+${microsText(event.time - origin)} µs`}</span>
      </h3>
      <p className={styles.line}>
        <span className={styles.number}>#{event.seq}</span> {event.kind} <StopHere event={event} />
      </p>
      <p className={styles.label}>{labelOf(event)}</p>
      {pc !== undefined && (
        <p className={styles.line}>
          {name === '' ? 'by the M4' : name} at{' '}
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
          {effects.slice(0, 6).map(chip)}
        </div>
      )}
    </section>
  );
}

type WhereItLayProps = Omit<FlowSideProps, 'width'>;
function WhereItLay({ flow, message, letter }: WhereItLayProps) {
  const select = useSession((s) => s.select);
  const reveal = useSession((s) => s.reveal);
  const places = whereItLay(message, letter?.byte ?? 0, flow.functionAt, flow.chain?.view.copies);
  if (places.length === 0) return null;
  const show = ({ address, seq }: Place): void => {
    if (seq !== undefined) select(selectionOf(seq, letter?.byte, flow.chain));
    else if (address !== undefined) select({ kind: 'address', address });
    if (address !== undefined) reveal('memory');
  };
  const since = (ns: number): string => microsText(ns - message.start);
  return (
    <section>
      <h3 className={styles.title}>
        Where the byte lived {letter !== undefined && <span className={styles.moment}>byte {letter.byte}</span>}
      </h3>
      <ul className={styles.places}>
        {places.map((place) => (
          <li key={`${place.address}.${place.from}`}>
            <button type="button" onClick={() => show(place)}>
              {place.address === undefined ? place.name : addressText(place.address)}
            </button>
            <span className={styles.owners}>
              {place.owners.map((owner, i) => (
                <span key={owner} className={owner === 'a7' ? styles.linux : styles.m4}>
                  <OwnerMark owner={owner} size={9} /> {i > 0 ? 'then ' : ''}
                  {owner === 'a7' ? 'Linux' : 'M4'}
                </span>
              ))}
            </span>
            <span className={styles.which}>{place.by === '' ? place.what : `${place.by}, ${place.what}`}</span>
            {place.from !== undefined && (
              <span className={styles.times}>
                {`${since(place.from)} – ${place.to === undefined ? 'now' : `${since(place.to)} µs`}`}
              </span>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

const measures = ['total', ...stages] as const;
type StatisticsProps = { readonly flow: FlowState; readonly width: number };
/** Over all kept messages that pass the filter. */
function Statistics({ flow, width }: StatisticsProps) {
  const { view, row, measure, setMeasure, choose } = flow;
  const statistics = view?.statistics;
  if (statistics === undefined || statistics.count < 2) return null;
  const current =
    row === undefined || row.progress !== 'arrived' ? undefined : measure === 'total' ? row.took : row.stages[measure];
  const { median, p90, p99, worst } = statistics;
  return (
    <section className={styles.trips} aria-label="How long messages took">
      <h3 className={styles.title}>
        {countText(statistics.count)} messages
        <label className={styles.measure}>
          measured by{' '}
          <select
            value={measure}
            onChange={(event) => setMeasure(measures.find((m) => m === event.target.value) ?? 'total')}
          >
            {measures.map((each) => (
              <option key={each} value={each}>
                {each === 'total' ? 'whole way' : each}
              </option>
            ))}
          </select>
        </label>
      </h3>
      <Histogram data={distributionOf(statistics, current)} width={width} />
      <p className={styles.moment}>
        median {spanText(median)}, 90 % under {spanText(p90)}, 99 % under {spanText(p99)}
      </p>
      <h4 className={styles.worstTitle}>The ten slowest</h4>
      <ol className={styles.worst}>
        {worst.map((each) => (
          <li key={each.ordinal}>
            <button type="button" aria-current={each.id === row?.id} onClick={() => choose(each)}>
              <span>{letterText(each.text, 20) || `${each.bytes} bytes`}</span>
              <span className={styles.times}>{spanText(measure === 'total' ? each.took : each.stages[measure])}</span>
            </button>
          </li>
        ))}
      </ol>
    </section>
  );
}
