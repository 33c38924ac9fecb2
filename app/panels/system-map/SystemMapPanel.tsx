/** The system map: Linux left, the M4 right, the rings and bells between them, and one sentence about what just happened. */
import { useMemo, useState } from 'react';
import type { SocEvent } from '../../../sim-worker/contract/event-schema';
import { useSize } from '../../charts/use-size';
import { lampFaces } from '../../derive/lamps';
import { mapLayout } from '../../derive/map-layout';
import { followedMessage, mapStory } from '../../derive/map-story';
import { MessageIndex } from '../../derive/messages';
import { flowOf } from '../../derive/rates';
import { useChain, useChip, useEvents, useSession, useView } from '../../stores/session-context';
import { Panel } from '../../widgets/Panel';
import { type MapActions, MapStage } from './MapStage';
import styles from './system-map.module.css';

const nothing = {};
/** What the firmware did by an instruction; a line that follows from it is no act of its own. */
const isActOfM4 = (event: SocEvent): boolean => event.pc !== undefined && event.kind !== 'irq.raised';

export function SystemMapPanel() {
  const [ref, size] = useSize<HTMLDivElement>({ width: 856, height: 464 });
  const status = useView('status', nothing);
  const ipcc = useView('ipcc', nothing);
  const vrings = useView('vrings', nothing);
  const ownership = useView('ownership', nothing);
  const registers = useView('registers', nothing);
  const linux = useView('linux', nothing);
  const chip = useChip();
  const events = useEvents();
  const selection = useSession((s) => s.selection);
  const chain = useChain();
  const actions = useMapActions();
  const [index] = useState(() => new MessageIndex());
  const layout = useMemo(() => mapLayout(size.width, size.height), [size.width, size.height]);
  const now = status?.time ?? 0;
  const running = status?.phase === 'running';
  const lamps = useMemo(() => lampFaces(ipcc), [ipcc]);
  const told = useMemo(() => {
    const messages = index.advance(events);
    return running ? undefined : followedMessage(messages, (seq) => index.messageOf(seq), status?.event);
  }, [index, events, running, status?.event]);
  // A chosen chain is told instead of the newest news: the letter stands where it was at the present step.
  const message = chain?.messageNow ?? told;
  const blocked = useMemo(() => blockedBells(lamps), [lamps]);
  const story = useMemo(() => mapStory(message, blocked), [message, blocked]);
  const flow = useMemo(
    () => (running && chain?.messageNow === undefined ? flowOf(events, now) : undefined),
    [running, chain, events, now],
  );
  const lastOfM4 = useMemo(() => (running ? undefined : events.findLast(isActOfM4)), [running, events]);
  return (
    <Panel title="System map" body="stage" scrolls={false} headless>
      <div ref={ref} className={styles.frame}>
        <MapStage
          layout={layout}
          status={status}
          ipcc={ipcc}
          lamps={lamps}
          vrings={vrings}
          ownership={ownership}
          registers={registers}
          linux={linux}
          chip={chip}
          story={story}
          message={message}
          flow={flow}
          lastOfM4={lastOfM4}
          selection={selection}
          actions={actions}
          chain={chain}
        />
      </div>
    </Panel>
  );
}

/** A bell that its receiver masks, or that stands too long, will not be heard. */
function blockedBells(lamps: ReturnType<typeof lampFaces>): { readonly out: boolean; readonly back: boolean } {
  const bad = (from: 1 | 2, channel: number): boolean =>
    lamps.some((l) => l.from === from && l.channel === channel && (l.masked || l.tooLong));
  return { out: bad(1, 2), back: bad(2, 1) };
}

function useMapActions(): MapActions {
  const select = useSession((s) => s.select);
  const reveal = useSession((s) => s.reveal);
  return useMemo(
    () => ({
      descriptor: (ring, index) => {
        select(index === undefined ? { kind: 'ring', ring } : { kind: 'descriptor', ring, index });
        reveal('vrings');
      },
      channel: (from, channel) => {
        select({ kind: 'channel', from, channel });
        reveal('ipcc');
      },
      etzpc: (id) => {
        if (id !== undefined) select({ kind: 'etzpc', id });
        reveal('ownership');
      },
      event: (seq) => {
        select({ kind: 'event', seq });
        reveal('message-flow');
      },
      code: (address) => {
        select({ kind: 'address', address });
        reveal('disassembly');
      },
      open: reveal,
    }),
    [select, reveal],
  );
}
