/** The IPCC on the map: twelve doorbells and the way the bell takes through them. */

import { Doorbells } from '../../charts/Doorbells';
import { ArrowHead, Cross } from '../../charts/marks';
import { classes } from '../../charts/owner-class';
import { Decor } from '../../charts/svg';
import type { Chain } from '../../derive/chain';
import type { LampFace } from '../../derive/lamps';
import type { MapLayout } from '../../derive/map-layout';
import type { BellWay, MapStory } from '../../derive/map-story';
import type { Selection } from '../../stores/selection';
import styles from './map-bells.module.css';
import { bellGrid, bellHead, bellPath } from './ways';

type MapBellsProps = {
  readonly layout: MapLayout;
  readonly lamps: readonly LampFace[];
  readonly story: MapStory;
  readonly duty: ReadonlyMap<string, number> | undefined;
  readonly selection: Selection | undefined;
  readonly onChannel: (from: 1 | 2, channel: number) => void;
  readonly chain: Chain | undefined;
};

export function MapBells({ layout, lamps, story, duty, selection, onChannel, chain }: MapBellsProps) {
  const { x, y, width, height } = layout.ipcc;
  const grid = bellGrid(layout);
  const names = layout.roomForHands;
  return (
    <g data-part="ipcc">
      <rect className={styles.ground} x={x + 0.5} y={y + 0.5} width={width - 1} height={height - 1} rx="4" />
      {names && (
        <text className={styles.name} x={x + 12} y={y + 8 + 13 * layout.grow}>
          IPCC
          <tspan className={styles.what} dx="6">
            doorbells
          </tspan>
        </text>
      )}
      {duty === undefined && <BellWays layout={layout} story={story} />}
      <Doorbells
        lamps={lamps}
        grid={grid}
        labels={grid.pitch > 80 ? 'wide' : 'narrow'}
        selected={selection?.kind === 'channel' ? selection : undefined}
        now={ringing(story)}
        duty={duty}
        onSelect={onChannel}
        steps={chain?.bells}
      />
    </g>
  );
}

/** The bell of this instant, for the label that turns to ink. */
function ringing({
  bells,
  outChannel,
  backChannel,
}: MapStory): { readonly from: 1 | 2; readonly channel: number } | undefined {
  if (bells['linux-ipcc'] === 'now' || bells['ipcc-m4'] === 'now') return { from: 1, channel: outChannel };
  if (bells['m4-ipcc'] === 'now' || bells['ipcc-linux'] === 'now') return { from: 2, channel: backChannel };
  return undefined;
}

function BellWays({ layout, story }: { readonly layout: MapLayout; readonly story: MapStory }) {
  return (
    <Decor>
      {(Object.keys(story.bells) as BellWay[]).map((way) => {
        const state = story.bells[way];
        if (state === 'none') return null;
        const channel = way === 'linux-ipcc' || way === 'ipcc-m4' ? story.outChannel : story.backChannel;
        const head = bellHead(layout, way, channel);
        return (
          <g key={way} className={classes(styles.way, styles[state])}>
            <path d={bellPath(layout, way, channel)} />
            {head !== undefined &&
              (state === 'missing' ? (
                <Cross x={head.x + (head.to === 'left' ? 14 : -14)} y={head.y} />
              ) : (
                <ArrowHead className={styles.head} x={head.x} y={head.y} to={head.to} />
              ))}
          </g>
        );
      })}
    </Decor>
  );
}
