import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '#support';
import { deskSecret, type InboundStage, startInboundStage } from '../support/inbound-stage.js';
import { connectVendor, deliver, signed } from '../support/inbound-vendor.js';

let stage: InboundStage;
const address = (path = 'desk'): string => `${stage.hub.url}/hooks/${path}`;
const raw = (body: string, headers: Record<string, string>) =>
  fetch(address(), { method: 'POST', body, headers });

beforeAll(async () => {
  stage = await startInboundStage();
});
afterAll(() => stage.stop());

describe('a handshake', () => {
  it('in a signed body is answered with what it asks for, and leaves no receipt', async () => {
    const challenge = '3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P';
    const answer = await stage.post({ type: 'url_verification', challenge });
    expect({ status: answer.status, body: await answer.text() }).toEqual({ status: 200, body: challenge });
    const body = JSON.stringify({ type: 'url_verification', challenge });
    expect((await raw(body, signed('wrong', body))).status).toBe(401);
    expect((await stage.receipts()).some(({ eventType }) => eventType === 'url_verification')).toBe(false);
  });

  it('in a query is echoed as plain text, never as markup', async () => {
    const answer = await fetch(`${address()}?challenge=abc-123`);
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain/);
    expect(await answer.text()).toBe('abc-123');
    expect((await fetch(`${address()}?challenge=${encodeURIComponent('<script>')}`)).status).toBe(404);
    expect((await fetch(address())).status).toBe(404);
  });

  it('by HEAD is answered 200', async () => {
    expect((await fetch(address(), { method: 'HEAD' })).status).toBe(200);
    expect((await fetch(address('caldav'), { method: 'HEAD' })).status).toBe(404);
  });
});

describe('the address of one subscription', () => {
  it('takes what was signed with its own secret, for its own connection', async () => {
    const board = await connectVendor(stage.acme, 'board', 'ada');
    const [subscribed] = await until(
      () => Promise.resolve(stage.state.subscribed),
      found => found.length > 0,
    );
    const { callbackUrl = '', secret = '' } = subscribed ?? {};
    expect(callbackUrl).toMatch(/\/hooks\/board\/[\w-]{43}$/);
    expect((await deliver(callbackUrl, deskSecret, { id: 'b0', type: 'changed' })).status).toBe(401);
    expect((await deliver(callbackUrl, secret, { id: 'b1', type: 'changed' })).status).toBe(200);
    expect(await stage.settled('b1')).toMatchObject({
      status: 'processed',
      connectionId: board.connectionId,
    });
    const query = await fetch(`${callbackUrl}?challenge=ok`);
    expect(await query.text()).toBe('ok');
  });
});

describe('an organization that brings its own app', () => {
  it('speaks with that app’s secret for its own connections only, and the operator’s no longer does', async () => {
    const own = 'acme-own-app-secret';
    const { integrationId } = stage.desk;
    stage.state.secrets = [
      ...stage.state.secrets,
      { organizationId: stage.acme.id, integrationId, secrets: [own] },
    ];
    const mine = { id: 'own', team: 'team-1', type: 'changed' };
    await until(
      () => deliver(address(), own, mine),
      ({ status }) => status === 200,
    );
    expect(await stage.settled('own')).toMatchObject({ status: 'processed' });
    expect(await stage.receipt('own', stage.other)).toBeUndefined();
    await stage.post({ id: 'shared', team: 'team-1', type: 'changed' });
    expect(await stage.settled('shared', stage.other)).toMatchObject({ status: 'processed' });
    expect(await stage.receipt('shared')).toBeUndefined();
  });
});
