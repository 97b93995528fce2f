import { Button } from '@mantine/core';
import { client } from '../../api/client.js';
import { useMay, useOrganization } from '../../api/organization.js';
import type { Connection } from '../../connecting/providers.js';
import { ProblemAlert, useDeed } from '../../ui/index.js';

export interface ReconnectProps {
  readonly connection: Connection;
  readonly variant?: 'default' | 'filled';
}

/** The person signs in again; id, syncs and data stay. */
export const Reconnect = ({ connection, variant = 'filled' }: ReconnectProps) => {
  const { id } = useOrganization();
  const mayConnect = useMay('member');
  const { run, error, isBusy } = useDeed(async () => {
    const returnTo = `${window.location.origin}/o/${id}/connections/${connection.id}`;
    const { data } = await client.POST('/v1/organizations/{organizationId}/connections/{id}/reconnect', {
      params: { path: { organizationId: id, id: connection.id } },
      body: { returnTo, noticeVersion: '1', expiresInSeconds: 1_800 },
    });
    if (data?.url !== undefined) window.location.assign(data.url);
  });
  if (!mayConnect) return null;
  return (
    <>
      <Button variant={variant} loading={isBusy} onClick={run}>
        Reconnect
      </Button>
      {error !== null && <ProblemAlert error={error} />}
    </>
  );
};
