#!/usr/bin/env node
/** The command line's entry. */
import { ampscopeVersion } from '../contract/version';
import { check } from './check';
import { listRules } from './diagnoses';
import { listInjections } from './injections';
import { parseArguments, usage } from './options';
import { type Outcome, run } from './run';
import { UsageError } from './words';

function main(args: readonly string[]): Outcome {
  const command = parseArguments(args);
  switch (command.command) {
    case 'help':
      return { exitCode: 0, output: usage, errors: [] };
    case 'version':
      return { exitCode: 0, output: `ampscope ${ampscopeVersion}`, errors: [] };
    case 'list-injections':
      return { exitCode: 0, output: listInjections(command.json), errors: [] };
    case 'list-rules':
      return { exitCode: 0, output: listRules(command.json), errors: [] };
    case 'check':
      return check(command);
    case 'run':
      return run(command);
  }
}

try {
  const { exitCode, output, errors } = main(process.argv.slice(2));
  for (const error of errors) console.error(error);
  // A pipe takes its time: the process ends when everything was written.
  process.exitCode = exitCode;
  process.stdout.write(`${output}\n`);
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(error.message);
  console.error('`ampscope help` shows what there is.');
  process.exitCode = 2;
}
