/** `ampscope check`: what remoteproc will say of a file, before it says it, and what the rules find in it. */
import { basename } from 'node:path';
import { preflight } from '../session/preflight';
import { asDiagnosis, diagnosisLines } from './diagnoses';
import type { CheckCommand } from './options';
import { type Outcome, read } from './run';

export function check(command: CheckCommand): Outcome {
  const { findings, ...found } = preflight(basename(command.file), read(command.file), command.tree);
  const diagnoses = findings.map(asDiagnosis);
  const text = [
    found.title,
    found.sentence,
    ...(found.loads ? [] : ['', found.whatToDo]),
    '',
    ...found.predictedLog,
    ...(found.errno === 0 ? [] : [`write error: errno ${found.errno}`]),
    ...found.notes.map((note) => `note: ${note}`),
    ...diagnoses.flatMap((diagnosis) => ['', ...diagnosisLines(diagnosis)]),
  ].join('\n');
  const output = command.json ? JSON.stringify({ ...found, diagnoses }) : text;
  return { exitCode: found.loads ? 0 : 2, output, errors: [] };
}
