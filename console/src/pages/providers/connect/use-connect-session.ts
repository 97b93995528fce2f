import type { Schemas } from '../../../../../src/client/index.js';
import { client } from '../../../api/client.js';
import { useOrganization } from '../../../api/organization.js';
import type { Integration, Provider } from '../../../connecting/providers.js';
import { useMakeIntegration } from '../use-integration.js';

export type ConnectSession = Schemas['ConnectSession'];
type Wish = Omit<Schemas['CreateConnectSessionInput'], 'integrationId' | 'scopes'>;

export interface Door {
  readonly provider: Provider;
  readonly integration: Integration | undefined;
}

/** Makes a connect session, and the integration first where there is none. */
export const useConnectSession = ({ provider, integration }: Door) => {
  const { id } = useOrganization();
  const make = useMakeIntegration();
  return async (wish: Wish, without: ReadonlySet<string>): Promise<ConnectSession> => {
    const { id: integrationId } = integration ?? (await make(provider));
    const scopes = provider.scopes.map(({ scope }) => scope).filter(scope => !without.has(scope));
    const { data } = await client.POST('/v1/organizations/{organizationId}/connect-sessions', {
      params: { path: { organizationId: id } },
      body: { ...wish, integrationId, ...(without.size > 0 ? { scopes } : {}) },
    });
    if (!data) throw new Error('The hub answered without the session.');
    return data;
  };
};
