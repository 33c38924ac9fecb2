/** Labels of a drawing find places in which they touch neither each other nor what is already there. */
import { type Font, textWidth } from './text-width';

export type Box = { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number };
/** Where a text element stands: its baseline and the end that stays. */
export type TextPlace = { readonly x: number; readonly y: number; readonly anchor: 'start' | 'middle' | 'end' };

/** Pixels that stay free between two labels. */
const apart = { x: 4, y: 3 } as const;

export const intersects = (a: Box, b: Box): boolean =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

export function textBox(text: string, font: Font, { x, y, anchor }: TextPlace): Box {
  const width = textWidth(text, font);
  const left = anchor === 'start' ? x : anchor === 'end' ? x - width : x - width / 2;
  // Capitals reach three quarters of the size above the baseline, quotes and descenders a little more.
  return { left, right: left + width, top: y - font.size * 0.82, bottom: y + font.size * 0.26 };
}

export const moved = ({ left, top, right, bottom }: Box, dy: number): Box => ({
  left,
  right,
  top: top + dy,
  bottom: bottom + dy,
});

const bandHeight = 32;
const bandOf = (y: number): number => Math.floor(y / bandHeight);

/** What already stands in the drawing, by bands of its height: a box meets only what is in its own. */
export class Occupied {
  readonly #bands = new Map<number, Box[]>();

  add(...boxes: readonly Box[]): void {
    for (const box of boxes)
      for (let band = bandOf(box.top); band <= bandOf(box.bottom); band++) {
        const inBand = this.#bands.get(band);
        if (inBand === undefined) this.#bands.set(band, [box]);
        else inBand.push(box);
      }
  }

  isFree({ left, top, right, bottom }: Box): boolean {
    const room = { left: left - apart.x, right: right + apart.x, top: top - apart.y, bottom: bottom + apart.y };
    for (let band = bandOf(room.top); band <= bandOf(room.bottom); band++)
      if (this.#bands.get(band)?.some((box) => intersects(room, box)) === true) return false;
    return true;
  }
}

export type Label<P> = {
  /** In order of preference; a label may be made of several boxes. */
  readonly places: readonly { readonly place: P; readonly boxes: readonly Box[] }[];
};

/** The place of each label, the first labels first; undefined for one that finds none. What is placed is added to `occupied`. */
export function placeLabels<P>(labels: readonly Label<P>[], occupied: Occupied): readonly (P | undefined)[] {
  return labels.map(({ places }) => {
    const found = places.find(({ boxes }) => boxes.every((box) => occupied.isFree(box)));
    if (found === undefined) return undefined;
    occupied.add(...found.boxes);
    return found.place;
  });
}

export const isWithin = ({ left, right }: Box, width: number): boolean => left >= 2 && right <= width - 2;
