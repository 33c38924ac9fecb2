/** All commands of the shell; `help` and the page list them by themselves. */
import { baseName } from '../fs/paths';
import type { Command } from './command';
import { boardCommands } from './commands/board-commands';
import { byteCommands } from './commands/byte-commands';
import { fileCommands } from './commands/file-commands';
import { grepCommand } from './commands/grep';
import { dumpCommands } from './commands/hexdump';
import { jobCommands } from './commands/job-commands';
import { lsCommand } from './commands/ls';
import { printCommands } from './commands/print-commands';
import { readCommands } from './commands/read-commands';
import { rpmsgctlCommand } from './commands/rpmsgctl';
import { rprocctlCommand } from './commands/rprocctl';
import { sdbreadCommand } from './commands/sdbread';
import { shellCommands } from './commands/shell-commands';
import { sttyCommand } from './commands/stty';
import { systemCommands } from './commands/system-commands';
import { textCommands } from './commands/text-commands';

export const commandTable: readonly Command[] = [
  ...printCommands,
  ...readCommands,
  lsCommand,
  grepCommand,
  ...dumpCommands,
  ...fileCommands,
  rpmsgctlCommand,
  rprocctlCommand,
  sdbreadCommand,
  sttyCommand,
  ...shellCommands,
  ...jobCommands,
  ...systemCommands,
  ...textCommands,
  ...byteCommands,
  ...boardCommands,
].sort((a, b) => (a.name < b.name ? -1 : 1));

const byName: ReadonlyMap<string, Command> = new Map(commandTable.map((command) => [command.name, command]));

/** By name, or by its full path: `/bin/cat`. */
export const findCommand = (name: string): Command | undefined =>
  byName.get(/^\/(usr\/)?s?bin\/[^/]+$/.test(name) ? baseName(name) : name);
