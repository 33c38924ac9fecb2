/** What decides whether a bell is expected at all, and whether it can be heard: read from the rings' flags and the IPCC's masks. */
import type { IpccView } from '../../sim-worker/contract/ipcc-view';
import type { VringsView } from '../../sim-worker/contract/ring-views';
import type { Circumstances } from './expected';
import { lampFace } from './lamps';

export function circumstancesOf(ipcc: IpccView | undefined, vrings: VringsView | undefined): Circumstances {
  const ring = (n: number) => vrings?.rings.find((r) => r.ring === n);
  const deaf = (from: 1 | 2, channel: number): boolean => {
    const lamp = ipcc?.lamps.find((l) => l.from === from && l.channel === channel);
    if (ipcc === undefined || lamp === undefined) return false;
    const face = lampFace(lamp, ipcc.time);
    return face.masked || face.tooLong;
  };
  return {
    quiet: {
      out: ring(1)?.quiet?.toM4 ?? ((ring(1)?.used.flags ?? 0) & 1) === 1,
      back: ring(0)?.quiet?.toLinux ?? ((ring(0)?.avail.flags ?? 0) & 1) === 1,
    },
    blocked: { out: deaf(1, 2), back: deaf(2, 1) },
  };
}
