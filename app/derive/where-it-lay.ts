/** The addresses at which a message lay, in whose hands, from when to when. */
import type { Leg } from '../../sim-worker/contract/messages';
import type { Message } from './messages';

export type Place = {
  readonly address: number;
  readonly owners: readonly ('a7' | 'm4')[];
  readonly what: string;
  readonly from: number;
  /** undefined while it lies there. */
  readonly to: number | undefined;
};
/** The payload follows the rpmsg header. */
const header = 16;

export function whereItLay({ out, back }: Message): readonly Place[] {
  const places: Place[] = [];
  const add = (leg: Leg, ring: number, writer: 'a7' | 'm4', reader: 'a7' | 'm4', to: number | undefined): void => {
    if (leg.buffer === undefined || leg.written === undefined) return;
    const what = leg.descriptor === undefined ? `a buffer of vring${ring}` : `vring${ring} buffer ${leg.descriptor}`;
    places.push({
      address: leg.buffer + header,
      owners: leg.handed === undefined ? [writer] : [writer, reader],
      what,
      from: leg.written.time,
      to,
    });
  };
  if (out !== undefined) add(out, 1, 'a7', 'm4', out.taken?.time);
  if (back !== undefined) add(back, 0, 'm4', 'a7', (back.delivered ?? back.taken)?.time);
  return places;
}
