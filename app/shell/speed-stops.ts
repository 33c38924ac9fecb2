/** The places of the speed slider, from one event at a time to as fast as it goes. */
import type { Speed } from '../../sim-worker/contract/protocol';

export type SpeedStop = { readonly speed: Speed; readonly label: string; readonly spoken: string };

const ratio = (denominator: number, spoken: string): SpeedStop => ({
  speed: { kind: 'ratio', ratio: 1 / denominator },
  label: `1 : ${String(denominator).replace(/\B(?=(\d{3})+$)/g, '\u00a0')}`,
  spoken,
});

export const speedStops: readonly SpeedStop[] = [
  { speed: { kind: 'event', perSecond: 1 }, label: '1 event', spoken: 'one event per second' },
  { speed: { kind: 'event', perSecond: 4 }, label: '4 events', spoken: 'four events per second' },
  ratio(100_000, '100 000 times slower than the chip'),
  ratio(10_000, '10 000 times slower than the chip'),
  ratio(1_000, '1 000 times slower than the chip'),
  ratio(100, '100 times slower than the chip'),
  ratio(10, '10 times slower than the chip'),
  { speed: { kind: 'ratio', ratio: 1 }, label: 'real time', spoken: 'as fast as the chip' },
  { speed: { kind: 'max' }, label: 'max', spoken: 'as fast as it goes' },
];

/** The place of a speed on the slider; a speed that is no stop gets the nearest one. */
export function stopOf(speed: Speed): number {
  const last = speedStops.length - 1;
  switch (speed.kind) {
    case 'max':
      return last;
    case 'event':
      return speed.perSecond < 2 ? 0 : 1;
    case 'ratio': {
      const distances = speedStops.map((stop) =>
        stop.speed.kind === 'ratio' ? Math.abs(Math.log(stop.speed.ratio / speed.ratio)) : Number.POSITIVE_INFINITY,
      );
      return distances.indexOf(Math.min(...distances));
    }
  }
}
