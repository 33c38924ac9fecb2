/** The rings at the end of a run: where they lie, how far each index came, what is wrong, and which buffers somebody keeps. */
import { hex } from '../contract/units';
import type { Target } from '../session/target';
import { vringsOf } from '../session/views/vrings';

export type RingResult = {
  readonly ring: number;
  readonly address: string;
  readonly num: number;
  readonly avail: number;
  readonly used: number;
  /** How far Linux has read the used ring. */
  readonly read: number;
  /** One sentence each. */
  readonly problems: readonly string[];
  /** Descriptors that stay away while later ones come back. */
  readonly kept: readonly { readonly descriptor: number; readonly overtaken: number }[];
};

export const ringResults = (target: Target): readonly RingResult[] => {
  const { rings, tableProblems } = vringsOf(target);
  return rings.map(({ ring, address, num, avail, used, read, problems, descriptors }) => ({
    ring,
    address: hex(address),
    num,
    avail: avail.idx,
    used: used.idx,
    read,
    problems: [...tableProblems, ...problems].map(({ text }) => text),
    kept: descriptors
      .filter(({ overtaken }) => overtaken > 0)
      .map(({ index, overtaken }) => ({ descriptor: index, overtaken })),
  }));
};

/** Nothing for rings that are in order. */
export const ringLines = (rings: readonly RingResult[]): readonly string[] =>
  rings.flatMap(({ ring, problems, kept }) => [
    ...problems.map((problem) => `vring${ring}: ${problem}`),
    ...kept.map(
      ({ descriptor, overtaken }) =>
        `vring${ring}: descriptor ${descriptor} is kept, ${overtaken} later ones came back`,
    ),
  ]);
