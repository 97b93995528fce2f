import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type ConnectionAnswer,
  createOrganization,
  type DialectStage,
  startDialectStage,
  type TestOrganization,
  until,
} from '#support';

interface Party {
  readonly organization: TestOrganization;
  readonly integrationId: string;
}

let stage: DialectStage;
let third: TestOrganization;
/** Both use the operator's clients. */
const chat = {} as Record<'acme' | 'other', Party>;
const forge = {} as Record<'acme' | 'other', Party>;

beforeAll(async () => {
  stage = await startDialectStage();
  const { operator, acme, other } = stage;
  await operator.ok('PUT', '/admin/v1/provider-clients/test-chat', stage.chatClient);
  await operator.ok('PUT', '/admin/v1/provider-clients/test-forge', stage.forgeClient);
  const withShared = async (organization: TestOrganization, provider: string): Promise<Party> => {
    const path = organization.at('/integrations');
    return {
      organization,
      integrationId: (await organization.owner.post<{ id: string }>(path, { provider })).id,
    };
  };
  Object.assign(chat, {
    acme: await withShared(acme, 'test-chat'),
    other: await withShared(other, 'test-chat'),
  });
  Object.assign(forge, {
    acme: await withShared(acme, 'test-forge'),
    other: await withShared(other, 'test-forge'),
  });
  third = await createOrganization(stage.hub.url, stage.hub.operatorKey, 'Third');
});
afterAll(() => stage.stop());

const connect = async ({ organization, integrationId }: Party, more = {}): Promise<string> =>
  (await stage.walk(organization, integrationId, more)).session.connectionId ?? '';
const connection = ({ organization }: Party, id: string): Promise<ConnectionAnswer> =>
  organization.owner.get(organization.at(`/connections/${id}`));
const disconnect = async (party: Party, id: string): Promise<ConnectionAnswer> => {
  await party.organization.owner.ok('DELETE', party.organization.at(`/connections/${id}`));
  return until(
    () => connection(party, id),
    ({ revocation }) => revocation !== 'pending',
  );
};
const health = ({ organization }: Party, id: string): Promise<unknown> =>
  organization.owner.post(organization.at(`/connections/${id}/check`));
const destroyed = async ({ organization }: Party, id: string): Promise<unknown[]> => {
  const path = organization.at(`/audit?action=credential.destroyed&targetId=${id}`);
  return (await organization.owner.get<{ data: unknown[] }>(path)).data;
};

describe('disconnecting an account that another connection reaches through the same client', () => {
  it('leaves the vendor’s grant to the other, destroys the own copy and says so without naming anybody', async () => {
    stage.chat.team = 'T-shared';
    const mine = await connect(chat.acme);
    const theirs = await connect(chat.other);
    expect(await disconnect(chat.acme, mine)).toMatchObject({ revocation: 'kept', credential: null });
    expect(stage.chat.revoked).toEqual([]);
    const trail = await destroyed(chat.acme, mine);
    expect(trail).toMatchObject([
      {
        outcome: 'success',
        details: {
          revokedAtProvider: 'kept',
          reason: 'kept at the vendor: still used by another connection',
        },
      },
    ]);
    for (const secret of [theirs, stage.other.id, chat.other.integrationId])
      expect(JSON.stringify(trail)).not.toContain(secret);
    expect(await health(chat.other, theirs)).toMatchObject({ healthy: true });
  });

  it('takes the grant back with the last of them', async () => {
    stage.chat.team = 'T-last';
    const mine = await connect(chat.acme);
    const theirs = await connect(chat.other);
    expect(await disconnect(chat.other, theirs)).toMatchObject({ revocation: 'kept' });
    expect(await disconnect(chat.acme, mine)).toMatchObject({ revocation: 'done' });
    expect(stage.chat.revoked.map(token => token.split('-')[0])).toEqual(['bot', 'user']);
  });

  it('ends no person’s grant that another organization lives by', async () => {
    stage.forge.person = 'grace';
    const mine = await connect(forge.acme);
    const theirs = await connect(forge.other);
    expect(await disconnect(forge.acme, mine)).toMatchObject({ revocation: 'kept' });
    expect(stage.forge.grantsEnded).toEqual([]);
    expect(await disconnect(forge.other, theirs)).toMatchObject({ revocation: 'done' });
    expect(stage.forge.grantsEnded).toHaveLength(1);
  });

  it('gives back the token that it minted itself, which is nobody else’s', async () => {
    stage.forge.person = 'ada';
    stage.forge.installations.set('101', { login: 'org-101' });
    stage.forge.reach.set('ada', ['101']);
    const method = { method: 'installation' };
    const mine = await connect(forge.acme, method);
    const theirs = await connect(forge.other, method);
    expect(await disconnect(forge.acme, mine)).toMatchObject({ revocation: 'done' });
    expect(stage.forge.revoked).toHaveLength(1);
    expect(await health(forge.other, theirs)).toMatchObject({ healthy: true });
  });

  it('does not end what the same organization connected anew meanwhile', async () => {
    stage.chat.team = 'T-again';
    const old = await connect(chat.acme);
    // The vendor was told nothing yet when the account is connected again.
    stage.chat.onRevoke = () => ({ status: 503 });
    await stage.acme.owner.ok('DELETE', stage.acme.at(`/connections/${old}`));
    await until(
      () => connection(chat.acme, old),
      ({ lastError }) => lastError !== null,
    );
    stage.chat.onRevoke = null;
    const anew = await connect(chat.acme);
    stage.clock.aheadMs += 5 * 60_000;
    await until(
      () => connection(chat.acme, old),
      ({ revocation }) => revocation === 'kept',
      90_000,
    );
    expect(await health(chat.acme, anew)).toMatchObject({ healthy: true });
  });
});

describe('disconnecting an account that others reach through clients of their own', () => {
  it('takes the grant back, for it is another one', async () => {
    stage.chat.team = 'T-apart';
    const client = { id: 'another-client', secret: 'chat-secret' };
    const own = { organization: third, integrationId: await stage.integrate(third, 'test-chat', client) };
    const mine = await connect(own);
    const theirs = await connect(chat.acme);
    expect(await disconnect(own, mine)).toMatchObject({ revocation: 'done' });
    expect(await disconnect(chat.acme, theirs)).toMatchObject({ revocation: 'done' });
  });

  it('counts a client as the same by its id, whoever brought it', async () => {
    stage.chat.team = 'T-same';
    const { id: integrationId } = await third.owner
      .get<{ data: { id: string }[] }>(third.at('/integrations'))
      .then(page => page.data[0] ?? { id: '' });
    await third.owner.ok('PATCH', third.at(`/integrations/${integrationId}`), { client: stage.chatClient });
    const own = { organization: third, integrationId };
    const mine = await connect(own);
    const theirs = await connect(chat.acme);
    expect(await disconnect(own, mine)).toMatchObject({ revocation: 'kept' });
    expect(await disconnect(chat.acme, theirs)).toMatchObject({ revocation: 'done' });
  });
});
