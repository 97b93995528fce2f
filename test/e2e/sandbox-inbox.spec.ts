import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import {
  createOrganization,
  delivered,
  register,
  SandboxStage,
  type TestEndpoint,
  type TestOrganization,
  until,
} from '#support';

interface InboxAnswer {
  readonly url: string;
  readonly answers: { readonly status: number; readonly times: number } | null;
  readonly data: readonly {
    readonly type: string | null;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
    readonly truncated: boolean;
    readonly answered: number;
  }[];
}

let stage: SandboxStage;
let acme: TestOrganization;
let other: TestOrganization;
let endpoint: TestEndpoint;

const inboxOf = ({ owner, at }: TestOrganization): Promise<InboxAnswer> => owner.get(at('/sandbox/inbox'));
const answerNext = (wish: object): Promise<InboxAnswer> =>
  acme.owner.post(acme.at('/sandbox/inbox/answers'), wish);
const test = (): Promise<{ eventId: string }> => acme.owner.post(acme.at(`/endpoints/${endpoint.id}/test`));
const arrived = (count: number): Promise<InboxAnswer> =>
  until(
    () => inboxOf(acme),
    ({ data }) => data.length >= count,
  );

beforeAll(async () => {
  stage = await SandboxStage.start();
  acme = stage.acme;
  other = await createOrganization(stage.hub.url, stage.hub.operatorKey, 'Other');
});
afterAll(() => stage.stop());

describe('the inbox of the sandbox', () => {
  it('is an address that endpoints may have, and no other port of the machine is', async () => {
    const { url, data, answers } = await inboxOf(acme);
    expect([data, answers]).toEqual([[], null]);
    endpoint = await register(acme, url, { eventTypes: ['webhooks.test'] });
    const refuse = async (target: string) => {
      const { status, body } = await acme.owner.send<{ code: string }>('POST', acme.at('/endpoints'), {
        url: target,
      });
      expect([target, status, body.code]).toEqual([target, 422, 'target_refused']);
    };
    await refuse(`${stage.hub.url}/${acme.id}`);
    await refuse(url.replace('127.0.0.1', 'localhost'));
  });

  it('shows a test event as it came, and its signature is right', async () => {
    const { eventId } = await test();
    const { data } = await arrived(1);
    expect(data).toMatchObject([{ type: 'webhooks.test', truncated: false, answered: 204 }]);
    const { headers = {}, body = '' } = data[0] ?? {};
    expect(headers['webhook-id']).toBe(eventId);
    expect(new Webhook(endpoint.secret).verify(body, headers)).toMatchObject({ type: 'webhooks.test' });
    const changed = body.replace('This is a test.', 'This is no test.');
    expect(changed).not.toBe(body);
    expect(() => new Webhook(endpoint.secret).verify(changed, headers)).toThrow();
  });

  it('shows other organizations nothing', async () => {
    const inbox = await inboxOf(other);
    expect(inbox.data).toEqual([]);
    expect(inbox.url).not.toBe((await inboxOf(acme)).url);
    expect((await other.owner.send('GET', acme.at('/sandbox/inbox'))).status).toBe(404);
  });

  it('answers with an error when it is told to, and the delivery comes again', async () => {
    expect(await answerNext({ status: 500, times: 1 })).toMatchObject({ answers: { status: 500, times: 1 } });
    const { eventId } = await test();
    const { data, answers } = await arrived(3);
    expect(answers).toBeNull();
    expect(data.slice(0, 2).map(({ headers, answered }) => [headers['webhook-id'], answered])).toEqual([
      [eventId, 204],
      [eventId, 500],
    ]);
    const { data: trail } = await acme.owner.get<{ data: object[] }>(
      acme.at('/audit?action=sandbox.changed'),
    );
    expect(trail[0]).toMatchObject({ target: { id: 'inbox' }, details: { lever: 'answer', status: 500 } });
  });

  it('answers as usual again when it is told to', async () => {
    await answerNext({ status: 500, times: 100 });
    expect(await answerNext({ status: 204 })).toMatchObject({ answers: null });
  });

  it('ends an endpoint by 410', async () => {
    await answerNext({ status: 410 });
    await test();
    const path = acme.at(`/endpoints/${endpoint.id}`);
    const gone = await until(
      () => acme.owner.get<TestEndpoint>(path),
      ({ enabled }) => !enabled,
    );
    expect(gone.disabledReason).toBe('gone');
  });

  it('keeps the last fifty, cuts what is too long, and takes nothing for nobody', async () => {
    const { url } = await inboxOf(acme);
    const post = (to: string, body: string) => fetch(to, { method: 'POST', body });
    for (let count = 0; count < 55; count += 1) expect((await post(url, `no. ${count}`)).status).toBe(204);
    expect((await post(url, 'x'.repeat(70_000))).status).toBe(204);
    const { data } = await inboxOf(acme);
    expect(data).toHaveLength(50);
    expect(data[0]).toMatchObject({ type: null, truncated: true, body: 'x'.repeat(65_536) });
    expect(data.slice(1, 3).map(({ body }) => body)).toEqual(['no. 54', 'no. 53']);
    expect((await post(new URL('/somebody', url).href, '{}')).status).toBe(404);
  });

  it('is at the same address after a restart, and gone with the sandbox', async () => {
    const { url } = await inboxOf(acme);
    await stage.restart();
    expect(await inboxOf(acme)).toEqual({ url, answers: null, data: [] });
    await stage.restart({ CAUSEWAY_SANDBOX: 'off' });
    expect((await acme.owner.send('GET', acme.at('/sandbox/inbox'))).status).toBe(404);
    const wish = { status: 500, times: 1 };
    expect((await acme.owner.send('POST', acme.at('/sandbox/inbox/answers'), wish)).status).toBe(404);
    expect((await acme.owner.send('POST', acme.at('/endpoints'), { url })).status).toBe(422);
    await expect(fetch(url, { method: 'POST' })).rejects.toThrow('fetch failed');
  });

  it('is not reached any more by an endpoint that was left over', async () => {
    await acme.owner.ok('PATCH', acme.at(`/endpoints/${endpoint.id}`), { enabled: true });
    const { eventId } = await test();
    const delivery = await delivered(acme, `&eventId=${eventId}`, ({ attempts }) => attempts > 0);
    const error = expect.stringContaining('private or reserved network');
    expect(delivery.attemptList).toMatchObject([{ responseStatus: null, error }]);
  });
});
