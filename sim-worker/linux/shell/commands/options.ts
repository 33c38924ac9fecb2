/** Single-letter options as getopt reads them: joined, with values, ended by `--`. */

export type Options = {
  readonly flags: ReadonlySet<string>;
  readonly values: ReadonlyMap<string, string>;
  readonly rest: readonly string[];
  /** What is wrong, in busybox's words. */
  readonly problem: string | undefined;
};

/** `known`: letters, each followed by `:` when it takes a value. */
export function readOptions(args: readonly string[], known: string): Options {
  const flags = new Set<string>();
  const values = new Map<string, string>();
  const rest: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!;
    if (arg === '--') {
      rest.push(...args.slice(i + 1));
      break;
    }
    if (!/^-./.test(arg)) {
      rest.push(arg);
      continue;
    }
    for (let at = 1; at < arg.length; at++) {
      const letter = arg[at]!;
      const found = letter === ':' ? -1 : known.indexOf(letter);
      if (found < 0) return { flags, values, rest, problem: `invalid option -- '${letter}'` };
      if (known[found + 1] !== ':') {
        flags.add(letter);
        continue;
      }
      const given = arg.slice(at + 1) || args[++i];
      if (given === undefined) return { flags, values, rest, problem: `option requires an argument -- '${letter}'` };
      values.set(letter, given);
      break;
    }
  }
  return { flags, values, rest, problem: undefined };
}
