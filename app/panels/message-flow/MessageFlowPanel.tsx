/** One message through all lanes: the list to choose from, the diagram, and what a step is made of. */
import { useMemo, useState } from 'react';
import type { SocEvent } from '../../../sim-worker/contract/event-schema';
import { progressOf } from '../../../sim-worker/contract/messages';
import { FlowChart } from '../../charts/FlowChart';
import { type Size, useSize } from '../../charts/use-size';
import { circumstancesOf } from '../../derive/circumstances';
import { type Circumstances, type ExpectedStep, expectedSteps } from '../../derive/expected';
import { type FlowBar, type FlowStep, flowBars, flowSteps } from '../../derive/flow-steps';
import { type Message, MessageIndex } from '../../derive/messages';
import { letterOf } from '../../derive/words';
import { useEvents, useSession, useView } from '../../stores/session-context';
import { EmptyState } from '../../widgets/EmptyState';
import { Panel } from '../../widgets/Panel';
import { FlowHeadline } from './FlowHeadline';
import { FlowSide } from './FlowSide';
import { MessagePicker } from './MessagePicker';
import styles from './message-flow.module.css';

const nothing = {};
/** From this width on the diagram takes the large form of a whole stage. */
const wideFrom = 900;

export function MessageFlowPanel() {
  const [ref, size] = useSize<HTMLDivElement>({ width: 424, height: 372 });
  const status = useView('status', nothing);
  const ipcc = useView('ipcc', nothing);
  const vrings = useView('vrings', nothing);
  const events = useEvents();
  const selection = useSession((s) => s.selection);
  const select = useSession((s) => s.select);
  const [index] = useState(() => new MessageIndex());
  const [pinned, setPinned] = useState<number | undefined>(undefined);
  const messages = useMemo(() => index.advance(events), [index, events]);
  const selected = selection?.kind === 'event' ? selection.seq : undefined;
  const message = chosenMessage(messages, index, pinned, selected, status?.event);
  const now = status?.phase === 'running' ? undefined : status?.event;
  const circumstances = useMemo(() => circumstancesOf(ipcc, vrings, status?.time ?? 0), [ipcc, vrings, status?.time]);
  const diagram = useMemo(() => diagramOf(message, circumstances), [message, circumstances]);
  const pick = (id: number | undefined): void => {
    setPinned(id);
    if (id !== undefined) select({ kind: 'event', seq: id });
  };
  return (
    <Panel
      title="Message flow"
      body="flush"
      scrolls={false}
      actions={
        <MessagePicker
          messages={messages}
          current={message}
          following={pinned === undefined}
          narrow={size.width < 500}
          onPick={pick}
        />
      }
    >
      <div ref={ref} className={styles.body}>
        {message === undefined || diagram === undefined ? (
          <div className={styles.empty}>
            <EmptyState
              why="No message has been sent yet."
              whatToDo={
                <>
                  Press Run, then write to a ttyRPMSG: <code>echo hello &gt; /dev/ttyRPMSG0</code>. Firmware without
                  rpmsg sends none: its bells are in the IPCC panel and among the events.
                </>
              }
            />
          </div>
        ) : (
          <FlowBody
            message={message}
            messages={messages}
            diagram={diagram}
            events={events}
            size={size}
            now={progressOf(message) === 'arrived' ? undefined : now}
            selected={selected}
            onSelect={(seq) => select({ kind: 'event', seq })}
          />
        )}
      </div>
    </Panel>
  );
}

type Diagram = {
  readonly steps: readonly FlowStep[];
  readonly bars: readonly FlowBar[];
  readonly expected: readonly ExpectedStep[];
};
type FlowBodyProps = {
  readonly message: Message;
  readonly messages: readonly Message[];
  readonly diagram: Diagram;
  readonly events: readonly SocEvent[];
  readonly size: Size;
  readonly now: number | undefined;
  readonly selected: number | undefined;
  readonly onSelect: (seq: number) => void;
};
const sideWidth = 368;

function FlowBody({ message, messages, diagram, events, size, now, selected, onSelect }: FlowBodyProps) {
  const wide = size.width >= wideFrom;
  return (
    <>
      {wide && <FlowHeadline message={message} width={size.width} />}
      <div className={wide ? styles.columns : styles.single}>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
        <section className={styles.scroller} tabIndex={0} aria-label="Sequence diagram">
          <FlowChart
            {...diagram}
            width={(wide ? size.width - sideWidth : size.width) - 12}
            {...(wide || selected !== undefined ? {} : { height: size.height })}
            density={wide ? 'wide' : 'compact'}
            origin={message.start}
            now={now}
            selected={selected}
            onSelect={onSelect}
            letter={letterOf(message.text)}
          />
        </section>
        <FlowSide
          message={message}
          messages={messages}
          steps={diagram.steps}
          events={events}
          selected={selected}
          wide={wide}
        />
      </div>
    </>
  );
}

function diagramOf(message: Message | undefined, circumstances: Circumstances): Diagram | undefined {
  if (message === undefined) return undefined;
  return { steps: flowSteps(message), bars: flowBars(message), expected: expectedSteps(message, circumstances) };
}

/** A pinned message stays; else the one of the selected event; else the one that the sentence is about; else the newest. */
function chosenMessage(
  messages: readonly Message[],
  index: MessageIndex,
  pinned: number | undefined,
  selected: number | undefined,
  told: number | undefined,
): Message | undefined {
  const kept = pinned === undefined ? undefined : messages.find((m) => m.id === pinned);
  if (kept !== undefined) return kept;
  const ofSelected = selected === undefined ? undefined : index.messageOf(selected);
  const ofTold = told === undefined ? undefined : index.messageOf(told);
  return ofSelected ?? ofTold ?? messages[messages.length - 1];
}
