/** The hatch that means "held" (in an owner's hue) and the pale one that means "not computed yet". */
import styles from './hatch.module.css';

export type HatchHue = 'a7' | 'm4' | 'ghost';
export const hatchUrl = (id: string, hue: HatchHue): string => `url(#${id}-${hue})`;

/** Definitions for one drawing; `id` comes from the drawing's `useId`. */
export function HatchDefs({ id, hues }: { readonly id: string; readonly hues: readonly HatchHue[] }) {
  return (
    <defs>
      {hues.map((hue) => (
        <pattern
          key={hue}
          id={`${id}-${hue}`}
          patternUnits="userSpaceOnUse"
          width={pitch(hue)}
          height={pitch(hue)}
          patternTransform="rotate(45)"
        >
          {hue !== 'ghost' && <rect width={pitch(hue)} height={pitch(hue)} className={styles.ground} />}
          <line x1={pitch(hue) / 2} x2={pitch(hue) / 2} y1="0" y2={pitch(hue)} className={styles[hue]} />
        </pattern>
      ))}
    </defs>
  );
}
const pitch = (hue: HatchHue): number => (hue === 'ghost' ? 8 : 5);
