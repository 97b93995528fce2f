import type { Schemas } from '../../client/index.js';
import { type Ask, misused, secretFrom, styled, tableOf } from '../terminal/index.js';
import { plainText, readGuide, setUpIn, withAddresses } from './guide.js';
import { type Integration, mention, type Stage, tell } from './stage.js';

const integrations = '/v1/organizations/{organizationId}/integrations' as const;

/** The integration of the provider, made or taken as it is, with an OAuth client where one is needed. */
export const setUp = async (stage: Stage, method: string): Promise<Integration> => {
  const { hub, organization, provider, options, path } = stage;
  const { data } = await hub.answer(organization.client.GET(integrations, { params: { path } }));
  const there = data.find(integration => integration.provider === provider.key);
  if (there && isReady(there, method) && !options.replaceClient) {
    mention(
      stage,
      `${provider.name} is set up already${there.clientId ? ` with client ${there.clientId}` : ''}.`,
    );
    return enabled(stage, there);
  }
  const steps = explain(stage, method);
  const body = await wishFor(stage, method, steps);
  if (there) return update(stage, there.id, { ...body, enabled: true });
  return hub.answer(
    organization.client.POST(integrations, { params: { path }, body: { provider: provider.key, ...body } }),
  );
};

const isReady = ({ client, app }: Integration, method: string): boolean =>
  client !== 'missing' && (method !== 'installation' || app !== null || client === 'shared');

const enabled = (stage: Stage, integration: Integration): Integration | Promise<Integration> =>
  integration.enabled ? integration : update(stage, integration.id, { enabled: true });

const update = (stage: Stage, id: string, body: Schemas['UpdateIntegration']): Promise<Integration> => {
  const params = { path: { ...stage.path, id } };
  return stage.hub.answer(stage.organization.client.PATCH(`${integrations}/{id}`, { params, body }));
};

/** Asks for the client again, after the vendor has refused it. */
export const replaceClient = async (stage: Stage, integration: Integration): Promise<Integration> =>
  update(stage, integration.id, {
    client: await clientOf({ ...stage, options: withoutClient(stage) }, 'oauth'),
  });

const withoutClient = ({ options }: Stage): Stage['options'] => ({
  ...options,
  clientId: undefined,
  clientSecretFile: undefined,
});

/** Where to click, which address to paste, which scopes and why. */
const explain = (stage: Stage, method: string): readonly string[] => {
  const { provider } = stage;
  const guide = readGuide(provider.guide);
  const found = guide === null ? null : setUpIn(guide, { provider: provider.key, method });
  const steps = (found?.steps ?? [`Follow ${provider.guide}.`]).map(
    (step, index) =>
      `${String(index + 1).padStart(3)}. ${indented(plainText(withAddresses(step, provider.redirectUri)))}`,
  );
  tell(stage, `At ${provider.vendor}${found?.title ? `: ${found.title}` : ''}`, steps.join('\n'));
  if (provider.redirectUri && method !== 'secret')
    tell(stage, 'Redirect address, exactly', `\n${styled('cyan', provider.redirectUri)}\n`);
  if (provider.scopes.length > 0) tell(stage, 'What the hub asks for, and why', scopeTable(provider.scopes));
  return found?.steps ?? [];
};

const indented = (text: string): string => text.replaceAll('\n', '\n     ');

const scopeTable = (scopes: Stage['provider']['scopes']): string =>
  tableOf(
    ['Scope', 'Why'],
    scopes.map(({ scope, reason, required }) => [scope, `${reason}${required ? '' : ' (optional)'}`]),
  );

const wishFor = async (stage: Stage, method: string, steps: readonly string[]) => {
  const client = method === 'secret' ? {} : { client: await clientOf(stage, method) };
  const webhookSecret = await webhookSecretOf(stage, steps);
  return { ...client, ...(webhookSecret ? { webhookSecret } : {}) };
};

/** Asked for only where the guide speaks of one. */
const webhookSecretOf = async (
  { options, ask }: Stage,
  steps: readonly string[],
): Promise<string | undefined> => {
  if (options.webhookSecretFile) return secretFrom(options.webhookSecretFile);
  if (!ask.isInteractive || !/signing secret|webhookSecret/.test(steps.join('\n'))) return undefined;
  const message = 'Signing secret of its webhooks (not shown; Enter to leave it out)';
  return ask.secret({ message, flag: '--webhook-secret-file FILE' }, true);
};

const clientOf = async (
  { options, ask, provider }: Stage,
  method: string,
): Promise<Schemas['OAuthClientInput']> => {
  const id =
    options.clientId ??
    (await ask.text({ message: `Client id that ${provider.vendor} shows`, flag: '--client-id ID' }));
  const secret = options.clientSecretFile
    ? secretFrom(options.clientSecretFile)
    : await ask.secret({
        message: 'Client secret (not shown)',
        flag: '--client-secret-file FILE, or --client-secret-file - for standard input',
      });
  return { id, secret, ...(method === 'installation' ? { app: await appOf(options.appFile, ask) } : {}) };
};

const appOf = async (file: string | undefined, ask: Ask): Promise<Schemas['AppInput']> => {
  const flag = '--app-file FILE with {"id", "slug", "privateKey"}';
  if (file !== undefined) return jsonIn(file) as unknown as Schemas['AppInput'];
  const id = await ask.text({ message: 'App id', flag });
  const slug = await ask.text({ message: 'The app’s short name in its address (slug)', flag });
  const keyFile = await ask.text({ message: 'File of its private key (.pem)', flag });
  return { id, slug, privateKey: `${secretFrom(keyFile)}\n` };
};

/** An object of texts, from a file or standard input. */
export const jsonIn = (file: string): Record<string, string> => {
  try {
    return JSON.parse(secretFrom(file)) as Record<string, string>;
  } catch (error) {
    // What JSON.parse says quotes the text, which is a secret.
    if (error instanceof SyntaxError) throw misused(`${file} is not a JSON object.`);
    throw error;
  }
};
