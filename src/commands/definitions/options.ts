import { type Command, Option } from 'commander';
import { defaultProfile } from '../hub/profile.js';
import { type JsonWish, misused, perform } from '../terminal/index.js';

/** Keys come from the environment or the profile: arguments are seen by every user of the machine (`ps`). */
const secrets = [
  ['--operator-key <key>', 'CAUSEWAY_OPERATOR_KEY'],
  ['--api-key <key>', 'CAUSEWAY_API_KEY'],
] as const;

export const withJson = (command: Command): Command =>
  command.option('--json', 'print one JSON document instead of a table');

/** What every command takes that talks to a hub. */
export const withHub = (command: Command): Command => {
  withJson(command)
    .addOption(new Option('--url <url>', 'where the hub answers').env('CAUSEWAY_URL'))
    .addOption(
      new Option('--profile <file>', 'where "causeway login" keeps keys')
        .env('CAUSEWAY_PROFILE')
        .default(defaultProfile, '~/.config/causeway/profile.json'),
    );
  for (const [flag, variable] of secrets) command.addOption(new Option(flag).env(variable).hideHelp());
  return command;
};

/** And every command that works inside one organization. */
export const withOrganization = (command: Command): Command =>
  withHub(command).addOption(
    new Option('-o, --organization <name>', 'name, id or unique beginning of either').env(
      'CAUSEWAY_ORGANIZATION',
    ),
  );

/** Runs what a command does, with its options as the command understands them. */
export const does = <Options extends JsonWish>(
  command: Command,
  work: (options: Options, ...args: (string | undefined)[]) => Promise<unknown>,
): void => {
  command.action(async (...given: unknown[]) => {
    const args = given.slice(0, command.registeredArguments.length) as (string | undefined)[];
    const options = command.optsWithGlobals<Options>();
    await perform(options, async () => {
      refuseSecretArguments(command);
      return work(options, ...args);
    });
  });
};

const refuseSecretArguments = (command: Command): void => {
  for (const [flag, variable] of secrets) {
    const name = flag.slice(2, flag.indexOf(' '));
    const attribute = name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
    if (command.getOptionValueSource(attribute) === 'cli')
      throw misused(
        `--${name} would show the key to every user of this machine.`,
        `Set ${variable}, or run "causeway login".`,
      );
  }
};
