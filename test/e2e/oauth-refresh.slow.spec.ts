import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { startVendorStage, until, type VendorStage } from '#support';

let stage: VendorStage;

// No worker: only what a test asks for touches the token endpoint.
beforeAll(async () => {
  stage = await startVendorStage({ CAUSEWAY_ROLE: 'api' });
});
afterAll(() => stage.stop());
afterEach(() => {
  Object.assign(stage.vendor, { onRefresh: null, onApi: null, expiresIn: 3600, rotates: true });
});

const minute = 60_000;
let accounts = 0;
const connected = (): Promise<string> => stage.connect(`account-${(accounts += 1)}`);
const expired = async (): Promise<string> => {
  const id = await connected();
  stage.clock.aheadMs += 61 * minute;
  return id;
};
/** Token calls that `work` cost. */
const calls = async (work: () => Promise<unknown>): Promise<number> => {
  const before = stage.vendor.refreshes.length;
  await work();
  return stage.vendor.refreshes.length - before;
};
const healthy = { healthy: true, status: 'active', code: null };
const trail = async (action: string, id: string): Promise<unknown[]> => {
  const { organization } = stage;
  const path = organization.at(`/audit?action=${action}&targetId=${id}`);
  return (await organization.owner.get<{ data: unknown[] }>(path)).data;
};

