/** The memories of the M4 to scale, with what the firmware, the stack and the shared regions take of them. */
import type { MemoryMapView } from '../../sim-worker/contract/memory-map';
import { addressText } from '../derive/format';
import { overviewParts } from '../derive/memory-map';
import styles from './memory-overview.module.css';
import { classes, ownerClass } from './owner-class';

type MemoryOverviewProps = {
  readonly view: MemoryMapView;
  readonly selected: number | undefined;
  readonly onSelect: (address: number) => void;
};
/** The DDR window is far larger than the rest: it gets this many bytes' worth of width. */
const mostShown = 128 * 1024;

export function MemoryOverview({ view, selected, onSelect }: MemoryOverviewProps) {
  return (
    <ul className={styles.overview} aria-label="Memories, to scale">
      {view.regions.map((region) => {
        const inside =
          selected !== undefined && selected >= region.address && selected < region.address + region.length;
        return (
          <li key={region.name} style={{ flexGrow: Math.min(region.length, mostShown) }}>
            <button
              type="button"
              className={styles.region}
              aria-label={`${region.name}, ${addressText(region.address)}, ${region.length / 1024} KiB: ${region.doc}`}
              title={region.doc}
              onClick={() => onSelect(region.address)}
            >
              {overviewParts(view, region).map((part) => (
                <span
                  key={part.key}
                  title={part.sentence}
                  className={classes(
                    styles.part,
                    styles[part.kind],
                    part.kind === 'shared' && ownerClass('shared'),
                    part.kind === 'stack' && ownerClass('m4'),
                  )}
                  style={{ left: `${part.from * 100}%`, width: `${part.width * 100}%` }}
                />
              ))}
              {inside && (
                <span
                  className={styles.here}
                  style={{ left: `${((selected - region.address) / region.length) * 100}%` }}
                />
              )}
            </button>
            <span className={styles.name}>
              {region.name} <small>{addressText(region.address)}</small>
            </span>
          </li>
        );
      })}
    </ul>
  );
}
