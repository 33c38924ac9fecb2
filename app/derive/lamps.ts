/** The twelve doorbells in words: lit, masked, occupied for too long, unused. */
import type { IpccView, Lamp } from '../../sim-worker/contract/ipcc-view';
import { spanText } from './format';
import { bellMeaning, channelUse, processorWord } from './words';

/** A flag that stands longer than this is worth a triangle: an acknowledge takes microseconds. */
const tooLongNs = 1_000_000;
/** The device tree gives uses to channels 1 to 4 of the M4's mailbox. */
const lastAgreedChannel = 4;
const channels = [1, 2, 3, 4, 5, 6] as const;

export type LampFace = {
  readonly from: 1 | 2;
  readonly channel: number;
  readonly occupied: boolean;
  readonly masked: boolean;
  readonly tooLong: boolean;
  /** Drawn fainter. */
  readonly unused: boolean;
  /** How long the flag has been as it is, in ns. */
  readonly since: number | undefined;
  readonly rung: number;
  readonly sentence: string;
};

export function lampFace(lamp: Lamp, now: number): LampFace {
  const since = lamp.since === undefined ? undefined : Math.max(0, now - lamp.since);
  const tooLong = lamp.occupied && since !== undefined && since > tooLongNs;
  const masked = lamp.occupied && lamp.receiverMasked;
  const unused = !lamp.occupied && lamp.rung === 0 && lamp.channel > lastAgreedChannel;
  return {
    from: lamp.from,
    channel: lamp.channel,
    occupied: lamp.occupied,
    masked,
    tooLong,
    unused,
    since,
    rung: lamp.rung,
    sentence: sentenceOf(lamp, since, tooLong),
  };
}

function sentenceOf(lamp: Lamp, since: number | undefined, tooLong: boolean): string {
  const who = `${processorWord(lamp.from)} → ${processorWord(lamp.from === 1 ? 2 : 1)}`;
  const receiver = lamp.from === 1 ? 'the M4' : 'Linux';
  if (!lamp.occupied) return `Channel ${lamp.channel}, ${who}: free, rung ${lamp.rung} times`;
  const time = since === undefined ? '' : ` for ${spanText(since)}`;
  const mask = lamp.receiverMasked ? `, ${receiver} does not listen` : '';
  return `Channel ${lamp.channel}, ${who}: occupied${time}${tooLong ? ', too long' : ''}${mask}: ${bellMeaning(lamp.from, lamp.channel)}`;
}

/** Twelve faces even when the view is incomplete: Linux → M4 first, channels 1 to 6. */
export function lampFaces(view: IpccView | undefined): readonly LampFace[] {
  const known = new Map((view?.lamps ?? []).map((lamp) => [`${lamp.from}.${lamp.channel}`, lamp]));
  return ([1, 2] as const).flatMap((from) =>
    channels.map((channel) =>
      lampFace(
        known.get(`${from}.${channel}`) ?? {
          from,
          channel,
          occupied: false,
          receiverMasked: true,
          freeMasked: true,
          since: undefined,
          use: '',
          rung: 0,
        },
        view?.time ?? 0,
      ),
    ),
  );
}

/** "1 vring0", or "ch 5" where nothing is agreed. */
export const columnLabel = (channel: number, room: 'narrow' | 'wide'): string => {
  const use = channelUse(channel);
  if (room === 'narrow') return `ch ${channel}`;
  return use === '' || channel > lastAgreedChannel ? String(channel) : `${channel} ${use}`;
};
