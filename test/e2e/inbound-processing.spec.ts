import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { Browser, type ConnectionAnswer, type ConnectSessionAnswer, until } from '#support';
import { type InboundStage, type ReceiptAnswer, startInboundStage } from '../support/inbound-stage.js';

let stage: InboundStage;

const event = (id: string, type: string, more: object = {}) => ({ id, team: 'team-1', type, ...more });
const events = async (): Promise<{ data: Record<string, unknown>; consent_id: string | null }[]> => {
  const client = new pg.Client(stage.hub.database.superuser);
  await client.connect();
  const { rows } = await client.query<{ data: Record<string, unknown>; consent_id: string | null }>(
    `select data, consent_id from event where type = 'connection.remote_event' and organization_id = $1 order by id`,
    [stage.acme.id],
  );
  await client.end();
  return rows;
};
const connection = () =>
  stage.acme.owner.get<ConnectionAnswer>(stage.acme.at(`/connections/${stage.desk.connectionId}`));

beforeAll(async () => {
  stage = await startInboundStage();
});
afterAll(() => stage.stop());

describe('receipts of one connection', () => {
  it('are processed in the order in which they came', async () => {
    const names = Array.from({ length: 40 }, (_, index) => `step-${index}`);
    for (const [index, text] of names.entries())
      await stage.post(event(text, 'note', { text }), index % 2 ? stage.hub : stage.twin);
    await stage.settled('step-39');
    await stage.settled('step-39', stage.other);
    const texts = (await events()).map(({ data }) => (data['data'] as { text: string }).text);
    expect(texts.filter(text => text.startsWith('step-'))).toEqual(names);
  });

  it('tell people what happened under the consent that the data stands on, and not without', async () => {
    const { owner, at } = stage.acme;
    const { consentId } = await owner.get<{ consentId: string }>(at(`/syncs/${stage.desk.syncId}`));
    expect((await events())[0]).toMatchObject({
      consent_id: consentId,
      data: { connectionId: stage.desk.connectionId, provider: 'desk', type: 'note.written' },
    });
    await owner.post(at(`/consents/${consentId}/withdraw`));
    await stage.post(event('unwanted', 'note', { text: 'unwanted' }));
    expect(await stage.settled('unwanted')).toMatchObject({ status: 'ignored', error: 'consent_missing' });
    expect(await stage.settled('unwanted', stage.other)).toMatchObject({ status: 'processed' });
    const again = { subject: { type: 'end_user', id: 'ada' }, purpose: 'calendar_sync', noticeVersion: '2' };
    const fresh = await owner.post<{ id: string }>(at('/consents'), again);
    await owner.ok('PATCH', at(`/syncs/${stage.desk.syncId}`), { consentId: fresh.id });
  });

  it('are not held up for long by one that cannot be understood, which is tried again', async () => {
    await stage.post(event('poison', 'poison', { text: 'poison' }));
    await stage.post(event('behind', 'note', { text: 'behind' }));
    expect(await stage.settled('behind')).toMatchObject({ status: 'processed' });
    const poison = await stage.receipt('poison');
    expect(poison).toMatchObject({ status: 'stored', error: 'TypeError' });
    expect(poison?.attempts).toBeGreaterThanOrEqual(3);
    stage.state.poisonous = false;
    expect(await stage.settled('poison')).toMatchObject({ error: 'no_event' });
  });

  it('of a kind that a filter names are kept and ignored', async () => {
    const { owner, at } = stage.acme;
    const wish = { connectionId: stage.desk.connectionId, eventType: 'no*' };
    const filter = await owner.post<{ id: string }>(at('/receipts/filters'), wish);
    await stage.post(event('filtered', 'note', { text: 'filtered' }));
    expect(await stage.settled('filtered')).toMatchObject({ status: 'ignored', error: 'filtered' });
    await owner.ok('DELETE', at(`/receipts/filters/${filter.id}`));
    await stage.post(event('passed', 'note', { text: 'passed' }));
    expect(await stage.settled('passed')).toMatchObject({ status: 'processed' });
  });

  it('about another container start no run', async () => {
    await stage.post(event('elsewhere', 'changed', { container: 'two' }));
    expect(await stage.settled('elsewhere')).toMatchObject({ status: 'ignored', error: 'nothing_listens' });
  });
});

