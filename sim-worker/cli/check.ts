/** `ampscope check`: what remoteproc will say of a file, before it says it. */
import { basename } from 'node:path';
import { preflight } from '../session/preflight';
import type { CheckCommand } from './options';
import { type Outcome, read } from './run';

export function check(command: CheckCommand): Outcome {
  const found = preflight(basename(command.file), read(command.file));
  const text = [
    found.title,
    found.sentence,
    ...(found.loads ? [] : ['', found.whatToDo]),
    '',
    ...found.predictedLog,
    ...(found.errno === 0 ? [] : [`write error: errno ${found.errno}`]),
    ...found.notes.map((note) => `note: ${note}`),
  ].join('\n');
  return { exitCode: found.loads ? 0 : 2, output: command.json ? JSON.stringify(found) : text, errors: [] };
}
