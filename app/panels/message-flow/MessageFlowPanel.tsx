/** Messages through all lanes: the list to choose from, one message step by step or many on one axis of time, and what the chosen one is made of. */
import { useMemo, useState } from 'react';
import { progressOf } from '../../../sim-worker/contract/messages';
import { FlowChart } from '../../charts/FlowChart';
import { FlowOverview } from '../../charts/FlowOverview';
import { type Size, useSize } from '../../charts/use-size';
import { followedLetter } from '../../derive/byte-in-text';
import type { Chain } from '../../derive/chain';
import { circumstancesOf } from '../../derive/circumstances';
import { type Circumstances, type ExpectedStep, expectedSteps } from '../../derive/expected';
import { type FlowBar, type FlowStep, flowBars, flowSteps } from '../../derive/flow-steps';
import type { Message } from '../../derive/messages';
import { followedByte, selectionOf } from '../../stores/selection';
import { useSession, useView } from '../../stores/session-context';
import { EmptyState } from '../../widgets/EmptyState';
import { Panel } from '../../widgets/Panel';
import { FlowHeadline } from './FlowHeadline';
import { FlowSide } from './FlowSide';
import { MessageList } from './MessageList';
import { MessagePicker, zoomLevels } from './MessagePicker';
import styles from './message-flow.module.css';
import { type FlowState, useMessages } from './use-messages';

const nothing = {};
/** From these widths on the diagram takes the large form of a whole stage, and the list stands beside it. */
const wideFrom = 900;
const listFrom = 1180;
const listWidth = 236;
const sideWidth = 336;

export function MessageFlowPanel() {
  const [ref, size] = useSize<HTMLDivElement>({ width: 424, height: 372 });
  const [zoom, setZoom] = useState(0);
  const drawn = zoomLevels[zoom] ?? 1;
  const flow = useMessages(drawn);
  const { message } = flow;
  const listed = size.width >= listFrom;
  return (
    <Panel
      title="Message flow"
      body="flush"
      scrolls={false}
      actions={<MessagePicker flow={flow} zoom={zoom} onZoom={setZoom} listed={listed} narrow={size.width < 780} />}
    >
      <div ref={ref} className={styles.body}>
        {message === undefined ? (
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
          <FlowBody flow={flow} message={message} size={size} drawn={drawn} listed={listed} />
        )}
      </div>
    </Panel>
  );
}

type FlowBodyProps = {
  readonly flow: FlowState;
  readonly message: Message;
  readonly size: Size;
  /** How many messages the drawing holds. */
  readonly drawn: number;
  readonly listed: boolean;
};
function FlowBody({ flow, message, size, drawn, listed }: FlowBodyProps) {
  const wide = size.width >= wideFrom;
  const letter = useLetter(message, flow.chain);
  const width = (wide ? size.width - sideWidth - (listed ? listWidth : 0) : size.width) - 12;
  return (
    <>
      {wide && <FlowHeadline message={message} width={size.width} letter={letter} />}
      <div className={wide ? styles.columns : styles.single}>
        {listed && <MessageList flow={flow} />}
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
        <section className={styles.scroller} tabIndex={0} aria-label="Sequence diagram">
          {drawn === 1 ? (
            <OneMessage flow={flow} message={message} width={width} height={size.height} wide={wide} letter={letter} />
          ) : (
            <FlowOverview
              rows={flow.view?.rows.slice(0, drawn) ?? []}
              width={width}
              height={wide ? size.height - 110 : size.height}
              wide={wide}
              chosen={message.id}
              onChoose={flow.choose}
            />
          )}
        </section>
        {wide && <FlowSide flow={flow} message={message} letter={letter} width={sideWidth} />}
      </div>
    </>
  );
}

export type FollowedLetter = ReturnType<typeof followedLetter>;
/** The byte that was chosen, else the first that can be seen. */
function useLetter(message: Message, chain: Chain | undefined): FollowedLetter {
  const byte = useSession((state) => followedByte(state.selection, state.chain));
  const { text, from } = chain?.view.written ?? { text: message.text, from: 0 };
  return useMemo(() => followedLetter(text, byte, from), [text, byte, from]);
}

type OneMessageProps = {
  readonly flow: FlowState;
  readonly message: Message;
  readonly width: number;
  readonly height: number;
  readonly wide: boolean;
  readonly letter: FollowedLetter;
};
function OneMessage({ flow, message, width, height, wide, letter }: OneMessageProps) {
  const status = useView('status', nothing);
  const ipcc = useView('ipcc', nothing);
  const vrings = useView('vrings', nothing);
  const selected = useSession((s) => (s.selection?.kind === 'event' ? s.selection.seq : undefined));
  const byte = useSession((s) => followedByte(s.selection, s.chain));
  const select = useSession((s) => s.select);
  const circumstances = useMemo(() => circumstancesOf(ipcc, vrings), [ipcc, vrings]);
  const at = letter?.byte;
  const diagram = useMemo(
    () => diagramOf(message, circumstances, wide ? at : undefined),
    [message, circumstances, wide, at],
  );
  const under = progressOf(message) !== 'arrived' && status?.phase !== 'running';
  return (
    <FlowChart
      {...diagram}
      width={width}
      {...(wide ? {} : { height })}
      density={wide ? 'wide' : 'compact'}
      origin={message.start}
      now={under ? status?.event : undefined}
      selected={selected ?? flow.chain?.view.seq}
      onSelect={(seq) => select(selectionOf(seq, byte, flow.chain))}
      letter={letter?.letter ?? ''}
      marks={flow.chain?.events}
    />
  );
}

type Diagram = {
  readonly steps: readonly FlowStep[];
  readonly bars: readonly FlowBar[];
  readonly expected: readonly ExpectedStep[];
};
const diagramOf = (message: Message, circumstances: Circumstances, byte: number | undefined): Diagram => ({
  steps: flowSteps(message, byte),
  bars: flowBars(message),
  expected: expectedSteps(message, circumstances),
});
