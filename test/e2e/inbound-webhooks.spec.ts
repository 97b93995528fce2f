import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { Caller, until } from '#support';
import {
  deskSecret,
  type InboundStage,
  type ReceiptAnswer,
  startInboundStage,
} from '../support/inbound-stage.js';
import { signed } from '../support/inbound-vendor.js';

interface Figures {
  readonly provider: string;
  readonly received: number;
  readonly verified: number;
  readonly duplicate: number;
  readonly forged: number;
  readonly late: number;
  readonly quarantined: number;
  readonly latencyMs: { readonly p50: number | null; readonly p95: number | null };
}

let stage: InboundStage;
let operator: Caller;
const address = (path = 'desk'): string => `${stage.hub.url}/hooks/${path}`;
const raw = (body: string, headers: Record<string, string>, path = 'desk') =>
  fetch(address(path), { method: 'POST', body, headers });
const figures = async (path: string, caller = operator): Promise<Figures | undefined> =>
  (await caller.get<{ providers: Figures[] }>(path)).providers.find(({ provider }) => provider === 'desk');

beforeAll(async () => {
  stage = await startInboundStage();
  operator = new Caller(stage.hub.url, stage.hub.operatorKey);
});
afterAll(() => stage.stop());

describe('a delivery', () => {
  it('is stored for everybody who connected the account, answered 200 with nothing, and starts a run', async () => {
    const answer = await stage.post({
      id: 'first',
      team: 'team-1',
      type: 'changed',
      container: 'one',
      time: 1_790_000_000,
    });
    expect({ status: answer.status, body: await answer.text() }).toEqual({ status: 200, body: '' });
    const { acme, other, desk, othersDesk } = stage;
    expect(await stage.settled('first')).toMatchObject({
      status: 'processed',
      eventType: 'changed',
      connectionId: desk.connectionId,
      occurredAt: '2026-09-21T14:13:20.000Z',
    });
    expect(await stage.settled('first', other)).toMatchObject({ connectionId: othersDesk.connectionId });
    const runs = await until(
      () => stage.webhookRuns(desk.syncId),
      found => found[0]?.status === 'succeeded',
    );
    expect(runs).toHaveLength(1);
    const [stored] = await stage.receipts();
    const detail = await acme.owner.get<{ body: string; headers: object }>(
      acme.at(`/receipts/${stored?.id ?? ''}`),
    );
    expect(JSON.parse(detail.body)).toMatchObject({ id: 'first' });
    expect(Object.keys(detail.headers)).not.toContain('x-desk-signature');
  });

  it('is found in the database as sealed bytes only', async () => {
    const text = 'somebody said something private';
    await stage.post({ id: 'sealed', team: 'team-1', type: 'other', text });
    const client = new pg.Client(stage.hub.database.superuser);
    await client.connect();
    const { rows } = await client.query<{ body: Buffer }>('select body from receipt where body is not null');
    await client.end();
    expect(rows.length).toBeGreaterThan(1);
    expect(rows.some(({ body }) => body.includes('private'))).toBe(false);
  });

  it('that comes fifty times at once on two processes is one receipt and one effect', async () => {
    await stage.quiet();
    const before = await stage.webhookRuns(stage.desk.syncId);
    const payload = { id: 'storm', team: 'team-1', type: 'changed', container: 'one', text: 'storm' };
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) => stage.post(payload, index % 2 ? stage.hub : stage.twin)),
    );
    expect(answers.map(answer => answer.status)).toEqual(Array.from({ length: 50 }, () => 200));
    await stage.settled('storm');
    await stage.settled('storm', stage.other);
    expect((await stage.receipts()).filter(({ deliveryId }) => deliveryId === 'storm')).toHaveLength(1);
    expect(await stage.webhookRuns(stage.desk.syncId)).toHaveLength(before.length + 1);
    expect(stage.state.parsed.filter(text => text === 'storm')).toHaveLength(2);
    const { acme } = stage;
    const counted = await until(
      () => figures(acme.at('/receipts/monitor'), acme.owner),
      found => found?.duplicate === 49,
    );
    expect(counted).toMatchObject({ received: 52, verified: 52, duplicate: 49 });
    expect(counted?.latencyMs.p50).toBeGreaterThan(0);
  });

  it('whose signature is missing, wrong, doubled or strange is refused with 401 and leaves no receipt', async () => {
    const before = await stage.receipts();
    const body = JSON.stringify({ id: 'forged', team: 'team-1', type: 'changed' });
    const good = signed(deskSecret, body);
    const signature = good['x-desk-signature'] ?? '';
    const hostile: Record<string, string>[] = [
      { 'content-type': 'application/json' },
      signed('wrong', body),
      { ...good, 'x-desk-signature': '' },
      { ...good, 'x-desk-signature': signature.slice(0, -2) },
      { ...good, 'x-desk-signature': `${signature}${signature}` },
      { ...good, 'x-desk-signature': `v0=${'zz'.repeat(32)}` },
      { ...good, 'x-desk-signature': 'v0=\u00e9'.repeat(20) },
      { ...good, 'x-desk-timestamp': '123abc' },
      { ...good, 'x-desk-timestamp': '' },
      signed(deskSecret, `${body} `),
    ];
    for (const headers of hostile) {
      const answer = await raw(body, headers);
      expect({ headers, status: answer.status }).toEqual({ headers, status: 401 });
      expect(await answer.json()).toMatchObject({ code: 'webhook_forged' });
    }
    expect(await stage.receipts()).toHaveLength(before.length);
  });

  it('that was signed too long ago, or in the future, is refused with 401', async () => {
    const body = JSON.stringify({ id: 'late', team: 'team-1', type: 'changed' });
    for (const minutes of [-6, 6]) {
      const answer = await raw(body, signed(deskSecret, body, Date.now() + minutes * 60_000));
      expect(answer.status).toBe(401);
      expect(await answer.json()).toMatchObject({ code: 'webhook_late' });
    }
    expect(await stage.receipt('late')).toBeUndefined();
  });

  it('that was refused is counted, and a flood of them is one event in the installation’s trail', async () => {
    const counted = await until(
      () => figures('/admin/v1/receipts/monitor'),
      found => (found?.forged ?? 0) >= 10 && found?.late === 2,
    );
    expect(counted).toMatchObject({ forged: 10, late: 2 });
    const client = new pg.Client(stage.hub.database.superuser);
    await client.connect();
    const { rows } = await client.query(`select 1 from audit_event where action = 'webhook.refused'`);
    await client.end();
    expect(rows.length).toBeGreaterThanOrEqual(1);
    expect(rows.length).toBeLessThanOrEqual(2);
  });

  it('that is larger than a mebibyte is refused with 413', async () => {
    const body = JSON.stringify({ id: 'large', team: 'team-1', text: 'x'.repeat(1024 * 1024) });
    expect((await raw(body, signed(deskSecret, body))).status).toBe(413);
  });

  it('may be a form, and bytes that are no text', async () => {
    const payload = JSON.stringify({ id: 'form', team: 'team-1', type: 'other' });
    const form = new URLSearchParams({ payload }).toString();
    const type = 'application/x-www-form-urlencoded';
    const answer = await raw(form, { ...signed(deskSecret, form), 'content-type': type });
    expect(answer.status).toBe(200);
    expect(await stage.settled('form')).toMatchObject({ eventType: 'other', status: 'ignored' });
  });

  it('is answered with the headers that every answer has, taken or refused', async () => {
    const taken = await stage.post({ id: 'headers', team: 'team-1', type: 'other' });
    const refused = await raw('{}', {
      'content-type': 'application/json',
      'x-request-id': 'vendor-request-1',
    });
    const elsewhere = await fetch(`${stage.hub.url}/health/live`);
    const kept = ['cache-control', 'content-security-policy', 'x-content-type-options', 'x-frame-options'];
    const of = (answer: Response) => kept.map(name => answer.headers.get(name));
    expect(of(taken)).toEqual(of(elsewhere));
    expect(of(refused)).toEqual(of(elsewhere));
    expect(of(taken)).not.toContain(null);
    expect(refused.headers.get('x-request-id')).toBe('vendor-request-1');
    expect(refused.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(taken.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('to an address that is none is answered like every absent thing', async () => {
    const body = '{}';
    for (const path of [
      'nobody',
      'desk/abcdefghijklmnopqrstuvwxyz',
      'board',
      `board/${'x'.repeat(43)}`,
      'caldav',
    ]) {
      const answer = await raw(body, signed(deskSecret, body), path);
      expect({ path, status: answer.status }).toEqual({ path, status: 404 });
    }
  });
});

describe('a delivery that cannot be let through', () => {
  it('is kept in quarantine and answered 200 when it names an account that nobody connected', async () => {
    const answer = await stage.post({ id: 'stranger', team: 'team-9', type: 'changed' });
    expect(answer.status).toBe(200);
    const { data } = await operator.get<{ data: ReceiptAnswer[] }>('/admin/v1/receipts?status=quarantined');
    expect(data).toMatchObject([{ deliveryId: 'stranger', error: 'no_connection', connectionId: null }]);
    expect(await stage.receipt('stranger')).toBeUndefined();
  });

  it('is kept in quarantine and not acknowledged while there is no secret to check it with', async () => {
    const { secrets } = stage.state;
    stage.state.secrets = [];
    const payload = { id: 'early', team: 'team-1', type: 'changed' };
    const answer = await until(
      () => stage.post(payload),
      ({ status }) => status !== 200,
    );
    expect({ status: answer.status, after: answer.headers.get('retry-after') }).toEqual({
      status: 503,
      after: '300',
    });
    expect(await answer.json()).toMatchObject({ code: 'webhook_secret_missing' });
    const { data } = await operator.get<{ data: ReceiptAnswer[] }>('/admin/v1/receipts?status=quarantined');
    expect(data[0]).toMatchObject({ error: 'no_secret', verified: false });
    stage.state.secrets = secrets;
    await until(
      () => stage.post({ ...payload, id: 'early-2' }),
      ({ status }) => status === 200,
    );
    expect(await stage.settled('early-2')).toMatchObject({ status: 'processed' });
  });
});
