/** All channels with what a bell on each means, and how often it has rung: the mailbox on one page. */
import { useSay } from '../../charts/roles';
import { countText } from '../../derive/format';
import type { LampFace } from '../../derive/lamps';
import { bellMeaning, directionFrom, directionWords } from '../../derive/words';
import { type Column, DataTable } from '../../widgets/DataTable';
import styles from './channel-table.module.css';

type ChannelTableProps = {
  readonly lamps: readonly LampFace[];
  readonly selected: { readonly from: 1 | 2; readonly channel: number } | undefined;
  readonly onSelect: (from: 1 | 2, channel: number) => void;
};
const keyOf = ({ from, channel }: { readonly from: 1 | 2; readonly channel: number }): string => `${from}.${channel}`;

function Meaning({ lamp: { from, channel, unused } }: { readonly lamp: LampFace }) {
  const say = useSay();
  return <span className={unused ? styles.unused : undefined}>{say(bellMeaning(from, channel))}</span>;
}

export function ChannelTable({ lamps, selected, onSelect }: ChannelTableProps) {
  const say = useSay();
  const columns: readonly Column<LampFace>[] = [
    { key: 'channel', head: 'Channel', cell: (lamp) => lamp.channel },
    { key: 'way', head: 'Way', cell: (lamp) => say(directionWords(directionFrom(lamp.from))) },
    { key: 'says', head: 'When rung, it says', cell: (lamp) => <Meaning lamp={lamp} /> },
    { key: 'rung', head: 'Rung, times', cell: (lamp) => countText(lamp.rung), mono: true, align: 'end' },
  ];
  return (
    <section className={styles.channels}>
      <h3>What each bell means</h3>
      <DataTable
        label="Channels of the IPCC"
        columns={columns}
        rows={lamps.toSorted((a, b) => a.channel - b.channel || a.from - b.from)}
        rowKey={keyOf}
        selected={selected === undefined ? undefined : keyOf(selected)}
        onSelect={({ from, channel }) => onSelect(from, channel)}
      />
    </section>
  );
}
