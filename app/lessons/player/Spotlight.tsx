/** Dims what is around the thing that a lesson speaks of, and draws a ring about it. Takes no input: what is below can be used. */
import { useEffect, useState } from 'react';
import { createPortal } from 'react-dom';
import type { Spot } from '../lesson';
import styles from './spotlight.module.css';

type Box = { readonly left: number; readonly top: number; readonly width: number; readonly height: number };
type Place = { readonly ground: Box; readonly target: Box };
const margin = 6;
/** Milliseconds between two looks at where the target is: nobody tells when a drawing inside a panel moves. */
const lookEvery = 120;
const corner = 10;

type SpotlightProps = { readonly spot: Spot; readonly question: string | undefined };

export function Spotlight({ spot, question }: SpotlightProps) {
  const place = usePlace(spot);
  if (place === undefined) return null;
  const { ground, target } = place;
  const round = spot.part?.startsWith('vring') === true;
  const radius = round ? Math.min(target.width, target.height) / 2 : corner;
  return createPortal(
    <div className={styles.spotlight} aria-hidden="true" data-spotlight={spot.part ?? spot.panel}>
      <svg
        className={styles.sheet}
        style={boxStyle(ground)}
        width={ground.width}
        height={ground.height}
        aria-hidden="true"
      >
        {spot.panel !== undefined && <path className={styles.dim} fillRule="evenodd" d={dimPath(place, radius)} />}
        <rect
          className={styles.ring}
          x={target.left - ground.left}
          y={target.top - ground.top}
          width={target.width}
          height={target.height}
          rx={radius}
        />
      </svg>
      {question !== undefined && <Bubble {...place} low={spot.part === undefined} question={question} />}
    </div>,
    document.body,
  );
}

/** Above the target, or inside its upper end where there is no room; of a whole panel at its foot, where the least is covered. */
function Bubble({ ground, target, low, question }: Place & { readonly low: boolean; readonly question: string }) {
  const top = low ? target.top + target.height - 42 : Math.max(ground.top + 6, target.top - 38);
  return (
    <span className={styles.bubble} style={{ left: target.left + target.width / 2, top }}>
      {question}
    </span>
  );
}

const boxStyle = ({ left, top }: Box) => ({ left, top });

function dimPath({ ground, target }: Place, r: number): string {
  const { width: w, height: h } = target;
  const [x, y] = [target.left - ground.left, target.top - ground.top];
  const hole = `M${x + r} ${y}h${w - 2 * r}a${r} ${r} 0 0 1 ${r} ${r}v${h - 2 * r}a${r} ${r} 0 0 1 ${-r} ${r}h${2 * r - w}a${r} ${r} 0 0 1 ${-r} ${-r}v${2 * r - h}a${r} ${r} 0 0 1 ${r} ${-r}Z`;
  return `M0 0H${ground.width}V${ground.height}H0Z${hole}`;
}

/** Follows the target through every change of the layout, as long as it is shown. */
function usePlace({ panel, part }: Spot): Place | undefined {
  const [place, setPlace] = useState<Place | undefined>(undefined);
  useEffect(() => {
    let last = '';
    const measure = (): void => {
      const now = placeOf(panel, part);
      const text = JSON.stringify(now);
      if (text !== last) {
        last = text;
        setPlace(now);
      }
    };
    measure();
    const timer = setInterval(measure, lookEvery);
    window.addEventListener('resize', measure);
    return () => {
      clearInterval(timer);
      window.removeEventListener('resize', measure);
    };
  }, [panel, part]);
  return place;
}

function placeOf(panel: string | undefined, part: string | undefined): Place | undefined {
  const home = panel === undefined ? undefined : document.querySelector(`[data-panel="${panel}"]`);
  if (home === null) return undefined;
  const found = part === undefined ? home : (home ?? document).querySelector(`[data-part="${part}"]`);
  // A panel dims what is beside it in the dock, a part what is beside it in its panel; the bar is too thin to be dimmed.
  const around = part === undefined ? document.querySelector('main') : (home ?? found);
  if (found === null || found === undefined || around === null || around === undefined) return undefined;
  const [target, ground] = [boxOf(found), boxOf(around)];
  if (target.width === 0 || target.height === 0) return undefined;
  if (home === undefined) return { ground: grown(target, 2 * margin), target: grown(target, 3) };
  return { ground, target: inside(part === undefined ? grown(target, -2) : grown(target, margin), ground) };
}

const boxOf = (element: Element): Box => {
  const { left, top, width, height } = element.getBoundingClientRect();
  return { left: Math.round(left), top: Math.round(top), width: Math.round(width), height: Math.round(height) };
};
const grown = (box: Box, by: number): Box => ({
  left: box.left - by,
  top: box.top - by,
  width: box.width + 2 * by,
  height: box.height + 2 * by,
});
/** A ring that the edge would cut is drawn inside it. */
function inside(box: Box, ground: Box): Box {
  const left = Math.max(box.left, ground.left + 2);
  const top = Math.max(box.top, ground.top + 2);
  const right = Math.min(box.left + box.width, ground.left + ground.width - 2);
  const bottom = Math.min(box.top + box.height, ground.top + ground.height - 2);
  return { left, top, width: Math.max(0, right - left), height: Math.max(0, bottom - top) };
}
