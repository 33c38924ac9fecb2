/** Where everything stands on the system map for a size: re-laid, not scaled. */

export type Box = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
export type MapLayout = {
  readonly width: number;
  readonly height: number;
  readonly linux: Box;
  readonly m4: Box;
  readonly ipcc: Box;
  readonly chips: Box;
  /** Centre and outer radius of the wheels; index is the ring's number. */
  readonly wheels: readonly [
    vring0: { readonly x: number; readonly y: number },
    vring1: { readonly x: number; readonly y: number },
  ];
  readonly radius: number;
  readonly sentenceY: number;
  /** The texts left of the wheels fit. */
  readonly roomForHands: boolean;
  /** Names and details inside the two boxes fit. */
  readonly roomy: boolean;
  /** Text grows at most by 1.22. */
  readonly grow: number;
};

const leastMapWidth = 520;
const leastMapHeight = 380;

export function mapLayout(availableWidth: number, availableHeight: number): MapLayout {
  const width = Math.max(leastMapWidth, Math.floor(availableWidth));
  const height = Math.max(leastMapHeight, Math.floor(availableHeight));
  const grow = Math.min(1.22, Math.max(1, Math.min(width / 856, height / 464)));
  // Below the height of the design, air goes before the wheels do.
  const tight = Math.min(1, Math.max(0, (464 - height) / 44));
  const margin = Math.round(20 * grow);
  const boxWidth = Math.round(Math.min(width * 0.23, 240));
  const chipsHeight = 26;
  const top = 14 + Math.round((grow - 1) * 20);
  const chipsY = height - chipsHeight - Math.round(16 - 3 * tight);
  const boxHeight = chipsY - Math.round(20 - 8 * tight) - top;
  const linux = { x: margin, y: top, width: boxWidth, height: boxHeight };
  const m4 = { x: width - margin - boxWidth, y: top, width: boxWidth, height: boxHeight };
  const ipccHeight = Math.round(62 * Math.min(1.22, grow));
  const ipcc = {
    x: linux.x + boxWidth + 16,
    y: top + boxHeight - ipccHeight,
    width: m4.x - 16 - (linux.x + boxWidth + 16),
    height: ipccHeight,
  };
  const sentence = 56 - Math.round(6 * tight);
  const room = ipcc.y - 12 - (top + sentence - 8);
  const roomForHands = ipcc.width > 330;
  // Two wheels, each with its outside hand (14 px) above and a gap between.
  const radius = Math.round(Math.max(34, Math.min(92, room / 4 - 12, (ipcc.width - (roomForHands ? 200 : 60)) / 2)));
  const first = top + sentence + (room - 16) / 4 + 2;
  const second = top + sentence + ((room - 16) * 3) / 4 + 4;
  const x = Math.round(width / 2);
  return {
    width,
    height,
    linux,
    m4,
    ipcc,
    chips: { x: margin, y: chipsY, width: width - 2 * margin, height: chipsHeight },
    wheels: [
      { x, y: Math.round(second) },
      { x, y: Math.round(first) },
    ],
    radius,
    sentenceY: top + 18,
    roomForHands,
    roomy: boxWidth >= 150 && height >= 420,
    grow,
  };
}
