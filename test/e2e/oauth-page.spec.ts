import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  Browser,
  connectSession,
  type ConnectSessionAnswer,
  hostileName,
  type OAuthStage,
  signIn,
  startOAuthStage,
} from '#support';

let stage: OAuthStage;

beforeAll(async () => {
  stage = await startOAuthStage();
});
afterAll(() => stage.stop());

const link = (more = {}): Promise<ConnectSessionAnswer> =>
  connectSession(stage.acme, stage.integrationId, more);
const session = ({ id }: ConnectSessionAnswer): Promise<ConnectSessionAnswer> =>
  stage.acme.owner.get(stage.acme.at(`/connect-sessions/${id}`));

describe('the page on which a person agrees', () => {
  it('shows who asks for what and why, and lets no name break the page', async () => {
    await stage.acme.owner.ok('PATCH', stage.acme.at(''), { name: hostileName });
    const page = await new Browser().open((await link()).url);
    expect(page.text).toContain('&#60;script&#62;alert(&#34;1&#34;)&#60;/script&#62;&#38;&#39;Acme');
    expect(page.text).toContain('Test &#60;Vendor&#62; &#38; Sons');
    expect(page.text).toContain('<li>Reads your events.</li>');
    expect(page.text).not.toMatch(/<script|<Vendor/);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'self'");
    expect(page.headers.get('cache-control')).toBe('no-store');
    expect(page.headers.get('referrer-policy')).toBe('no-referrer');
  });

  it('records the consent with the address and the browser it was given from', async () => {
    const made = await link({ endUserId: 'consenting-ada', noticeVersion: '2026-11' });
    await signIn(made.url, 'ada', new Browser({ userAgent: 'Netscape 4' }));
    const { consentIds } = await session(made);
    expect(consentIds).toHaveLength(2);
    const consents = await Promise.all(
      consentIds.map(id => stage.acme.owner.get<object>(stage.acme.at(`/consents/${id}`))),
    );
    expect(consents).toContainEqual(
      expect.objectContaining({ purpose: 'calendar_sync', noticeVersion: '2026-11' }),
    );
    const { data } = await stage.acme.owner.get<{ data: object[] }>(
      stage.acme.at(`/audit?action=consent.given&targetId=${consentIds[0]}`),
    );
    expect(data).toMatchObject([
      { personal: { address: '127.0.0.1', userAgent: 'Netscape 4' }, actor: { kind: 'end_user' } },
    ]);
  });
});
