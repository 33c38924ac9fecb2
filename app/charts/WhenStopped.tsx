/** When it stopped: what Linux sent, how long the bell was set, when the M4 heard it; time to the right, now at the end. */
import { secondsText, spanText } from '../derive/format';
import type { WhenStopped } from '../derive/when-stopped';
import { useSay } from './roles';
import { Decor, Drawing, Labelled } from './svg';
import styles from './when-stopped.module.css';

type WhenStoppedChartProps = { readonly when: WhenStopped; readonly width: number };

const left = 80;
const right = 34;
const rows = { linux: 20, flag: 44, m4: 68 } as const;
/** The narrowest span that carries words; pixels. */
const carriesWords = 150;

export function WhenStoppedChart({ when, width }: WhenStoppedChartProps) {
  const say = useSay();
  const { channel, start, end, sent, flag, heard } = when;
  const plot = Math.max(60, width - left - right);
  const x = (time: number): number => left + (plot * (Math.max(start, time) - start)) / Math.max(1, end - start);
  const now = left + plot;
  return (
    <Drawing label="When it stopped" width={width} height={104} className={styles.drawing}>
      <Decor>
        {Object.values(rows).map((y) => (
          <path key={y} className={styles.row} d={`M${left} ${y}H${now + 14}`} />
        ))}
        <text className={styles.linux} x="0" y={rows.linux + 4}>
          {say('Linux')}
        </text>
        <text className={styles.word} x="0" y={rows.flag + 4}>
          channel {channel}
        </text>
        <text className={styles.m4} x="0" y={rows.m4 + 4}>
          {say('M4')}
        </text>
      </Decor>
      {flag.map(({ from, to, seq }) => {
        const wide = Math.max(2, x(to ?? end) - x(from));
        const span = spanText((to ?? end) - from);
        const words = to === undefined ? `flag set for ${span}, never cleared` : `flag set for ${span}`;
        return (
          <Labelled key={seq} label={`Channel ${channel}: ${words}`}>
            <title>{words}</title>
            <rect className={styles.flag} x={x(from)} y={rows.flag - 7} width={wide} height="14" rx="2" />
            {wide > carriesWords && (
              <text className={styles.onFlag} x={x(from) + 8} y={rows.flag + 4}>
                {to === undefined ? 'flag set, never cleared' : 'flag set'}
              </text>
            )}
          </Labelled>
        );
      })}
      {sent.map(({ time, text, seq }) => (
        <Labelled key={seq} label={`${say('Linux')} sends ${text.trim()} at ${secondsText(time)} s`}>
          <title>{text.trim()}</title>
          <rect className={styles.letter} x={x(time) - 8} y={rows.linux - 7} width="16" height="14" rx="2" />
          <path className={styles.seam} d={`M${x(time) - 5} ${rows.linux - 3}l5 4l5 -4`} />
        </Labelled>
      ))}
      {heard.map(({ time, text, seq }) => (
        <Labelled key={seq} label={`${say('M4')} enters ${text} at ${secondsText(time)} s`}>
          <title>{text}</title>
          <circle className={styles.heard} cx={x(time)} cy={rows.m4} r="6" />
        </Labelled>
      ))}
      <Decor>
        {flag.length === 0 && (
          <text className={styles.none} x={left + 8} y={rows.flag - 5}>
            not rung
          </text>
        )}
        {heard.length === 0 && (
          <text className={styles.none} x={left + 8} y={rows.m4 - 5}>
            no interrupt of the mailbox
          </text>
        )}
        {heard.length === 1 && x(heard[0]?.time ?? 0) < now - 110 && (
          <text className={styles.m4} x={x(heard[0]?.time ?? 0) + 12} y={rows.m4 + 4}>
            interrupt, once
          </text>
        )}
        <path className={styles.now} d={`M${now} 4V82`} />
        <text className={styles.tick} x={x(sent[0]?.time ?? start)} y="98">
          {secondsText(sent[0]?.time ?? start)} s
        </text>
        <text className={styles.nowWord} x={now} y="98">
          now
        </text>
      </Decor>
    </Drawing>
  );
}
