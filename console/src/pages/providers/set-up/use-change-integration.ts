import { useQueryClient } from '@tanstack/react-query';
import type { Schemas } from '../../../../../src/client/index.js';
import { client } from '../../../api/client.js';
import { useOrganization } from '../../../api/organization.js';
import type { Integration } from '../../../connecting/providers.js';
import { say } from '../../../ui/index.js';

export const useChangeIntegration = (integration: Integration) => {
  const { id } = useOrganization();
  const queries = useQueryClient();
  return async (body: Schemas['UpdateIntegration'], done: string): Promise<void> => {
    const path = { organizationId: id, id: integration.id };
    await client.PATCH('/v1/organizations/{organizationId}/integrations/{id}', { params: { path }, body });
    say(done);
    await queries.invalidateQueries({ queryKey: ['get', '/v1/organizations/{organizationId}/integrations'] });
  };
};
