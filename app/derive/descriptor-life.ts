/** The stations of one descriptor's life, how far it has come, and the memory that tells it. */
import type { DescriptorView, VringView } from '../../sim-worker/contract/ring-views';
import type { Owner } from './words';

export type LifeStation = {
  readonly owner: Owner;
  readonly title: string;
  readonly detail: string;
  readonly address: number | undefined;
  readonly done: boolean;
};
type Facts = {
  readonly d: DescriptorView;
  readonly ring: VringView;
  readonly toLinux: boolean;
  readonly offered: boolean;
  readonly returned: boolean;
};

/** The newest free-running index, below `idx`, whose slot matches; undefined when none of the last lap does. */
export function newestIndex(idx: number, num: number, matches: (slot: number) => boolean): number | undefined {
  for (let index = idx - 1; index >= Math.max(0, idx - num); index--) if (matches(index % num)) return index;
  return undefined;
}

export function lifeOf(d: DescriptorView, ring: VringView): readonly LifeStation[] {
  const toLinux = ring.direction === 'm4-to-linux';
  const offered = d.state !== 'empty-linux' && d.state !== 'broken';
  const used = newestIndex(ring.used.idx, ring.num, (slot) => ring.used.ring[slot]?.id === d.index) !== undefined;
  const back = d.state === 'full-linux' || d.state === 'held-linux' || (!toLinux && d.state === 'empty-linux' && used);
  const facts: Facts = { d, ring, toLinux, offered: offered || back, returned: back };
  return toLinux
    ? [offer(facts), naming(facts), filling(facts), givingBack(facts), reading(facts)]
    : [naming(facts), filling(facts), offer(facts), reading(facts), givingBack(facts)];
}

function offer({ d, ring, offered }: Facts): LifeStation {
  const index = newestIndex(ring.avail.idx, ring.num, (slot) => ring.avail.ring[slot] === d.index);
  const slot = index === undefined ? undefined : index % ring.num;
  return {
    owner: 'a7',
    title: 'Linux offered it',
    detail: slot === undefined ? 'not in avail.ring' : `avail.ring[${slot}] = ${d.index}`,
    address: slot === undefined ? undefined : ring.availAddress + 4 + 2 * slot,
    done: offered,
  };
}

const naming = ({ d, ring }: Facts): LifeStation => ({
  owner: 'a7',
  title: 'naming a buffer',
  detail: d.address === 0 ? 'next' : `len ${d.length}${(d.flags & 2) === 2 ? ', WRITE' : ''}`,
  address: ring.address + 16 * d.index,
  done: d.address !== 0,
});

function filling({ d, toLinux, offered, returned }: Facts): LifeStation {
  const done = toLinux ? returned : offered;
  const size = d.message === undefined ? 'outside RAM' : `header + ${d.message.length} bytes`;
  return {
    owner: toLinux ? 'm4' : 'a7',
    title: toLinux ? 'M4 filled it' : 'Linux filled it',
    detail: done ? size : 'next',
    address: d.address === 0 ? undefined : d.address,
    done,
  };
}

function givingBack({ d, ring, returned }: Facts): LifeStation {
  const index = newestIndex(ring.used.idx, ring.num, (slot) => ring.used.ring[slot]?.id === d.index);
  const slot = index === undefined ? undefined : index % ring.num;
  return {
    owner: 'm4',
    title: 'M4 gave it back',
    detail: !returned || slot === undefined ? 'next' : `used.ring[${slot}]`,
    address: slot === undefined ? undefined : ring.usedAddress + 4 + 8 * slot,
    done: returned,
  };
}

function reading({ d, toLinux, returned }: Facts): LifeStation {
  const done = toLinux ? d.state === 'held-linux' : returned;
  return {
    owner: toLinux ? 'a7' : 'm4',
    title: toLinux ? 'Linux reads it' : 'M4 reads it',
    detail: done ? (toLinux ? 'now' : 'done') : 'next',
    address: undefined,
    done,
  };
}
