/** The timeline along the bottom: what Linux and the firmware did when, how long each bell stood, and how far time has come. */
import { useMemo, useState } from 'react';
import type { ChainStep } from '../../../sim-worker/contract/message-views';
import { Timeline } from '../../charts/Timeline';
import { useSize } from '../../charts/use-size';
import { eventAt } from '../../derive/events';
import { followedMessage } from '../../derive/map-story';
import { MessageIndex } from '../../derive/messages';
import { SpanIndex } from '../../derive/spans';
import { chainWindow, followWindow, knownUntil, type TimeWindow } from '../../derive/time-window';
import { useChain, useEvents, useSession, useView } from '../../stores/session-context';
import { Button } from '../../widgets/Button';
import { Panel } from '../../widgets/Panel';
import styles from './timeline-panel.module.css';

const nothing = {};
/** From this height on, as on the whole page, there is room to say how it is used; px. */
const roomForHelp = 340;
const noSteps: readonly ChainStep[] = [];

export function TimelinePanel() {
  const [ref, size] = useSize<HTMLDivElement>({ width: 1280, height: 116 });
  const status = useView('status', nothing);
  const events = useEvents();
  const selection = useSession((s) => s.selection);
  const select = useSession((s) => s.select);
  const chain = useChain();
  const [messageIndex] = useState(() => new MessageIndex());
  const [spanIndex] = useState(() => new SpanIndex());
  const [held, hold] = useState<TimeWindow | undefined>(undefined);
  const spans = useMemo(() => spanIndex.advance(events), [spanIndex, events]);
  const running = status?.phase === 'running';
  const told = useMemo(
    () => followedMessage(messageIndex.advance(events), (seq) => messageIndex.messageOf(seq), status?.event),
    [messageIndex, events, status?.event],
  );
  const message = chain?.message ?? told;
  const now = status?.time ?? 0;
  const behind = useSession((s) => s.log.cursor < s.log.total - 1);
  const until = knownUntil(now, events.at(-1)?.time, running && behind);
  const follow = useMemo(
    () => (chain === undefined ? followWindow(until, message, running) : chainWindow(chain)),
    [chain, until, message, running],
  );
  const window = held ?? follow;
  const selected =
    chain?.current?.event.time ?? (selection?.kind === 'event' ? eventAt(events, selection.seq)?.time : undefined);
  const near =
    message !== undefined &&
    message.start >= window.start - (window.end - window.start) * 4 &&
    message.start <= window.end;
  // Far from any message the axis counts from now, since seconds from power-on would differ in the last digit only.
  const close =
    window.end - window.start < 1_000_000 && now >= window.start - 1_000_000 && now <= window.end + 1_000_000;
  const origin = near
    ? { at: message.start, name: message.out === undefined ? 'message' : 'write()' }
    : close
      ? { at: now, name: 'now' }
      : { at: 0, name: '0' };
  return (
    <Panel title="Timeline" body="flush" scrolls={false} headless>
      <div ref={ref} className={styles.frame}>
        <Timeline
          spans={spans}
          window={window}
          onWindow={hold}
          now={now}
          origin={origin.at}
          originName={origin.name}
          running={running}
          selected={selected}
          steps={chain?.path ?? noSteps}
          present={chain?.view.seq}
          onSelect={(seq) => select({ kind: 'event', seq })}
          width={size.width}
          height={size.height}
        />
        {events.length === 0 && (
          <p className={styles.nothing}>Nothing is recorded yet. Press Run: every event will stand here.</p>
        )}
        {size.height > roomForHelp && (
          <p className={styles.help}>
            Drag it, or turn the wheel over it. Keys: W and S zoom, A and D move, F shows all, the full stop goes to
            what is selected. A box is work, an arrow the time a bell stood, a small triangle what crossed from lane to
            lane.
          </p>
        )}
        {held !== undefined && (
          <div className={styles.back}>
            <Button small onClick={() => hold(undefined)} title="Let the window follow time again">
              Follow now
            </Button>
          </div>
        )}
      </div>
    </Panel>
  );
}
