import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { HubError, ProviderError } from '#kernel';
import { ProviderRegistry, type SecretAuth, secretAuthOf } from '#provider-sdk';
import type { Connection } from './connection.entity.js';
import { Connections } from './connections.service.js';
import { ProviderSessions } from './provider-sessions.js';

export interface SecretConnect {
  readonly integrationId: string;
  readonly credentials: Readonly<Record<string, string>>;
  readonly endUserId: string | null;
  readonly memberId: string | null;
  readonly reconnectId: string | null;
  readonly alongside?: (connectionId: string) => Promise<void>;
}

/** Connects with what a person typed in (API key, app password), after a real call has proven it. */
@Injectable()
export class ConnectWithSecret {
  constructor(
    private readonly connections: Connections,
    private readonly registry: ProviderRegistry,
    private readonly sessions: ProviderSessions,
  ) {}

  async connect(input: SecretConnect): Promise<Connection> {
    const integration = await this.connections.requireEnabled(input.integrationId);
    const { manifest } = this.registry.get(integration.provider);
    const auth = secretAuthOf(manifest);
    if (!auth) {
      throw new HubError(
        'oauth_required',
        422,
        `${manifest.name} is connected by OAuth: make a connect session.`,
      );
    }
    const values = checkCredentials(auth, input.credentials);
    const { open, secrets } = splitSecrets(auth, values);
    const trial = this.sessions.trial(integration.provider, { kind: 'typed', values }, open);
    const account = await trial.provider.identify(trial.session).catch((error: unknown) => {
      throw refused(error, secrets);
    });
    return this.connections.establish({
      ...input,
      provider: integration.provider,
      account,
      settings: open,
      grantedScopes: [],
      credential: { secret: { kind: 'typed', values }, expiresAt: null, refreshable: false },
    });
  }
}

const checkCredentials = (auth: SecretAuth, credentials: Readonly<Record<string, string>>) => {
  const parsed = auth.credentials.safeParse(credentials);
  if (parsed.success) return parsed.data as Record<string, string>;
  const fields = parsed.error.issues.map(issue => ({
    path: z.core.toDotPath(['credentials', ...issue.path]),
    detail: issue.message,
  }));
  throw new HubError('validation_failed', 422, 'The credentials are not what this provider asks for.', {
    fields,
  });
};

/** Fields marked `.meta({ secret: true })` stay in the vault; the rest is shown as the connection's settings. */
const splitSecrets = (auth: SecretAuth, values: Readonly<Record<string, string>>) => {
  const isSecret = (name: string): boolean =>
    z.globalRegistry.get(auth.credentials.shape[name] as z.core.$ZodType)?.['secret'] === true;
  const open = Object.fromEntries(Object.entries(values).filter(([name]) => !isSecret(name)));
  return { open, secrets: Object.keys(values).filter(isSecret) };
};

const refused = (error: unknown, secrets: readonly string[]): unknown => {
  if (!(error instanceof ProviderError) || error.providerCode !== 'auth_expired') return error;
  return new HubError('credentials_refused', 422, 'The provider refused these credentials.', {
    cause: error,
    fields: secrets.map(name => ({ path: `credentials.${name}`, detail: 'the provider did not accept it' })),
  });
};
