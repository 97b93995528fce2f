import {
  Hub,
  type HubOptions,
  listProviders,
  openOrganization,
  pickProvider,
  type Provider,
} from '../hub/index.js';
import { factsOf, show, styled, tableOf } from '../terminal/index.js';

export const signIns: Readonly<Record<Provider['auth'], string>> = {
  oauth2: 'OAuth 2.0',
  basic: 'user name, app password',
  api_key: 'API key',
};

/** `causeway providers [provider]`. Any key may ask. */
export const showProviders = async (options: HubOptions, wanted: string | undefined): Promise<void> => {
  const hub = new Hub(options);
  const client = hub.operatorKey && !options.apiKey ? hub.operator() : (await openOrganization(hub)).client;
  const providers = await listProviders(hub, client);
  if (wanted === undefined) {
    show(options, providers, () => listed(providers));
    return;
  }
  const provider = pickProvider(wanted, providers);
  show(options, provider, () => described(provider));
};

const listed = (providers: readonly Provider[]): string =>
  tableOf(
    ['Provider', 'Key', 'Sign-in', 'Models', 'Guide'],
    providers.map(provider => [
      provider.name,
      provider.key,
      signIns[provider.auth],
      provider.models.map(({ model }) => model).join(', '),
      provider.guide,
    ]),
  );

const described = (provider: Provider): string => {
  const models = provider.models.map(({ model, powers, containerName }) => [
    model,
    powers.join(', '),
    containerName,
  ]);
  const scopes = provider.scopes.map(({ scope, required, purpose, reason }) => [
    scope,
    required ? 'yes' : 'no',
    purpose,
    reason,
  ]);
  return [
    styled('bold', provider.name),
    factsOf({
      Key: provider.key,
      Vendor: provider.vendor,
      'Sign-in': signIns[provider.auth],
      'Redirect address': provider.redirectUri,
      Guide: provider.guide,
    }),
    '',
    tableOf(['Model', 'Powers', 'Container'], models),
    ...(scopes.length > 0 ? ['', tableOf(['Scope', 'Required', 'Purpose', 'Why'], scopes)] : []),
    '',
    `Connect it: causeway connect ${provider.key}`,
  ].join('\n');
};
