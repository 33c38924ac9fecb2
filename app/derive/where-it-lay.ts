/** The places at which one byte of a message lay, in whose hands, by which function, from when to when. */
import type { ChainView } from '../../sim-worker/contract/message-views';
import type { Leg, Mark } from '../../sim-worker/contract/messages';
import type { Message } from './messages';

export type Place = {
  /** undefined where the model knows no address: in the kernel's tty buffer. */
  readonly address: number | undefined;
  readonly name: string;
  readonly owners: readonly ('a7' | 'm4')[];
  /** The function that put it there, and what the place is. */
  readonly by: string;
  readonly what: string;
  /** undefined when nobody has seen it come: it is only seen to be there. */
  readonly from: number | undefined;
  /** undefined while it lies there. */
  readonly to: number | undefined;
  /** The event that put it there. */
  readonly seq: number | undefined;
};
/** The payload follows the rpmsg header. */
const header = 16;

/** `functionAt`: by number of an event the function that did it. `copies`: where the firmware's own data holds the text now. */
export function whereItLay(
  { out, back, bytes, port }: Message,
  byte: number,
  functionAt: (seq: number) => string,
  copies: ChainView['copies'] = [],
): readonly Place[] {
  const places: Place[] = [];
  const add = (leg: Leg, ring: number, owners: readonly ['a7' | 'm4', 'a7' | 'm4'], end: Mark | undefined): void => {
    if (leg.buffer === undefined || leg.written === undefined || byte >= (leg.bytes ?? bytes)) return;
    places.push({
      address: leg.buffer + header + byte,
      name: '',
      owners: leg.handed === undefined ? owners.slice(0, 1) : owners,
      by: functionAt(leg.written.seq),
      what: leg.descriptor === undefined ? `a buffer of vring${ring}` : `vring${ring} buffer ${leg.descriptor}`,
      from: leg.written.time,
      to: end?.time,
      seq: leg.written.seq,
    });
  };
  if (out !== undefined) add(out, 1, ['a7', 'm4'], out.taken);
  for (const { address, region, symbol } of copies)
    places.push({
      address: address + byte,
      name: '',
      owners: ['m4'],
      by: symbol,
      what: `a copy in ${region}, there now`,
      from: undefined,
      to: undefined,
      seq: undefined,
    });
  if (back !== undefined) add(back, 0, ['m4', 'a7'], back.delivered ?? back.taken);
  if (back?.delivered !== undefined)
    places.push({
      address: undefined,
      name: 'tty buffer',
      owners: ['a7'],
      by: 'rpmsg_tty_cb',
      what: port === undefined ? 'of the kernel' : `of ttyRPMSG${port}`,
      from: back.delivered.time,
      to: back.read?.time,
      seq: back.delivered.seq,
    });
  return places;
}
