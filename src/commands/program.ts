import { Command } from 'commander';
import { defineBackup } from './definitions/backup.js';
import { defineConnect } from './definitions/connect.js';
import { defineOffline } from './definitions/offline.js';
import { defineServer } from './definitions/server.js';
import { defineWork } from './definitions/work.js';
import { exitCodes } from './terminal/index.js';

/** The whole command line. What a command needs is loaded when it runs, so that help and mistakes answer at once. */
export const causeway = (): Command => {
  const program = new Command('causeway')
    .description('Self-hosted, multi-tenant integration hub')
    .showHelpAfterError('(add --help for what it takes)')
    .showSuggestionAfterError()
    .addHelpText('after', '\nEvery command takes --help. Exit codes and all commands: docs/cli.md');
  defineServer(program);
  defineConnect(program);
  defineWork(program);
  defineBackup(program);
  defineOffline(program);
  everyCommand(program).forEach(command =>
    command.exitOverride(({ exitCode }) =>
      process.exit(exitCode === 0 ? exitCodes.done : exitCodes.notTried),
    ),
  );
  return program;
};

/** A command and all below it. */
export const everyCommand = (command: Command): Command[] => [
  command,
  ...command.commands.flatMap(below => everyCommand(below)),
];
