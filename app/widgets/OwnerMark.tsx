/** The small shape that says who owns a thing: the hue's twin, for eyes that do not tell hues apart. */
import styles from './owner-mark.module.css';

export type MarkOwner = 'a7' | 'm4' | 'shared' | 'secure' | 'free' | 'fault';
const words: Readonly<Record<MarkOwner, string>> = {
  a7: 'Linux',
  m4: 'M4',
  shared: 'open to both',
  secure: 'secure world',
  free: 'nobody',
  fault: 'fault',
};

type OwnerMarkProps = {
  readonly owner: MarkOwner;
  readonly size?: number;
  /** Read aloud; leave it out where the words stand beside the mark. */
  readonly label?: string | true;
};

/** Linux is a square, the M4 a circle, the secure world a hexagon, open to both a diamond, a fault a triangle. */
export function OwnerMark({ owner, size = 11, label }: OwnerMarkProps) {
  const name = label === true ? words[owner] : label;
  const looks = { className: styles[owner], width: size, height: size, viewBox: '0 0 12 12' };
  if (name === undefined) {
    return (
      <svg {...looks} aria-hidden="true">
        {shape(owner)}
      </svg>
    );
  }
  return (
    <svg {...looks} role="img" aria-label={name}>
      {shape(owner)}
    </svg>
  );
}

function shape(owner: MarkOwner) {
  switch (owner) {
    case 'a7':
      return <rect x="0.75" y="0.75" width="10.5" height="10.5" rx="1.5" />;
    case 'm4':
    case 'free':
      return <circle cx="6" cy="6" r="5.25" />;
    case 'shared':
      return <path d="M6 .6 11.4 6 6 11.4.6 6Z" />;
    case 'secure':
      return <path d="M3.3.9h5.4L11.5 6l-2.8 5.1H3.3L.5 6Z" />;
    case 'fault':
      return <path d="M6 .8 11.6 11.2H.4Z" />;
  }
}
