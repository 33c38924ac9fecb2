/** The drawing of the system map for given data: what lies where, and in which order it is painted. */

import { type CSSProperties, memo } from 'react';
import type { ChipDescription } from '../../../sim-worker/contract/chip';
import type { RegistersView } from '../../../sim-worker/contract/core-views';
import type { SocEvent } from '../../../sim-worker/contract/event-schema';
import type { IpccView } from '../../../sim-worker/contract/ipcc-view';
import type { LinuxView } from '../../../sim-worker/contract/linux-view';
import type { OwnershipView } from '../../../sim-worker/contract/ownership';
import type { VringsView, VringView } from '../../../sim-worker/contract/ring-views';
import type { StatusView } from '../../../sim-worker/contract/status-view';
import { RingWheel } from '../../charts/RingWheel';
import { useSay } from '../../charts/roles';
import { Drawing } from '../../charts/svg';
import { type Chain, stepSentence } from '../../derive/chain';
import { spanText } from '../../derive/format';
import type { LampFace } from '../../derive/lamps';
import type { MapLayout } from '../../derive/map-layout';
import type { MapStory } from '../../derive/map-story';
import type { Message } from '../../derive/messages';
import { type Flow, runningSentence } from '../../derive/rates';
import type { PanelId } from '../../stores/panel-ids';
import type { Selection } from '../../stores/selection';
import { FirmwareBox } from './FirmwareBox';
import { LinuxBox } from './LinuxBox';
import { MapBells } from './MapBells';
import { MapChips } from './MapChips';
import { MapToken } from './MapToken';
import { MapWays } from './MapWays';
import { RingLegend } from './RingLegend';
import styles from './system-map.module.css';

export type MapActions = {
  readonly descriptor: (ring: number, index: number | undefined) => void;
  readonly channel: (from: 1 | 2, channel: number) => void;
  readonly etzpc: (id: number | undefined) => void;
  readonly event: (seq: number) => void;
  readonly code: (address: number) => void;
  readonly open: (panel: PanelId) => void;
};
export type MapStageProps = {
  readonly layout: MapLayout;
  readonly status: StatusView | undefined;
  readonly ipcc: IpccView | undefined;
  readonly lamps: readonly LampFace[];
  readonly vrings: VringsView | undefined;
  readonly ownership: OwnershipView | undefined;
  readonly registers: RegistersView | undefined;
  readonly linux: LinuxView | undefined;
  readonly chip: ChipDescription | undefined;
  readonly story: MapStory;
  readonly message: Message | undefined;
  /** Only while running: rates instead of tokens. */
  readonly flow: Flow | undefined;
  readonly lastOfM4: SocEvent | undefined;
  readonly selection: Selection | undefined;
  readonly actions: MapActions;
  readonly chain: Chain | undefined;
};

export function MapStage(props: MapStageProps) {
  const { layout, status, vrings, story, actions } = props;
  const ring = (n: number): VringView | undefined => vrings?.rings.find((r) => r.ring === n);
  const rings = [ring(0), ring(1)] as const;
  const empty = status === undefined || status.phase === 'empty';
  const held = empty || status.m4.state === 'held';
  return (
    <div
      className={styles.stage}
      style={{ width: layout.width, height: layout.height, '--grow': layout.grow } as CSSProperties}
      data-empty={empty || undefined}
    >
      <Picture {...props} rings={rings} held={held} />
      <Sentence layout={layout} status={status} flow={props.flow} chain={props.chain} />
      {([1, 0] as const).map((n) => (
        <RingLegend
          key={n}
          layout={layout}
          number={n}
          ring={rings[n]}
          parted={story.letter?.at === (n === 1 ? 'out-in' : 'back-out')}
          onOpen={() => actions.descriptor(n, undefined)}
        />
      ))}
      <LinuxBox {...props} />
      <FirmwareBox {...props} />
      <MapChips
        layout={layout}
        ownership={props.ownership}
        chip={props.chip}
        selection={props.selection}
        actions={actions}
      />
    </div>
  );
}