describe('a replay', () => {
  it('processes one receipt again', async () => {
    const { owner, at } = stage.acme;
    const before = await stage.settled('passed');
    await owner.post(at(`/receipts/${before?.id ?? ''}/replay`));
    expect(await stage.settled('passed')).toMatchObject({ status: 'processed', replays: 1 });
    const texts = (await events()).map(({ data }) => (data['data'] as { text: string }).text);
    expect(texts.filter(text => text === 'passed')).toHaveLength(2);
  });

  it('of a range processes all of it, and nothing else', async () => {
    const { owner, at } = stage.acme;
    const all = await stage.receipts(`connectionId=${stage.desk.connectionId}`);
    const inRange = all.filter(({ deliveryId }) => /^step-[12]\d$/.test(deliveryId));
    const [from, last] = [inRange.at(-1)!.receivedAt, inRange[0]!.receivedAt];
    const to = new Date(Date.parse(last) + 1).toISOString();
    const expected = all.filter(({ receivedAt }) => receivedAt >= from && receivedAt < to);
    const { id } = await owner.post<{ id: string }>(at('/receipts/replay'), {
      from,
      to,
      status: 'processed',
    });
    const done = await until(
      () => owner.get<{ replayed: number; finishedAt: string | null }>(at(`/receipts/replays/${id}`)),
      ({ finishedAt }) => finishedAt !== null,
    );
    expect(done.replayed).toBe(expected.length);
    const after = await until(
      () => stage.receipts(),
      rows => rows.every(({ status }) => status !== 'stored'),
    );
    const replayed = after.filter(({ replays, deliveryId }) => replays > 0 && deliveryId !== 'passed');
    expect(replayed.map(row => row.deliveryId).sort()).toEqual(expected.map(row => row.deliveryId).sort());
  });
});

describe('a connection whose grant ended at the vendor', () => {
  it('is found out by the delivery that says so, keeps storing, and drains once it is repaired', async () => {
    stage.state.revoked = true;
    await stage.post(event('uninstalled', 'gone'));
    await until(connection, ({ status }) => status === 'needs_reauth');
    await stage.settled('uninstalled');
    for (const id of ['meanwhile-1', 'meanwhile-2']) {
      expect((await stage.post(event(id, 'note', { text: id }))).status).toBe(200);
    }
    const waiting = (): Promise<ReceiptAnswer[]> =>
      stage.receipts(`status=stored&connectionId=${stage.desk.connectionId}`);
    // Two sweeps come and go.
    await new Promise(resolve => setTimeout(resolve, 2_500));
    expect((await waiting()).map(({ deliveryId }) => deliveryId)).toEqual(['meanwhile-2', 'meanwhile-1']);
    stage.state.revoked = false;
    await reconnect();
    expect(await stage.settled('meanwhile-1')).toMatchObject({ status: 'processed' });
    expect(await stage.settled('meanwhile-2')).toMatchObject({ status: 'processed' });
  });

  it('takes what comes after it was disconnected for nobody’s', async () => {
    const { owner, at } = stage.acme;
    await owner.ok('DELETE', at(`/connections/${stage.desk.connectionId}`));
    await until(
      async () => {
        const id = `after-${Math.random()}`;
        await stage.post(event(id, 'note', { text: id }));
        return stage.receipt(id);
      },
      receipt => receipt === undefined,
    );
  });
});

const reconnect = async (): Promise<void> => {
  const { owner, at } = stage.acme;
  const { connectionId, integrationId } = stage.desk;
  const wish = { integrationId, connectionId, endUserId: 'ada' };
  const session = await owner.post<ConnectSessionAnswer>(at('/connect-sessions'), wish);
  const browser = new Browser();
  const page = await browser.submit(await browser.open(session.url), { account: 'team-1', key: 'k2' });
  if (page.status >= 300) throw new Error(`Not reconnected: ${page.status} ${page.text}`);
};
