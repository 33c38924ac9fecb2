/** What a demo is about, drawn with the page's own marks. */
import type { ReactNode } from 'react';
import type { Demo } from '../../stores/demo-manifest';
import styles from './drawings.module.css';
import { MiniRing } from './mini-ring';

const subjects: readonly { readonly words: RegExp; readonly draw: () => ReactNode }[] = [
  { words: /leak/, draw: () => <Leak /> },
  { words: /recover|again/, draw: () => <Reload /> },
  { words: /nobody|never|missing|silent|stuck|deaf|lost/, draw: () => <DeadBell /> },
  { words: /mailbox|doorbell|ping|ipcc|raw/, draw: () => <Bells /> },
  { words: /rtos|task|thread/, draw: () => <Tasks /> },
  { words: /own|etzpc|i2c|firewall|peripheral/, draw: () => <Owners /> },
  { words: /boot|reload|restart|second/, draw: () => <Reload /> },
  { words: /fault|crash|hard/, draw: () => <DeadBell /> },
];

export function drawingOf({ id, title }: Demo): ReactNode {
  const name = `${id} ${title}`.toLowerCase();
  const drawing = subjects.find(({ words }) => words.test(name))?.draw() ?? <Echo />;
  return (
    <svg width="340" height="100" viewBox="0 0 340 100" aria-hidden="true" focusable="false">
      {drawing}
    </svg>
  );
}

const Linux = ({ x }: { readonly x: number }) => (
  <rect x={x} y="18" width="46" height="64" rx="2" className={styles.linux} />
);
const Firmware = ({ x }: { readonly x: number }) => (
  <rect x={x} y="18" width="46" height="64" rx="16" className={styles.m4} />
);
function Arrow({ from, to, y = 50 }: { readonly from: number; readonly to: number; readonly y?: number }) {
  const tip = to > from ? -6 : 6;
  return (
    <>
      <path d={`M${from} ${y}H${to + tip / 2}`} className={styles.arrow} />
      <path d={`M${to} ${y}l${tip}-3v6Z`} className={styles.tip} />
    </>
  );
}
const bell = (x: number, y: number, toRight: boolean, width = 31, height = 17): string =>
  toRight
    ? `M${x} ${y}h${width - 9}l9 ${height / 2}-9 ${height / 2}h${9 - width}Z`
    : `M${x + width} ${y}h${9 - width}l-9 ${height / 2} 9 ${height / 2}h${width - 9}Z`;

function Echo() {
  return (
    <>
      <Linux x={14} />
      <Arrow from={64} to={131} />
      <MiniRing x={170} y={50} full={[5, 6, 7]} held={[4]} avail={4} used={8} read={5} />
      <Arrow from={276} to={209} />
      <Firmware x={280} />
    </>
  );
}

/** Every buffer is with the M4, none comes back. */
function Leak() {
  const all = Array.from({ length: 16 }, (_, slot) => slot);
  return (
    <>
      <Linux x={14} />
      <Arrow from={64} to={131} />
      <MiniRing x={170} y={50} full={[]} held={all} avail={0} used={0} read={0} />
      <path d="M276 50h-67" className={styles.missing} />
      <path d="M246 42l16 16m0-16-16 16" className={styles.cross} />
      <Firmware x={280} />
    </>
  );
}

function Bells() {
  return (
    <>
      {Array.from({ length: 6 }, (_, channel) => {
        const x = 30 + channel * 50;
        return (
          <g key={x}>
            {channel === 1 && <path d={bell(x, 28, true)} className={styles.halo} />}
            {channel === 0 && <path d={bell(x, 55, false)} className={styles.halo} />}
            <path d={bell(x, 28, true)} className={channel === 1 ? styles.linuxLit : styles.dark} />
            <path d={bell(x, 55, false)} className={channel === 0 ? styles.m4Lit : styles.dark} />
          </g>
        );
      })}
    </>
  );
}

function Tasks() {
  const bars: readonly (readonly [x: number, y: number, width: number, runs: boolean])[] = [
    [14, 22, 60, true],
    [132, 22, 30, true],
    [240, 22, 40, true],
    [78, 44, 50, false],
    [284, 44, 40, false],
    [166, 66, 70, false],
  ];
  return (
    <>
      {[29, 51, 73].map((y) => (
        <path key={y} d={`M14 ${y}h312`} className={styles.lane} />
      ))}
      {bars.map(([x, y, width, runs]) => (
        <rect
          key={`${x}.${y}`}
          x={x}
          y={y}
          width={width}
          height="14"
          rx="7"
          className={runs ? styles.m4Lit : styles.m4}
        />
      ))}
    </>
  );
}

function DeadBell() {
  return (
    <>
      <Linux x={14} />
      <Arrow from={64} to={132} />
      <path d={bell(140, 38, true, 62, 24)} className={styles.halo} />
      <path d={bell(140, 38, true, 62, 24)} className={styles.linuxLit} />
      <path d="M208 50h46" className={styles.missing} />
      <path d="M256 42l16 16m0-16-16 16" className={styles.cross} />
      <Firmware x={280} />
    </>
  );
}

const ownerRows = ['sssmsssmsllsss.fo', 'oooommmooooollooo', 'oooommooooolloooo'];
function Owners() {
  return (
    <>
      {ownerRows.flatMap((row, y) =>
        [...row].map((owner, x) => {
          const at = { x: 26 + x * 17, y: 22 + y * 20 };
          const key = `${x}.${y}`;
          if (owner === '.') return <rect key={key} {...at} width="13" height="13" rx="2" className={styles.dark} />;
          if (owner === 'm')
            return <circle key={key} cx={at.x + 6.5} cy={at.y + 6.5} r="6.5" className={styles.m4Lit} />;
          const kind =
            owner === 's'
              ? styles.secure
              : owner === 'l'
                ? styles.linuxLit
                : owner === 'f'
                  ? styles.fault
                  : styles.open;
          return <rect key={key} {...at} width="13" height="13" rx="2" className={kind} />;
        }),
      )}
    </>
  );
}

function Reload() {
  return (
    <>
      <MiniRing x={100} y={50} full={[2]} avail={2} used={3} read={2} />
      <text x="170" y="40" className={styles.word}>
        reload
      </text>
      <Arrow from={143} to={197} />
      <MiniRing x={240} y={50} full={[]} avail={7} used={0} read={15} />
    </>
  );
}
