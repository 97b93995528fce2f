import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { RemoteEvent, RemoteSubscription } from '#provider-sdk';
import { verifySignature } from '#webhooks/signatures';
import { type LinearWorld, otherTeamId, startLinear, teamId } from '../linear.contract.js';
import { linearManifest } from '../linear.manifest.js';
import { parseDelivery } from './parse-delivery.js';

let world: LinearWorld;
beforeEach(async () => {
  world = await startLinear();
});
afterEach(() => world.stop());

const wish = (number: number) => ({
  ...{
    containerId: teamId,
    callbackUrl: `https://hub.example/hooks/linear/${number}`,
    secret: `secret ${number}`,
  },
  subscriptionId: `019aa000-0000-7000-8000-00000000000${number}`,
});
const subscribe = (number: number): Promise<RemoteSubscription | null> =>
  world.provider.subscribe?.(world.session, wish(number)) ?? Promise.resolve(null);
const listed = async (): Promise<RemoteSubscription[]> => {
  const all: RemoteSubscription[] = [];
  for await (const one of world.provider.subscriptions?.(world.session) ?? []) all.push(one);
  return all;
};

describe('webhooks', () => {
  it('are made once for a subscription, turned on again, listed and removed', async () => {
    const first = await subscribe(1);
    expect(first).toMatchObject({ containerId: teamId, callbackUrl: wish(1).callbackUrl, expiresAt: null });
    world.simulator.hooks.disable(first?.id ?? '');
    expect(await subscribe(1)).toEqual(first);
    expect(world.simulator.hooks.nodes()).toEqual([expect.objectContaining({ enabled: true })]);
    const second = await subscribe(2);
    expect((await listed()).map(({ id }) => id).toSorted()).toEqual([first?.id, second?.id].toSorted());
    for (let time = 0; time < 2; time += 1) await world.provider.unsubscribe?.(world.session, first!);
    expect((await listed()).map(({ id }) => id)).toEqual([second?.id]);
  });
});

const body = (timestamp: number) =>
  Buffer.from(JSON.stringify({ type: 'Issue', webhookTimestamp: timestamp }));
const verdict = (bytes: Buffer, secret: string, now: number) => {
  const signature = createHmac('sha256', 'secret').update(bytes).digest('hex');
  const delivery = {
    ...{ body: bytes, url: 'https://hub.example/hooks/linear/x', query: [] },
    headers: [['Linear-Signature', signature]] as [string, string][],
  };
  const scheme = linearManifest.webhooks?.signature;
  if (!scheme) throw new Error('Linear signs');
  return verifySignature(scheme, delivery, [secret], { now: new Date(now) } as never);
};

describe('signatures', () => {
  it('hold over the raw body, for a minute, with the right secret', async () => {
    const at = 1_803_902_400_000;
    expect(await verdict(body(at), 'secret', at + 59_000)).toMatchObject({ ok: true });
    expect(await verdict(body(at), 'secret', at + 61_000)).toMatchObject({ ok: false, reason: 'expired' });
    expect(await verdict(body(at), 'other', at)).toMatchObject({ ok: false, reason: 'mismatch' });
    expect(await verdict(Buffer.from('{"type":"Issue"}'), 'secret', at)).toMatchObject({ ok: false });
  });
});

const subscription = { containerId: teamId, remoteId: 'hook' };
const parse = (delivery: object, to: typeof subscription | null = subscription): readonly RemoteEvent[] =>
  parseDelivery({
    ...{ id: 'receipt', eventType: 'x', headers: {}, body: delivery, text: '' },
    ...{ subscription: to, receivedAt: new Date('2027-03-01T12:00:00Z') },
  });
const changed = (containerId: string | null, ...deleted: string[]) => ({
  ...{ kind: 'changed', model: 'task', containerId },
  ...(deleted.length > 0 ? { deleted } : {}),
});

describe('deliveries', () => {
  const issue = { id: 'i', teamId };

  it.each([
    ['create', issue, [changed(teamId)]],
    ['update', issue, [changed(teamId)]],
    ['remove', issue, [changed(teamId, 'i')]],
    ['update', { ...issue, trashed: true }, [changed(teamId, 'i')]],
    ['update', { ...issue, archivedAt: '2027-03-01T12:00:00.000Z' }, [changed(teamId, 'i')]],
  ])('of an issue, %s %j', (action, data, events) => {
    expect(parse({ type: 'Issue', action, data })).toEqual(events);
    expect(parse({ type: 'Issue', action, data }, null)).toEqual(events);
  });

  it('of an issue that moved say so in both teams', () => {
    const delivery = { type: 'Issue', action: 'update', data: issue, updatedFrom: { teamId: otherTeamId } };
    expect(parse(delivery)).toEqual([changed(teamId), changed(otherTeamId, 'i')]);
  });

  it('of a comment name the issue’s team, or the subscription’s', () => {
    const data = { id: 'c', issueId: 'i', issue: { teamId: otherTeamId } };
    expect(parse({ type: 'Comment', action: 'create', data })).toEqual([changed(otherTeamId)]);
    expect(parse({ type: 'Comment', action: 'create', data: { id: 'c', issueId: 'i' } })).toEqual([
      changed(teamId),
    ]);
    expect(parse({ type: 'Comment', action: 'create', data: { id: 'c' } })).toEqual([]);
  });

  it('of the app’s end say that the grant is gone', () => {
    expect(parse({ type: 'OAuthApp', action: 'revoked' }, null)).toEqual([{ kind: 'revoked' }]);
  });

  it.each([{}, { type: 'Project', action: 'create' }, { type: 'Issue' }, [], null])(
    'of another kind say nothing: %j',
    delivery => {
      expect(parse(delivery as object)).toEqual([]);
    },
  );
});
