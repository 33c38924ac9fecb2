/** One lane of the timeline: pieces of work, or bells as arrows; where they are too many, how densely the time is filled. */

import type { KeyboardEvent } from 'react';
import { spanText } from '../derive/format';
import type { Span } from '../derive/spans';
import { processorWord } from '../derive/words';
import { lampPath } from './Doorbells';
import { FaultTriangle } from './marks';
import { classes, ownerClass } from './owner-class';
import { Decor } from './svg';
import styles from './timeline-lane.module.css';

type TimelineLaneProps = {
  readonly side: 'linux' | 'ipcc' | 'firmware';
  readonly spans: readonly Span[];
  readonly x: (time: number) => number;
  readonly now: number;
  readonly top: number;
  readonly height: number;
  readonly left: number;
  readonly plot: number;
  readonly onSelect: (seq: number) => void;
};
const mostPieces = 160;

export function TimelineLane(props: TimelineLaneProps) {
  const { side, spans, x, now, top, height, onSelect } = props;
  if (spans.length > mostPieces) return <Density {...props} />;
  const inset = Math.round(Math.max(3, height * 0.17));
  const tall = height - 2 * inset;
  return (
    <g>
      {spans.map((span) => {
        const from = x(span.start);
        const open = span.end === undefined;
        const to = x(span.end ?? now);
        const least = side === 'ipcc' ? (open ? 22 : 8) : 4;
        const width = Math.max(least, to - from);
        const name = sentenceOf(span, side, now);
        const press = (event: KeyboardEvent): void => {
          if (event.key !== 'Enter' && event.key !== ' ') return;
          event.preventDefault();
          onSelect(span.firstEvent);
        };
        return (
          // biome-ignore lint/a11y/useSemanticElements: a mark inside a drawing cannot be a button element
          <g
            key={`${span.firstEvent}.${span.channel ?? ''}`}
            role="button"
            tabIndex={-1}
            aria-label={name}
            className={classes(styles.piece, ownerClass(span.owner), styles[side], open && styles.open)}
            transform={`translate(${from} ${top + inset})`}
            onClick={() => onSelect(span.firstEvent)}
            onKeyDown={press}
          >
            <title>{name}</title>
            {side === 'ipcc' ? (
              <BellPiece span={span} width={width} height={tall} />
            ) : (
              <WorkPiece span={span} width={width} height={tall} hidden={Math.max(0, props.left - from)} />
            )}
          </g>
        );
      })}
    </g>
  );
}

function BellPiece({ span, width, height }: { readonly span: Span; readonly width: number; readonly height: number }) {
  const d = lampPath(span.from ?? 1, width, height);
  return (
    <>
      <path className={styles.halo} d={d} />
      <path className={styles.body} d={d} />
      {width > 15 && (
        <text className={styles.channel} x={width / 2 + (span.from === 1 ? -2 : 2)} y={height / 2 + 4}>
          {span.channel}
        </text>
      )}
    </>
  );
}

type WorkPieceProps = {
  readonly span: Span;
  readonly width: number;
  readonly height: number;
  /** So much of its beginning lies before the window, px. */
  readonly hidden: number;
};
function WorkPiece({ span, width, height, hidden }: WorkPieceProps) {
  const room = Math.floor((width - hidden - 14) / 5.9);
  const label = room >= span.label.length ? span.label : room > 4 ? `${span.label.slice(0, room - 1)}…` : '';
  return (
    <>
      <rect
        className={styles.body}
        width={width}
        height={height}
        rx={span.owner === 'm4' ? Math.min(height / 2, width / 2) : 2}
      />
      {label !== '' && (
        <text className={styles.word} x={hidden + 8} y={height / 2 + 4}>
          {label}
        </text>
      )}
      {span.faulty && <FaultTriangle x={width} y={height / 2} size={12} />}
    </>
  );
}

/** Bins of three pixels, each filled as far as its time is. */
function Density({ spans, x, now, top, height, left, plot, side }: TimelineLaneProps) {
  const bin = 3;
  const count = Math.ceil(plot / bin);
  const filled = { a7: new Float32Array(count), m4: new Float32Array(count) };
  for (const span of spans) {
    const bins = span.owner === 'a7' ? filled.a7 : filled.m4;
    const from = Math.max(0, (x(span.start) - left) / bin);
    const to = Math.max(from + 0.15, Math.min(count, (x(span.end ?? now) - left) / bin));
    for (let i = Math.floor(from); i < to && i < count; i++)
      bins[i] = Math.min(1, (bins[i] ?? 0) + Math.min(i + 1, to) - Math.max(i, from));
  }
  const owners = side === 'ipcc' ? (['a7', 'm4'] as const) : side === 'linux' ? (['a7'] as const) : (['m4'] as const);
  const tall = (height - 6) / owners.length;
  return (
    <Decor>
      {owners.map((owner, row) => {
        const base = top + 3 + tall * (row + 1);
        const d = [...filled[owner]]
          .map((share, i) =>
            share > 0 ? `M${left + i * bin} ${base}v${-Math.max(1.5, share * tall)}h${bin - 0.5}V${base}z` : '',
          )
          .join('');
        return <path key={owner} className={classes(styles.density, ownerClass(owner))} d={d} />;
      })}
    </Decor>
  );
}

function sentenceOf(span: Span, side: string, now: number): string {
  const time = span.end === undefined ? `for ${spanText(now - span.start)} now` : spanText(span.end - span.start);
  if (side === 'ipcc') return `Channel ${span.channel ?? '?'} rung by ${processorWord(span.from ?? 1)}, ${time}`;
  const who = span.owner === 'a7' ? 'Linux' : 'Firmware';
  return `${who}: ${span.label === '' ? 'works' : span.label}, ${time}`;
}
