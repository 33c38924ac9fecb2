/** What rules about messages on their way to the M4 share. */
import { type Bell, bellOf, isAlive, type RingState, ringOf } from './facts';
import type { Scene } from './scene';

/** Linux and the M4 may use the rings now. */
export const isUp = ({ machine: { linux } }: Scene): boolean => {
  const { state, job } = linux.ipcView().remoteproc;
  return job === undefined && (state === 'running' || state === 'attached');
};

export const messages = (count: number): string => (count === 1 ? 'one message' : `${count} messages`);

export type Waiting = {
  readonly ring: RingState;
  /** The last offer. */
  readonly offered: { readonly seq: number; readonly time: number };
  readonly bell: Bell;
};

/** What Linux has put into vring1 and the M4 has not returned, with the last offer. */
export function waitingInRing1(scene: Scene): Waiting | undefined {
  const ring = ringOf(scene, 1);
  const offered = scene.chronicle.last('vring.offered', { ring: 1 });
  if (ring === undefined || offered === undefined || !isUp(scene) || !isAlive(scene)) return undefined;
  // When all are out, the M4 keeps them or hears nothing: other rules tell which.
  if (ring.withM4 === 0 || ring.withM4 >= ring.place.num || ring.broken) return undefined;
  const bell = bellOf(scene, 1, 2);
  return bell.occupied ? undefined : { ring, offered, bell };
}