describe('renewing an access token', () => {
  it('costs one call for many users at once, and uses the new token only after it is stored', async () => {
    const id = await expired();
    const count = await calls(async () => {
      const answers = await Promise.all(Array.from({ length: 50 }, () => stage.check(id)));
      expect(answers.every(answer => answer.healthy)).toBe(true);
    });
    expect(count).toBe(1);
  });

  it('sends each rotated refresh token once', async () => {
    const id = await connected();
    for (let round = 0; round < 4; round += 1) {
      stage.clock.aheadMs += 61 * minute;
      expect(await stage.check(id)).toMatchObject(healthy);
    }
    const sent = stage.vendor.refreshes.slice(-4).map(form => form.get('refresh_token'));
    expect(new Set(sent).size).toBe(4);
    expect(stage.vendor.reused).toEqual([]);
  });

  it('keeps the refresh token when the vendor sends no new one', async () => {
    stage.vendor.rotates = false;
    const id = await expired();
    expect(await stage.check(id)).toMatchObject(healthy);
    stage.clock.aheadMs += 61 * minute;
    expect(await stage.check(id)).toMatchObject(healthy);
    const [one, two] = stage.vendor.refreshes.slice(-2).map(form => form.get('refresh_token'));
    expect(two).toBe(one);
  });

  it('asks for reauthorization when invalid_grant was confirmed, says so once, and works again after a reconnect', async () => {
    const id = await expired();
    stage.vendor.onRefresh = () => ({ status: 400, body: { error: 'invalid_grant' } });
    const count = await calls(async () => {
      expect(await stage.check(id)).toMatchObject({
        healthy: false,
        status: 'needs_reauth',
        code: 'provider_auth_expired',
      });
    });
    expect(count).toBe(2);
    expect(await stage.connection(id)).toMatchObject({
      lastError: { code: 'provider_auth_expired', detail: expect.stringContaining('invalid_grant') },
    });
    expect(await calls(() => stage.check(id))).toBe(0);
    expect(await trail('connection.needs_reauth', id)).toHaveLength(1);
    const { owner, at } = stage.organization;
    const use = await owner.send('GET', at(`/connections/${id}/containers`));
    expect(use).toMatchObject({
      status: 409,
      body: { code: 'connection_needs_reauth', detail: expect.stringContaining('Reconnect') },
    });
    stage.vendor.onRefresh = null;
    expect(await stage.connect(`account-${accounts}`, { connectionId: id })).toBe(id);
    expect(await stage.check(id)).toMatchObject(healthy);
  });

  it('survives one invalid_grant that a second question does not confirm', async () => {
    const id = await expired();
    let asked = 0;
    stage.vendor.onRefresh = () =>
      (asked += 1) === 1 ? { status: 400, body: { error: 'invalid_grant' } } : undefined;
    expect(await stage.check(id)).toMatchObject(healthy);
  });

  it.each([1, 2])('survives invalid_grant when somebody reconnects during question %i', async during => {
    const id = await expired();
    let asked = 0;
    stage.vendor.onRefresh = async () => {
      if ((asked += 1) === during) await stage.connect(`account-${accounts}`, { connectionId: id });
      return { status: 400, body: { error: 'invalid_grant' } };
    };
    expect(await stage.check(id)).toMatchObject(healthy);
    expect(asked).toBe(during);
    expect(await stage.connection(id)).toMatchObject({ status: 'active', lastError: null });
  });

  it.each([
    ['an HTML page with 200', { status: 200, body: '<html>Maintenance</html>' }, 'without a token'],
    ['an HTML page with 400', { status: 400, body: '<html>Blocked</html>' }, 'without a token'],
    ['a 500', { status: 500, body: { error: { message: 'boom' } } }, 'answered 500'],
    ['a 429', { status: 429, headers: { 'retry-after': '1' }, body: {} }, 'answered 429'],
    ['an invalid_client', { status: 401, body: { error: 'invalid_client' } }, 'invalid_client'],
    ['an empty object', { status: 200, body: {} }, 'without a token'],
    ['null', { status: 200, body: 'null' }, 'without a token'],
  ])(
    'leaves the connection active with a readable error when the token endpoint answers %s',
    async (_name, reply, text) => {
      const id = await expired();
      stage.vendor.onRefresh = () => reply;
      expect(await stage.check(id)).toMatchObject({
        healthy: false,
        status: 'active',
        detail: expect.stringContaining(text),
      });
      expect(await stage.connection(id)).toMatchObject({
        status: 'active',
        lastError: { detail: expect.stringContaining(text) },
      });
      stage.vendor.onRefresh = null;
      expect(await stage.check(id)).toMatchObject(healthy);
      expect(await stage.connection(id)).toMatchObject({ lastError: null });
    },
  );

  it('gives a token endpoint that hangs up, and leaves the connection active', async () => {
    const id = await expired();
    let release = (): void => undefined;
    stage.vendor.onRefresh = () => new Promise(resolve => (release = () => resolve({ status: 500 })));
    const answer = await stage.check(id);
    release();
    expect(answer).toMatchObject({ healthy: false, status: 'active', code: 'provider_temporary' });
    stage.vendor.onRefresh = null;
    expect(await stage.check(id)).toMatchObject(healthy);
  });

  it('goes on with a token that still lives while the token endpoint is away', async () => {
    const id = await connected();
    stage.clock.aheadMs += 59.5 * minute;
    stage.vendor.onRefresh = () => ({ status: 503 });
    expect(await calls(async () => expect(await stage.check(id)).toMatchObject(healthy))).toBe(1);
  });

  it.each([
    ['missing', undefined, null],
    ['negative', -5, null],
    ['zero', 0, null],
    ['null', null, null],
    ['nonsense', 'soon', null],
    ['a string', '3600', expect.any(String)],
    ['a fraction', 3599.5, expect.any(String)],
  ])('survives an expires_in that is %s', async (_name, expiresIn, expiresAt) => {
    stage.vendor.expiresIn = expiresIn;
    const id = await connected();
    expect(await stage.connection(id)).toMatchObject({ credential: { expiresAt, renews: true } });
    expect(await calls(async () => expect(await stage.check(id)).toMatchObject(healthy))).toBe(0);
    stage.vendor.expireAccess();
    expect(await calls(async () => expect(await stage.check(id)).toMatchObject(healthy))).toBe(1);
  });

  it.each([1, 30, 300])('asks once, not again and again, when tokens live %i seconds', async expiresIn => {
    stage.vendor.expiresIn = expiresIn;
    const id = await connected();
    stage.clock.aheadMs += minute * 10;
    expect(await calls(async () => expect(await stage.check(id)).toMatchObject(healthy))).toBe(1);
  });
});

describe('a token that the API refuses before its time', () => {
  it('is renewed once, and the request is sent once more', async () => {
    const id = await connected();
    stage.vendor.expireAccess();
    const used = stage.vendor.uses.length;
    expect(await calls(async () => expect(await stage.check(id)).toMatchObject(healthy))).toBe(1);
    expect(stage.vendor.uses).toHaveLength(used + 2);
  });

  it('costs one renewal however many requests were refused', async () => {
    const id = await connected();
    stage.vendor.expireAccess();
    const many = () => Promise.all(Array.from({ length: 12 }, () => stage.check(id)));
    expect(await calls(many)).toBe(1);
  });

  it('does not break the connection when the API refuses the renewed one as well', async () => {
    const id = await connected();
    stage.vendor.onApi = () => ({ status: 401, body: {} });
    const count = await calls(async () => {
      expect(await stage.check(id)).toMatchObject({
        healthy: false,
        status: 'active',
        detail: expect.stringContaining('401'),
      });
    });
    expect(count).toBe(1);
    stage.vendor.onApi = null;
    await until(
      () => stage.check(id),
      answer => answer.healthy,
    );
  });
});
