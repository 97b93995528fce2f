import type { TestOrganization } from './api.js';

export interface LimitedAccount {
  readonly connectionId: string;
  /** Paths of the syncs' runs. */
  readonly syncs: readonly string[];
}

const consents = new Map<string, Promise<{ id: string }>>();
const consentOf = ({ id, owner, at }: TestOrganization): Promise<{ id: string }> => {
  const wish = { subject: { type: 'end_user', id: 'ada' }, purpose: 'calendar_sync', noticeVersion: '1' };
  const known = consents.get(id) ?? owner.post<{ id: string }>(at('/consents'), wish);
  consents.set(id, known);
  return known;
};

export const integrationOf = async ({ owner, at }: TestOrganization, provider: string): Promise<string> => {
  const { data } = await owner.get<{ data: { id: string; provider: string }[] }>(at('/integrations'));
  const known = data.find(found => found.provider === provider);
  return (known ?? (await owner.post<{ id: string }>(at('/integrations'), { provider }))).id;
};

export const limitedAccount = async (
  organization: TestOrganization,
  provider: string,
  name: string,
  count = 1,
): Promise<LimitedAccount> => {
  const { owner, at } = organization;
  const credentials = { account: name };
  const integrationId = await integrationOf(organization, provider);
  const connection = await owner.post<{ id: string }>(at('/connections'), { integrationId, credentials });
  const { id: consentId } = await consentOf(organization);
  const syncs: string[] = [];
  for (let i = 0; i < count; i += 1) {
    const wish = { connectionId: connection.id, consentId, containerId: `c${i}`, autoSync: false };
    const direction = 'pull';
    const { id } = await owner.post<{ id: string }>(at('/syncs'), { ...wish, direction });
    syncs.push(at(`/syncs/${id}/runs`));
  }
  return { connectionId: connection.id, syncs };
};
