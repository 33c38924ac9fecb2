/** The legend of every mark: hue is the owner, filled is a message, ink is now. */
import type { ReactNode } from 'react';
import type { SlotState } from '../../sim-worker/contract/ring-views';
import type { Owner } from '../derive/words';
import { StateMark } from './DescriptorStrip';
import { lampPath } from './Doorbells';
import styles from './how-to-read.module.css';
import { ArrowHead, FaultTriangle, HandMark } from './marks';
import { OwnerSymbol } from './OwnerSymbol';
import { classes, ownerClass } from './owner-class';

type Entry = { readonly mark: ReactNode; readonly words: ReactNode };
type Group = { readonly title: string; readonly entries: readonly Entry[] };

const states: readonly (readonly [state: SlotState, words: string])[] = [
  ['empty-m4', 'empty, M4 may fill'],
  ['full-m4', 'full, M4 to read'],
  ['empty-linux', 'empty, Linux may fill'],
  ['full-linux', 'full, Linux to read'],
  ['held-linux', 'in Linux’s hands'],
  ['held-m4', 'kept by the M4'],
  ['broken', 'impossible'],
];
const owners: readonly (readonly [owner: Owner, words: string])[] = [
  ['a7', 'Linux'],
  ['m4', 'the M4, your firmware'],
  ['shared', 'open to both'],
  ['secure', 'the secure world'],
  ['free', 'nobody'],
  ['fault', 'a fault'],
];
type BellLook = { readonly from: 1 | 2; readonly lit?: true; readonly masked?: true; readonly late?: true };
const bells: readonly (readonly [look: BellLook, words: string])[] = [
  [{ from: 1 }, 'free'],
  [{ from: 1, lit: true }, 'rung by Linux'],
  [{ from: 2, lit: true }, 'rung by the M4'],
  [{ from: 1, lit: true, masked: true }, 'receiver masks it'],
  [{ from: 2, lit: true, late: true }, 'rung for too long'],
];
type PathLook = 'now' | 'earlier' | 'next' | 'missing';
const paths: readonly (readonly [look: PathLook, words: string])[] = [
  ['now', 'happens now'],
  ['earlier', 'happened before'],
  ['next', 'expected next'],
  ['missing', 'did not happen'],
];
const hands = [
  ['avail', 'Linux offers up to here'],
  ['used', 'the M4 gave back up to here'],
  ['read', 'Linux has taken up to here'],
] as const;

const groups: readonly Group[] = [
  { title: 'Owners', entries: owners.map(([owner, words]) => ({ mark: <Sign owner={owner} />, words })) },
  { title: 'Buffers', entries: states.map(([state, words]) => ({ mark: <StateMark state={state} large />, words })) },
  { title: 'Doorbells', entries: bells.map(([look, words]) => ({ mark: <Bell {...look} />, words })) },
  {
    title: 'Paths',
    entries: [
      ...paths.map(([look, words]) => ({ mark: <Path look={look} />, words })),
      { mark: <span className={styles.letter}>hi</span>, words: 'the letter' },
    ],
  },
  {
    title: 'Hands of a ring',
    entries: hands.map(([name, words]) => ({
      mark: <HandMark name={name} />,
      words: (
        <>
          <code className={styles.name}>{name}</code> {words}
        </>
      ),
    })),
  },
];

export function HowToRead() {
  return (
    <div className={styles.groups}>
      {groups.map(({ title, entries }) => (
        <section key={title} aria-label={title}>
          <h3 className={styles.title}>{title}</h3>
          <ul className={classes(styles.entries, entries.length > 3 && styles.twoColumns)}>
            {entries.map(({ mark, words }, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the list never changes
              <li key={at} className={styles.entry}>
                <span className={styles.mark} aria-hidden="true">
                  {mark}
                </span>
                <span>{words}</span>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

function Sign({ owner }: { readonly owner: Owner }) {
  return (
    <svg width="20" height="16" viewBox="-10 -8 20 16" focusable="false" aria-hidden="true">
      <OwnerSymbol owner={owner} x={0} y={0} size={11} />
    </svg>
  );
}

function Bell({ from, lit, masked, late }: BellLook) {
  return (
    <svg width="34" height="20" viewBox="-3 -3 34 20" focusable="false" aria-hidden="true">
      <path
        className={classes(styles.bell, lit && styles.lit, ownerClass(from === 1 ? 'a7' : 'm4'))}
        d={lampPath(from, 28, 14)}
      />
      {masked && <path className={styles.bar} d="M-3 16 31 -2" />}
      {late && <FaultTriangle x={25} y={1} size={11} />}
    </svg>
  );
}

function Path({ look }: { readonly look: PathLook }) {
  return (
    <svg width="34" height="12" viewBox="0 0 34 12" focusable="false" aria-hidden="true">
      <path className={styles[look]} d={look === 'missing' ? 'M0 6H23' : 'M0 6H30'} />
      {look === 'missing' ? (
        <path className={styles.cross} d="M24 2l8 8m0-8-8 8" />
      ) : (
        <ArrowHead x={34} y={6} to="right" size={7} className={styles[`${look}Tip`]} />
      )}
    </svg>
  );
}
