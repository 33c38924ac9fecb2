/** How many cards stand in a row, so that no row of the first page has a hole if it can be helped. */

export type CardGrid = {
  readonly columns: number;
  /** The first card is as wide as two. */
  readonly wideFirst: boolean;
};

export function cardGrid(count: number): CardGrid {
  if (count <= 4) return { columns: Math.max(count, 1), wideFirst: false };
  const full = [3, 4].find((columns) => count % columns === 0);
  if (full !== undefined) return { columns: full, wideFirst: false };
  const oneShort = [3, 4].find((columns) => (count + 1) % columns === 0);
  return { columns: oneShort ?? 3, wideFirst: oneShort !== undefined };
}
