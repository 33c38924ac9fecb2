/** The one look of all sections: switch and grid on the left, one thing in words on the right, the legend in the head. */
import type { ReactNode } from 'react';
import { OwnershipGrid } from '../../charts/OwnershipGrid';
import { useSize } from '../../charts/use-size';
import type { LegendEntry, OwnedRow } from '../../derive/owned-grid';
import { EmptyState } from '../../widgets/EmptyState';
import { Panel } from '../../widgets/Panel';
import { SegmentedControl } from '../../widgets/SegmentedControl';
import { OwnershipLegend } from './OwnershipLegend';
import styles from './ownership.module.css';
import { type SectionName, sections } from './sections';

const wideFrom = 900;
const sideWidth = 348;
/** What stands above and below the grid when there is room for all of it. */
const aroundGrid = 264;
const narrowAround = 96;

export type SectionSwitch = { readonly section: SectionName; readonly choose: (section: SectionName) => void };
type OwnedPanelProps = {
  readonly switch: SectionSwitch;
  /** What the hues mean, before the legend. */
  readonly word: string;
  readonly legend: readonly LegendEntry[];
  /** What the small marks mean. */
  readonly marks: string;
  readonly rows: readonly OwnedRow[];
  readonly selected: string | undefined;
  readonly onSelect: (key: string) => void;
  readonly detail: ReactNode;
  /** Shown in place of the detail while nothing is chosen. */
  readonly nothing: ReactNode;
  readonly children?: ReactNode;
};

export function OwnedPanel(props: OwnedPanelProps) {
  const [ref, size] = useSize<HTMLDivElement>({ width: 424, height: 264 });
  const wide = size.width >= wideFrom;
  const legend = <OwnershipLegend word={props.word} entries={props.legend} marks={props.marks} />;
  const { label } = sections[props.switch.section];
  return (
    <Panel
      title="Ownership"
      body={wide ? 'stage' : 'flush'}
      scrolls={false}
      {...(wide && props.rows.length > 0 ? { actions: legend } : {})}
    >
      <div ref={ref} className={wide ? styles.columns : styles.single}>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
        <section className={styles.main} tabIndex={0} aria-label={label}>
          <SectionTabs {...props.switch} />
          {!wide && props.rows.length > 0 && legend}
          {props.rows.length === 0 ? (
            <EmptyState why="It is being looked up." whatToDo="The model answers as soon as it can." />
          ) : (
            <OwnershipGrid
              label={label}
              rows={props.rows}
              width={wide ? size.width - sideWidth - 48 : size.width - 24}
              height={wide ? Math.max(300, size.height - aroundGrid) : size.height - narrowAround}
              selected={props.selected}
              onSelect={props.onSelect}
            />
          )}
          {!wide && (props.detail ?? props.nothing)}
          {props.children !== undefined && (
            <div className={wide ? styles.tables : styles.stacked}>{props.children}</div>
          )}
        </section>
        {wide && (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
          <aside className={styles.side} style={{ width: sideWidth }} tabIndex={0} aria-label="Details">
            {props.detail ?? props.nothing}
          </aside>
        )}
      </div>
    </Panel>
  );
}

function SectionTabs({ section, choose }: SectionSwitch) {
  return (
    <div className={styles.switch}>
      <SegmentedControl
        small
        label="What is owned"
        segments={Object.entries(sections).map(([value, { short, label }]) => ({
          value: value as SectionName,
          label: short,
          title: label,
        }))}
        value={section}
        onChange={choose}
      />
    </div>
  );
}
