import { Hub } from '../hub/index.js';
import { Ask, exitCodes, type ExitCode, sayJson } from '../terminal/index.js';
import { chosenMethod, chosenOrganization, chosenProvider } from './begin.js';
import { check } from './check.js';
import { consentsFor } from './consents.js';
import { firstSync } from './first-sync.js';
import type { ConnectOptions } from './options.js';
import { setUp } from './set-up.js';
import { signIn } from './sign-in.js';
import { type Connection, type Integration, mention, type Stage, tell } from './stage.js';
import { connectWithSecret } from './typed-secret.js';

/*
 * `causeway connect`: organization, provider, app at the vendor, sign-in, check, first sync. Each step looks at what the hub
 * has already and is left out when it is done, so that running the command again goes on where it stopped.
 */
export const connect = async (options: ConnectOptions, wanted: string | undefined): Promise<ExitCode> => {
  const hub = new Hub(options);
  const ask = Ask.onTerminal(options);
  const organization = await chosenOrganization(hub, ask);
  const provider = await chosenProvider(hub, organization, { ask, wanted });
  const path = { organizationId: organization.id };
  const stage: Stage = { hub, organization, provider, options, ask, path };
  tell(stage, `${provider.name} for ${organization.name}`);
  const method = await chosenMethod(stage, provider);
  const integration = await setUp(stage, method);
  const { id } = await connected(stage, integration, method);
  const checked = await check(stage, id);
  const consents = await consentsFor(stage, checked.connection);
  const first = await firstSync(stage, checked, consents);
  if (options.json) sayJson({ integration, ...checked, consents: Object.fromEntries(consents), ...first });
  else mention(stage, `\n${next(stage, first !== null)}`);
  return first?.run && first.run.status !== 'succeeded' ? exitCodes.problem : exitCodes.done;
};

/** The connection that is there and works, or one that is repaired or made now. */
const connected = async (
  stage: Stage,
  integration: Integration,
  method: 'oauth' | 'installation' | 'secret',
): Promise<{ readonly id: string }> => {
  const there = await existing(stage, integration);
  const active = there.find(({ status }) => status === 'active');
  if (active && !(await wantsAnother(stage, active))) return active;
  if (method === 'secret') return connectWithSecret(stage, integration);
  const repair = stage.options.again
    ? null
    : (there.find(({ status }) => status === 'needs_reauth')?.id ?? null);
  if (repair) mention(stage, 'A connection is there whose authorization ended; signing in repairs it.');
  const { connectionId } = await signIn(stage, { integration, method, repair });
  return { id: connectionId };
};

const existing = async (stage: Stage, integration: Integration): Promise<Connection[]> => {
  const { hub, organization, path } = stage;
  const params = { path, query: { limit: 200 } };
  const { data } = await hub.answer(
    organization.client.GET('/v1/organizations/{organizationId}/connections', { params }),
  );
  return data.filter(({ integrationId }) => integrationId === integration.id);
};

const wantsAnother = async (stage: Stage, { account }: Connection): Promise<boolean> => {
  const { options, ask } = stage;
  if (options.again) return true;
  const who = account.email ?? account.name;
  mention(stage, `${who} is connected already.`);
  const message = 'Connect another account?';
  if (!ask.isInteractive) return false;
  const answer = await ask.choose({ message, flag: '--again' }, [
    { value: 'keep', label: `No, go on with ${who}` },
    { value: 'another', label: 'Yes, another account' },
  ]);
  return answer === 'another';
};

const next = ({ organization, provider }: Stage, hasSync: boolean): string => {
  const name = JSON.stringify(organization.name);
  return [
    'Next:',
    ...(hasSync ? [] : [`  causeway connect ${provider.key} -o ${name}   make a sync`]),
    `  causeway status -o ${name}   how everything is`,
    `  causeway syncs run -o ${name}   run a sync now`,
  ].join('\n');
};
