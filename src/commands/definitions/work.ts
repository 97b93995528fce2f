import { type Command, InvalidArgumentError, Option } from 'commander';
import type { HubOptions } from '../hub/index.js';
import type { KeysOptions, NewKeyOptions, RevokeOptions, RotateOptions } from '../verbs/keys.js';
import type { LoginOptions } from '../verbs/login.js';
import type { NewOrganization } from '../verbs/organizations.js';
import type { RunOptions } from '../verbs/syncs.js';
import { does, withHub, withOrganization } from './options.js';

/** Commands that ask a running hub. */
export const defineWork = (program: Command): void => {
  defineLogin(program);
  does<HubOptions>(
    withOrganization(program.command('status').description('what runs, and what waits for somebody')),
    async options => (await import('../verbs/status.js')).showStatus(options),
  );
  const providers = program
    .command('providers')
    .description('what the hub can connect, or all about one provider')
    .argument('[provider]', 'key or name');
  does<HubOptions>(withOrganization(providers), async (options, provider) =>
    (await import('../verbs/providers.js')).showProviders(options, provider),
  );
  does<HubOptions>(
    withHub(program.command('queues').description('the work of a running hub by task; for operators')),
    async options => (await import('../queues.js')).showQueues(options),
  );
  defineOrganizations(program);
  defineKeys(program);
  defineSyncs(program);
};

const defineLogin = (program: Command): void => {
  const login = program
    .command('login')
    .description('keep an operator key or API key for further commands')
    .option('--key-file <file>', 'read the key from a file, or - for standard input');
  does<LoginOptions>(withHub(login), async options => (await import('../verbs/login.js')).login(options));
  does<HubOptions>(
    withHub(program.command('logout').description('forget the keys of a hub')),
    async options => (await import('../verbs/login.js')).logout(options),
  );
};

const defineOrganizations = (program: Command): void => {
  const organizations = program
    .command('organizations')
    .alias('orgs')
    .description('organizations; for operators');
  const verbs = () => import('../verbs/organizations.js');
  const list = organizations.command('list', { isDefault: true }).description('all organizations');
  does<HubOptions>(withHub(list), async options => (await verbs()).showOrganizations(options));
  const show = organizations
    .command('show')
    .description('one organization')
    .argument('<name>', 'name, id or unique beginning of either');
  does<HubOptions>(withHub(show), async (options, name) =>
    (await verbs()).showOrganization(options, name ?? ''),
  );
  const create = organizations
    .command('create')
    .description('make an organization; its owner’s first key is shown this once')
    .argument('<name>')
    .option('--owner-email <address>', 'e-mail address of its owner')
    .option('--owner-name <name>', 'default: the address up to the @');
  does<NewOrganization>(withHub(create), async (options, name) =>
    (await verbs()).createOrganization(options, name ?? ''),
  );
};

const defineKeys = (program: Command): void => {
  const keys = program.command('keys').description('API keys of an organization, or operator keys');
  const verbs = () => import('../verbs/keys.js');
  const which = (command: Command): Command =>
    withOrganization(command.option('--operator', 'operator keys instead of an organization’s'));
  const list = which(
    keys.command('list', { isDefault: true }).description('all keys, without their secrets'),
  );
  does<KeysOptions>(list, async options => (await verbs()).showKeys(options));
  const create = which(keys.command('create').description('make a key; it is shown this once'))
    .argument('<name>', 'what it is for')
    .addOption(
      new Option('--role <role>', 'what it may do')
        .choices(['owner', 'admin', 'member', 'auditor'])
        .default('member'),
    )
    .option('--scopes <scope...>', 'only these scopes')
    .option('--expires <time>', 'when it ends, such as 2027-01-31');
  does<NewKeyOptions>(create, async (options, name) => (await verbs()).createKey(options, name ?? ''));
  const rotate = which(
    keys.command('rotate').description('put a new key in the place of one; it is shown this once'),
  )
    .argument('<key>', 'id, name or beginning')
    .option('--overlap <hours>', 'how long the old key keeps working; 0: not at all', overlapOf, 24);
  does<RotateOptions>(rotate, async (options, key) => (await verbs()).rotateKey(options, key ?? ''));
  const revoke = which(keys.command('revoke').description('end a key at once'))
    .argument('<key>', 'id, name or beginning')
    .option('-y, --yes', 'do not ask');
  does<RevokeOptions>(revoke, async (options, key) => (await verbs()).revokeKey(options, key ?? ''));
};

const overlapOf = (text: string): number => {
  const hours = Number(text);
  if (text.trim() !== '' && hours >= 0 && hours <= 720) return hours;
  throw new InvalidArgumentError('It is a number of hours from 0 to 720.');
};

const defineSyncs = (program: Command): void => {
  const verbs = () => import('../verbs/syncs.js');
  const syncs = program.command('syncs').description('the syncs of an organization');
  const list = withOrganization(syncs.command('list', { isDefault: true }).description('all syncs'));
  does<HubOptions>(list, async options => (await verbs()).showSyncs(options));
  const run = withOrganization(syncs.command('run').description('run a sync now and follow it'))
    .argument('[sync]', 'id, name or container; not needed when there is one')
    .option('--full', 'read everything instead of what changed')
    .option('--no-wait', 'do not wait for its end');
  does<RunOptions>(run, async (options, sync) => (await verbs()).runSync(options, sync));
  const runs = withOrganization(program.command('runs').description('the last runs of a sync')).argument(
    '[sync]',
    'id, name or container; not needed when there is one',
  );
  does<HubOptions>(runs, async (options, sync) => (await verbs()).showRuns(options, sync));
};