type PictureProps = MapStageProps & {
  readonly rings: readonly [VringView | undefined, VringView | undefined];
  readonly held: boolean;
};
/** What is drawn; the words of the two boxes lie above it. */
function Picture({
  layout,
  lamps,
  vrings,
  story,
  message,
  flow,
  selection,
  actions,
  rings,
  held,
  chain,
}: PictureProps) {
  const never = vrings?.never === true;
  const { linux, m4 } = layout;
  const chosen = (n: number): number | undefined =>
    selection?.kind === 'descriptor' && selection.ring === n ? selection.index : undefined;
  return (
    <Drawing className={styles.drawing} width={layout.width} height={layout.height} label="System map">
      <rect className={styles.linuxGround} x={linux.x} y={linux.y} width={linux.width} height={linux.height} rx="2" />
      <rect
        className={held ? styles.m4Held : styles.m4Ground}
        x={m4.x}
        y={m4.y}
        width={m4.width}
        height={m4.height}
        rx="26"
      />
      <MapBells
        layout={layout}
        lamps={lamps}
        story={story}
        duty={flow?.duty}
        selection={selection}
        onChannel={actions.channel}
        chain={chain}
      />
      <MapWays layout={layout} story={story} flow={flow} rings={rings} message={message} />
      {([1, 0] as const).map((n) => (
        <MapRing
          key={n}
          number={n}
          ring={rings[n]}
          never={never}
          layout={layout}
          selected={chosen(n)}
          now={nowDescriptor(story, message, n)}
          onDescriptor={actions.descriptor}
          chain={chain}
        />
      ))}
      <MapToken layout={layout} story={story} message={message} rings={rings} onEvent={actions.event} />
    </Drawing>
  );
}

type MapRingProps = {
  readonly number: 0 | 1;
  readonly ring: VringView | undefined;
  /** This firmware has no rings. */
  readonly never: boolean;
  readonly layout: MapLayout;
  readonly selected: number | undefined;
  readonly now: number | undefined;
  readonly onDescriptor: MapActions['descriptor'];
  readonly chain: Chain | undefined;
};
/** A wheel on the map: drawn anew only when its ring changes, not with every frame. */
const MapRing = memo(function MapRing({
  number,
  ring,
  never,
  layout,
  selected,
  now,
  onDescriptor,
  chain,
}: MapRingProps) {
  return (
    <g data-part={`vring${number}`}>
      <RingWheel
        ring={ring}
        never={never}
        name={`vring${number}`}
        x={layout.wheels[number].x}
        y={layout.wheels[number].y}
        radius={layout.radius}
        selected={selected}
        now={now}
        onSelect={(slot) => onDescriptor(number, slot.descriptor)}
        marksOf={chain === undefined ? undefined : (descriptor) => chain.descriptors.get(`${number}.${descriptor}`)}
      />
    </g>
  );
});

/** The slot that the letter lies on at this instant. */
function nowDescriptor(story: MapStory, message: Message | undefined, ring: number): number | undefined {
  if (story.letter?.place !== 'ring') return undefined;
  if (ring === 1) return story.letter.at === 'out-in' ? message?.out?.descriptor : undefined;
  return story.letter.at === 'back-in' ? message?.back?.descriptor : undefined;
}

/** While a chain is looked at, its present step is what is told, and that it is not now. */
function chainSentence(chain: Chain | undefined): { readonly headline: string; readonly detail: string } | undefined {
  if (chain?.current === undefined || chain.messageNow === undefined) return undefined;
  const { current, path, message } = chain;
  const since = spanText(current.event.time - (message?.start ?? current.event.time));
  return {
    headline: stepSentence(current),
    detail: `Step ${current.number} of ${path.length} of this message, ${since} after it began.`,
  };
}

type SentenceProps = Pick<MapStageProps, 'layout' | 'status' | 'flow' | 'chain'>;
function Sentence({ layout, status, flow, chain }: SentenceProps) {
  const left = layout.linux.x + layout.linux.width + 12;
  const fault = status?.phase === 'fault' ? status.fault : undefined;
  const say = useSay();
  const running = flow === undefined ? undefined : runningSentence(flow, status?.headline ?? '');
  const told = fault === undefined && running === undefined ? chainSentence(chain) : undefined;
  const headline = fault?.title ?? told?.headline ?? running?.headline ?? status?.headline ?? 'Nothing is loaded.';
  // A letter of the headline is 8.6 px wide on average.
  const width = layout.m4.x - 12 - left;
  const long = headline.length * 8.6 * layout.grow > width;
  return (
    <div
      className={styles.sentence}
      style={{ left, width, top: layout.sentenceY - (fault === undefined ? 16 : 22) }}
      data-long={long || undefined}
    >
      <p className={fault === undefined ? styles.headline : styles.headlineFault}>{say(headline)}</p>
      <p className={fault === undefined ? styles.detail : `${styles.detail} ${styles.faulted}`}>
        {say(
          fault?.sentence ??
            told?.detail ??
            running?.detail ??
            status?.detail ??
            'Drop a firmware ELF on the page, or open a demo.',
        )}
      </p>
    </div>
  );
}
