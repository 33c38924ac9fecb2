/** The IPCC: twelve doorbells, what each means, the registers behind them, and the four interrupt lines. */
import { useMemo } from 'react';
import { useSize } from '../../charts/use-size';
import { decodeBlock } from '../../derive/ipcc-registers';
import { lampFaces } from '../../derive/lamps';
import { useChain, useChip, useSession, useView } from '../../stores/session-context';
import { EmptyState } from '../../widgets/EmptyState';
import { Panel } from '../../widgets/Panel';
import { ChannelDetail } from './ChannelDetail';
import { ChannelTable } from './ChannelTable';
import { DoorbellBoard } from './DoorbellBoard';
import { InterruptLines } from './InterruptLines';
import styles from './ipcc.module.css';
import { RegisterTable } from './RegisterTable';
import { ringsIn } from './rings-in';

const nothing = {};
const wideFrom = 820;

export function IpccPanel() {
  const [ref, size] = useSize<HTMLDivElement>({ width: 424, height: 264 });
  const ipcc = useView('ipcc', nothing);
  const linux = useView('linux', nothing);
  const chip = useChip();
  const chain = useChain();
  const selection = useSession((s) => s.selection);
  const select = useSession((s) => s.select);
  const lamps = useMemo(() => lampFaces(ipcc), [ipcc]);
  const map = chip?.blocks.find((b) => b.name === 'IPCC')?.map;
  const registers = useMemo(() => decodeBlock(map, ipcc?.registers ?? {}), [map, ipcc?.registers]);
  const selected = selection?.kind === 'channel' ? selection : undefined;
  const rings = useMemo(() => ringsIn(chain), [chain]);
  const wide = size.width >= wideFrom;
  return (
    <Panel title="IPCC" body="flush" scrolls={false} subtitle="twelve doorbells, no data">
      <div ref={ref} className={styles.body}>
        {ipcc === undefined ? (
          <div className={styles.empty}>
            <EmptyState why="There is no chip yet." whatToDo="Drop a firmware ELF on the page, or open a demo." />
          </div>
        ) : (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
          <section className={wide ? styles.columns : styles.single} tabIndex={0} aria-label="Doorbells and registers">
            <div className={styles.left}>
              {!ipcc.clocked && (
                <p className={styles.clock}>The IPCC’s clock is off: its registers answer 0 and take no writes.</p>
              )}
              <DoorbellBoard
                lamps={lamps}
                width={(wide ? Math.min(620, size.width * 0.48) : size.width) - 32}
                selected={selected}
                onSelect={(from, channel) => select({ kind: 'channel', from, channel })}
                steps={chain?.bells}
              />
              <ChannelDetail
                lamps={lamps}
                selected={selected ?? rings[0]}
                rings={rings}
                queue={linux?.ipccQueue ?? []}
              />
              <InterruptLines lines={ipcc.lines} />
            </div>
            <div className={styles.right}>
              <RegisterTable registers={registers} wide={wide} />
              {wide && (
                <ChannelTable
                  lamps={lamps}
                  selected={selected}
                  onSelect={(from, channel) => select({ kind: 'channel', from, channel })}
                />
              )}
            </div>
          </section>
        )}
      </div>
    </Panel>
  );
}
