/** What most commands read: the files named, one after another, or standard input. */
import { errnoText } from '../../fs/errno';
import { forReading } from '../../fs/vfs';
import { type CommandIo, type Outcome, sleepOn } from '../command';

/** The longest read of busybox's own copying (CONFIG_FEATURE_COPYBUF_KB=4). */
export const chunkBytes = 4096;

/** Where the reading stands; part of a command's notes. */
export type Inputs = {
  readonly names: readonly string[];
  at: number;
  handle: number | undefined;
  /** 1 once something could not be read. */
  code: number;
};
export type Chunk =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array; readonly name: string }
  | { readonly kind: 'end-of-file'; readonly name: string }
  | { readonly kind: 'done' }
  | { readonly kind: 'asleep'; readonly outcome: Outcome };

export const inputsOf = (names: readonly string[]): Inputs => ({
  names: names.length === 0 ? ['-'] : [...names],
  at: 0,
  handle: undefined,
  code: 0,
});

/** How a program words what it could not open: open(2) users say "can't open", users of fopen only the name. */
export type OpenWords = (name: string, why: string) => string;
export const cannotOpen: OpenWords = (name, why) => `can't open '${name}': ${why}`;
export const nameAndWhy: OpenWords = (name, why) => `${name}: ${why}`;

/** The next piece; complains of files that cannot be opened or read and goes on behind them. */
export function nextChunk(io: CommandIo, inputs: Inputs, words: OpenWords): Chunk {
  for (;;) {
    const name = inputs.names[inputs.at];
    if (name === undefined) return { kind: 'done' };
    const asleep = inputs.handle === undefined ? open(io, inputs, name, words) : undefined;
    if (asleep !== undefined) return { kind: 'asleep', outcome: asleep };
    if (inputs.handle === undefined) continue;
    const answer = io.read(inputs.handle, chunkBytes);
    if (answer.kind === 'wait') return { kind: 'asleep', outcome: sleepOn(answer, 'read') };
    if (answer.kind === 'value' && answer.value.length > 0) return { kind: 'bytes', bytes: answer.value, name };
    if (answer.kind === 'error') {
      io.complain(`read error: ${errnoText(answer.errno)}`);
      inputs.code = 1;
    }
    skipFile(io, inputs);
    if (answer.kind === 'value') return { kind: 'end-of-file', name };
  }
}

/** Leaves the file that is being read. */
export function skipFile(io: CommandIo, inputs: Inputs): void {
  if (inputs.handle !== undefined && inputs.handle !== io.stdin) io.close(inputs.handle);
  inputs.handle = undefined;
  inputs.at++;
}

function open(io: CommandIo, inputs: Inputs, name: string, words: OpenWords): Outcome | undefined {
  if (name === '-') {
    inputs.handle = io.stdin;
    return undefined;
  }
  const answer = io.open(name, forReading);
  if (answer.kind === 'wait') return sleepOn(answer, 'open');
  if (answer.kind === 'value') inputs.handle = answer.value;
  else {
    io.complain(words(name, errnoText(answer.errno)));
    inputs.code = 1;
    inputs.at++;
  }
  return undefined;
}
