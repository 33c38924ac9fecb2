/** The demos that come with the page: what `demos/manifest.json` holds. */

export type Demo = {
  readonly id: string;
  readonly title: string;
  /** What one can see in it, for the card. */
  readonly sentence: string;
  readonly minutes: number;
  /** File names inside `demos/<id>/` or paths from `demos/`. */
  readonly elf: string;
  readonly map: string;
  readonly sources: readonly string[];
  /** rpmsg services that the firmware announces. */
  readonly services: readonly string[];
  /** What to type or press, in order. */
  readonly howTo: readonly string[];
};

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const texts = (value: unknown): readonly string[] => {
  if (typeof value === 'string') return value === '' ? [] : [value];
  return Array.isArray(value) ? value.filter((entry): entry is string => typeof entry === 'string') : [];
};

/** Reads the manifest; an entry without an id, a title or an ELF is left out. */
export function parseManifest(json: unknown): readonly Demo[] {
  const list: unknown = Array.isArray(json) ? json : (json as { demos?: unknown } | null)?.demos;
  if (!Array.isArray(list)) return [];
  return list.flatMap((entry: unknown) => {
    if (typeof entry !== 'object' || entry === null) return [];
    const raw = entry as Readonly<Record<string, unknown>>;
    const demo: Demo = {
      id: text(raw.id),
      title: text(raw.title),
      sentence: text(raw.sentence),
      minutes: typeof raw.minutes === 'number' ? raw.minutes : 0,
      elf: text(raw.elf),
      map: text(raw.map),
      sources: texts(raw.sources),
      services: texts(raw.services),
      howTo: texts(raw.howTo),
    };
    return demo.id === '' || demo.title === '' || demo.elf === '' ? [] : [demo];
  });
}

/** Where a demo's ELF lies, relative to the page. */
export const demoUrl = (demo: Demo): string =>
  demo.elf.includes('/') ? `./demos/${demo.elf}` : `./demos/${demo.id}/${demo.elf}`;

/** The demos that lie beside the page. Throws when they cannot be fetched. */
export async function fetchDemos(signal?: AbortSignal): Promise<readonly Demo[]> {
  const answer = await fetch('./demos/manifest.json', signal === undefined ? {} : { signal });
  if (!answer.ok) throw new Error(`The list of demos could not be fetched (${answer.status}).`);
  return parseManifest(await answer.json());
}
