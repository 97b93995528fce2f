import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { type ConnectionAnswer, startVendorStage, until, type VendorStage } from '#support';

let stage: VendorStage;
let superuser: pg.Client;

beforeAll(async () => {
  stage = await startVendorStage();
  superuser = new pg.Client(stage.hub.database.superuser);
  await superuser.connect();
});
afterAll(async () => {
  await superuser.end();
  await stage.stop();
});
afterEach(() => {
  stage.vendor.onRevoke = null;
});

const credentials = async (id: string): Promise<number> =>
  Number((await superuser.query('select from credential where connection_id = $1', [id])).rowCount);
const disconnect = (id: string): Promise<ConnectionAnswer> =>
  stage.organization.owner.ok('DELETE', stage.organization.at(`/connections/${id}`));
const settled = (id: string): Promise<ConnectionAnswer> =>
  until(
    () => stage.connection(id),
    ({ revocation }) => !['none', 'pending'].includes(revocation),
  );
const destroyed = async (id: string): Promise<unknown[]> => {
  const path = stage.organization.at(`/audit?action=credential.destroyed&targetId=${id}`);
  return (await stage.organization.owner.get<{ data: unknown[] }>(path)).data;
};

describe('disconnecting', () => {
  it('takes the grant back at the vendor, destroys the hub’s copy and ends all use', async () => {
    const id = await stage.connect('one');
    const refreshToken = `refresh-${await lastIssued()}`;
    expect(await disconnect(id)).toMatchObject({ status: 'disconnected' });
    expect(await settled(id)).toMatchObject({ revocation: 'done', credential: null });
    expect(stage.vendor.revocations.map(form => form.get('token'))).toEqual([refreshToken]);
    expect(await credentials(id)).toBe(0);
    expect(await destroyed(id)).toMatchObject([
      { outcome: 'success', details: { revokedAtProvider: 'done' } },
    ]);
    const { owner, at } = stage.organization;
    const use = await owner.send('GET', at(`/connections/${id}/containers`));
    expect(use).toMatchObject({ status: 409, body: { code: 'connection_disconnected' } });
    expect(await stage.check(id)).toMatchObject({
      healthy: false,
      status: 'disconnected',
      code: 'connection_disconnected',
    });
    const wish = { integrationId: stage.integrationId, endUserId: 'ada', connectionId: id };
    expect(await owner.send('POST', at('/connect-sessions'), wish)).toMatchObject({
      status: 409,
      body: { code: 'connection_disconnected' },
    });
  });

  it('ends all use at once, while the vendor has not answered yet', async () => {
    const id = await stage.connect('two');
    stage.vendor.onRevoke = () => ({ status: 503 });
    await disconnect(id);
    const { owner, at } = stage.organization;
    expect(await owner.send('GET', at(`/connections/${id}/containers`))).toMatchObject({ status: 409 });
    expect(await stage.connection(id)).toMatchObject({ status: 'disconnected', revocation: 'pending' });
    stage.vendor.onRevoke = () => ({ status: 200 });
    stage.clock.aheadMs += 3 * 60_000;
    expect(await settled(id)).toMatchObject({ revocation: 'done' });
  });

  it('asks again until the vendor has taken the grant back', async () => {
    const id = await stage.connect('three');
    let asked = 0;
    stage.vendor.onRevoke = () => ((asked += 1) <= 2 ? { status: 503 } : { status: 200 });
    await disconnect(id);
    await until(
      () => Promise.resolve(asked),
      count => count === 1,
    );
    await until(
      () => stage.connection(id),
      ({ lastError }) => lastError !== null,
    );
    expect(await credentials(id)).toBe(1);
    await until(
      () => {
        // Again and again: how long to wait is decided after the vendor has answered.
        stage.clock.aheadMs += 3 * 60_000;
        return Promise.resolve(asked);
      },
      count => count >= 3,
    );
    expect(await settled(id)).toMatchObject({ revocation: 'done', credential: null });
    expect(asked).toBe(3);
    expect(await credentials(id)).toBe(0);
  });

  it('takes a vendor’s word that the grant was gone already', async () => {
    const id = await stage.connect('five');
    stage.vendor.onRevoke = () => ({ status: 400, body: { error: 'invalid_token' } });
    await disconnect(id);
    expect(await settled(id)).toMatchObject({ revocation: 'done', credential: null });
  });

  it('does nothing twice', async () => {
    const id = await stage.connect('six');
    const before = stage.vendor.revocations.length;
    await Promise.all([disconnect(id), disconnect(id), disconnect(id)]);
    await settled(id);
    expect(stage.vendor.revocations).toHaveLength(before + 1);
    expect(await destroyed(id)).toHaveLength(1);
  });

  it('leaves the account free to be connected anew', async () => {
    const id = await stage.connect('seven');
    await disconnect(id);
    const next = await stage.connect('seven');
    expect(next).not.toBe(id);
    expect(await stage.check(next)).toMatchObject({ healthy: true });
  });

  it('gives up after eight attempts, says so in the audit trail, and destroys its copy all the same', async () => {
    const id = await stage.connect('four');
    stage.vendor.onRevoke = () => ({ status: 500 });
    await disconnect(id);
    const done = await until(
      () => {
        stage.clock.aheadMs += 10 * 60_000;
        return stage.connection(id);
      },
      ({ revocation }) => revocation === 'failed',
      45_000,
    );
    expect(done).toMatchObject({ status: 'disconnected', credential: null });
    expect(await credentials(id)).toBe(0);
    expect(await destroyed(id)).toMatchObject([
      { outcome: 'failure', details: { revokedAtProvider: 'failed' } },
    ]);
  });

  it('keeps nobody from connecting while the vendor’s revocation is out of order', async () => {
    const ids = [await stage.connect('a'), await stage.connect('b'), await stage.connect('c')];
    stage.vendor.onRevoke = () => ({ status: 500 });
    for (const id of ids) await disconnect(id);
    for (const id of ids)
      await until(
        () => stage.connection(id),
        ({ lastError }) => lastError !== null,
      );
    stage.clock.aheadMs += 61 * 60_000;
    expect(await stage.check(await stage.connect('d'))).toMatchObject({ healthy: true });
  });
});

/** The number in the refresh token that the vendor gave last. */
const lastIssued = async (): Promise<string> => {
  stage.vendor.uses.length = 0;
  const [connection] = await stage.organization.owner
    .get<{ data: { id: string }[] }>(stage.organization.at('/connections'))
    .then(page => page.data.slice(-1));
  await stage.check(connection?.id ?? '');
  return stage.vendor.uses.at(-1)?.replace('access-', '') ?? '';
};
