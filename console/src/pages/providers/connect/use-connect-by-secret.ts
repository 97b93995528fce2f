import { client } from '../../../api/client.js';
import { useOrganization } from '../../../api/organization.js';
import type { Me } from '../../../api/session.js';
import type { PurposeKey } from '../../../connecting/providers.js';
import { useMakeIntegration } from '../use-integration.js';
import type { Door } from './use-connect-session.js';

export interface TypedSecret {
  readonly credentials: Readonly<Record<string, string>>;
  /** What the person agreed to. */
  readonly purposes: readonly string[];
  readonly me: Me | null | undefined;
}

/** Connects by a typed secret, and keeps what the person agreed to as consents of that connection. */
export const useConnectBySecret = ({ provider, integration }: Door) => {
  const { id } = useOrganization();
  const make = useMakeIntegration();
  const params = { path: { organizationId: id } };
  return async ({ credentials, purposes, me }: TypedSecret): Promise<string> => {
    const { id: integrationId } = integration ?? (await make(provider));
    const memberId = me?.memberId ?? null;
    const { data } = await client.POST('/v1/organizations/{organizationId}/connections', {
      params,
      body: { integrationId, credentials, ...(memberId === null ? {} : { memberId, endUserId: memberId }) },
    });
    if (!data) throw new Error('The hub answered without the connection.');
    for (const purpose of purposes) {
      const subject = {
        type: 'member' as const,
        id: memberId ?? data.id,
        label: me?.account.name ?? 'Member',
      };
      await client.POST('/v1/organizations/{organizationId}/consents', {
        params,
        body: {
          subject,
          purpose: purpose as PurposeKey,
          state: 'given',
          noticeVersion: '1',
          connectionId: data.id,
        },
      });
    }
    return data.id;
  };
};
