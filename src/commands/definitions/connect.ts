import { type Command, InvalidArgumentError, Option } from 'commander';
import type { ConnectOptions } from '../connect/options.js';
import { does, withOrganization } from './options.js';

export const defineConnect = (program: Command): void => {
  const connect = withOrganization(
    program
      .command('connect')
      .description(
        'connect an account step by step; says where to click, and checks the result with a real call',
      )
      .argument('[provider]', 'key or name'),
  );
  withSync(withSignIn(withClient(connect))).addHelpText(
    'after',
    '\nRun it again to go on where it stopped: what is set up already is kept. Without a terminal nothing is asked;' +
      '\nwhat is missing is named with its option.',
  );
  does<ConnectOptions>(connect, async (options, provider) =>
    (await import('../connect/connect.js')).connect(options, provider),
  );
};

const withClient = (command: Command): Command =>
  command
    .option('--client-id <id>', 'OAuth client id')
    .option('--client-secret-file <file>', 'OAuth client secret from a file, or - for standard input')
    .option(
      '--credentials-file <file>',
      'JSON object of what a person types in (app password, API key), or -',
    )
    .option('--app-file <file>', 'JSON object {id, slug, privateKey} of an app to install, or -')
    .option('--webhook-secret-file <file>', 'signing secret of the vendor’s webhooks from a file, or -')
    .option('--replace-client', 'give a new client although one is stored');

const withSignIn = (command: Command): Command =>
  command
    .addOption(
      new Option('--method <method>', 'how to connect, where there are several').choices([
        'oauth',
        'installation',
      ]),
    )
    .option(
      '--setting <name=value...>',
      'what a provider asks for before sign-in, such as companyDomain=acme',
    )
    .option('--end-user <id>', 'your id of the person whose account it is; default: your login name here')
    .option('--agree <purpose...>', 'purposes that the person agreed to, for accounts without a sign-in page')
    .option('--no-browser', 'print the link instead of opening it')
    .option('--again', 'connect another account although one is connected')
    .option('--timeout <seconds>', 'how long to wait for the sign-in', secondsOf, 900);

const secondsOf = (text: string): number => {
  const seconds = Number(text);
  if (seconds > 0 && seconds <= 3600) return seconds;
  throw new InvalidArgumentError('It is a number from 1 to 3600.');
};

const withSync = (command: Command): Command =>
  command
    .option('--container <name>', 'make a sync of this calendar, project, …')
    .addOption(
      new Option('--direction <direction>', 'of the sync')
        .choices(['two_way', 'pull', 'push'])
        .default('two_way'),
    )
    .option('--no-sync', 'do not offer to make a sync');
