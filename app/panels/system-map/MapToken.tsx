/** The letter on its way: an ink pill that travels leg by leg while stepping and breathes while paused. */
import type { KeyboardEvent } from 'react';
import type { VringView } from '../../../sim-worker/contract/ring-views';
import type { MapLayout } from '../../derive/map-layout';
import type { LetterWay, MapStory } from '../../derive/map-story';
import type { Message } from '../../derive/messages';
import styles from './map-token.module.css';
import { letterWays, slotPoint, wayToSlot } from './ways';

type MapTokenProps = {
  readonly layout: MapLayout;
  readonly story: MapStory;
  readonly message: Message | undefined;
  readonly rings: readonly [VringView | undefined, VringView | undefined];
  readonly onEvent: (seq: number) => void;
};

export function MapToken({ layout, story, message, rings, onEvent }: MapTokenProps) {
  const { letter } = story;
  if (letter === undefined || message === undefined) return null;
  const seq = message.events[message.events.length - 1]?.event.seq ?? message.id;
  const at = placeOf(letter.at, letter.place, layout, rings, message);
  const width = Math.max(44, ([...letter.text].length * 7.3 + 22) * layout.grow);
  const press = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    onEvent(seq);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a mark inside a drawing cannot be a button element
    <g
      key={message.id}
      role="button"
      tabIndex={0}
      aria-label={`The letter “${letter.text}”: show its way`}
      className={styles.token}
      style={{ transform: `translate(${at.x}px, ${at.y}px)` }}
      onClick={() => onEvent(seq)}
      onKeyDown={press}
    >
      <rect
        className={styles.halo}
        x={-width / 2 - 5}
        y={-16 * layout.grow}
        width={width + 10}
        height={32 * layout.grow}
        rx={16 * layout.grow}
      />
      <rect
        className={styles.pill}
        x={-width / 2}
        y={-11 * layout.grow}
        width={width}
        height={22 * layout.grow}
        rx={11 * layout.grow}
      />
      <text className={styles.text} y="4">
        {letter.text}
      </text>
    </g>
  );
}

/** Where the letter stands on its way: at the sender, beside the ring it lies in, or with the receiver. */
function placeOf(
  at: LetterWay,
  place: 'start' | 'ring' | 'end',
  layout: MapLayout,
  rings: MapTokenProps['rings'],
  message: Message,
): { readonly x: number; readonly y: number } {
  const plain = letterWays(layout)[at];
  const ring = at.startsWith('out') ? 1 : 0;
  const descriptor = ring === 1 ? message.out?.descriptor : message.back?.descriptor;
  const way =
    place === 'ring'
      ? wayToSlot(plain, slotPoint(layout, rings[ring], descriptor), layout, layout.wheels[ring].x)
      : plain;
  const share = place === 'start' ? 0.3 : place === 'ring' ? 0.68 : 0.62;
  return { x: Math.round(way.from.x + (way.to.x - way.from.x) * share), y: way.from.y };
}
