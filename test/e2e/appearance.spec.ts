import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Caller, createOrganization, startTestHub, type TestHub, type TestOrganization } from '#support';

let hub: TestHub;
let acme: TestOrganization;
let other: TestOrganization;
beforeAll(async () => {
  hub = await startTestHub();
  acme = await createOrganization(hub.url, hub.operatorKey, 'Acme');
  other = await createOrganization(hub.url, hub.operatorKey, 'Other');
});
afterAll(() => hub.stop());

/** One transparent pixel. */
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const wide = Buffer.from(png);
wide.writeUInt32BE(2_049, 16);

interface Look {
  readonly name: string;
  readonly colour: string | null;
  readonly textColour: string | null;
  readonly logoUrl: string | null;
  readonly supportUrl: string | null;
}

const plain = { displayName: null, colour: null, supportUrl: null, privacyUrl: null };
const put = (body: object) => acme.owner.send<Look>('PUT', acme.at('/appearance'), { ...plain, ...body });
const logo = (bytes: Buffer) => ({ logo: { data: bytes.toString('base64') } });

const pathOf = ({ logoUrl }: Look): string => new URL(logoUrl ?? '').pathname;

describe('the appearance of an organization', () => {
  it('is its name alone until somebody chooses more', async () => {
    expect(await acme.owner.get(acme.at('/appearance'))).toMatchObject({
      name: 'Acme',
      displayName: null,
      colour: null,
      logoUrl: null,
      updatedAt: null,
    });
  });

  it('has a colour on which text can be read, links, and a logo that anybody may see and nobody may run', async () => {
    const wish = { displayName: 'Acme Inc.', colour: '#FFE066', supportUrl: 'mailto:help@acme.example' };
    const { status, body } = await put({ ...wish, ...logo(png) });
    expect([status, body]).toMatchObject([
      200,
      { name: 'Acme Inc.', colour: '#ffe066', textColour: '#000000', supportUrl: wish.supportUrl },
    ]);
    expect(pathOf(body)).toMatch(/^\/logos\/[0-9a-f]{64}$/);
    const shown = await fetch(`${hub.url}${pathOf(body)}`);
    expect(Buffer.from(await shown.arrayBuffer()).equals(png)).toBe(true);
    expect(Object.fromEntries(shown.headers)).toMatchObject({
      'content-type': 'image/png',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
      'cache-control': expect.stringContaining('immutable'),
    });
  });

  it('keeps its logo when a change does not speak of it, and drops it on request', async () => {
    const { body } = await put(logo(png));
    const { logoUrl } = body;
    expect((await put({ displayName: 'Acme' })).body).toMatchObject({ logoUrl, colour: null });
    expect((await put({ logo: null })).body.logoUrl).toBeNull();
    expect((await fetch(`${hub.url}${pathOf(body)}`)).status).toBe(404);
  });

  it('takes pictures by what they are, not by what they are called', async () => {
    const svg = Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`);
    const large = Buffer.concat([png, Buffer.alloc(100 * 1024)]);
    for (const bytes of [svg, large, wide, Buffer.from('GIF89a'.padEnd(64, '.')), Buffer.alloc(0)]) {
      const { status, body } = await put(logo(bytes));
      expect([status, (body as { code?: string }).code]).toEqual([422, 'validation_failed']);
    }
  });

  it('takes no address that runs, and no colour that is none', async () => {
    for (const wish of [
      { supportUrl: 'javascript:alert(1)' },
      { privacyUrl: 'http://acme.example' },
      { colour: 'red' },
      { colour: '#fff' },
    ])
      expect((await put(wish)).status).toBe(422);
    expect((await acme.owner.send('PUT', acme.at('/appearance'), {})).status).toBe(422);
  });

  it('is changed by owners and admins, and nobody sees another organization’s', async () => {
    const { key } = await acme.owner.post<{ key: string }>(acme.at('/keys'), { name: 'm', role: 'member' });
    const member = new Caller(hub.url, key);
    expect((await member.send('PUT', acme.at('/appearance'), {})).status).toBe(403);
    expect((await member.send('GET', acme.at('/appearance'))).status).toBe(200);
    expect(await other.owner.get(other.at('/appearance'))).toMatchObject({ name: 'Other' });
  });

  it('is audited, once for each change', async () => {
    const before = await changes();
    await put({ displayName: 'Ajax' });
    await put({ displayName: 'Ajax' });
    const after = await changes();
    expect(after.length - before.length).toBe(1);
    expect(after[0]?.details).toMatchObject({ changed: ['displayName'] });
  });
});

const changes = async () => {
  const path = acme.at('/audit?action=appearance.changed');
  return (await acme.owner.get<{ data: { details: object }[] }>(path)).data;
};
