import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  Browser,
  connectSession,
  type ConnectSessionAnswer,
  hostileName,
  type OAuthStage,
  signIn,
  signInUpToCallback,
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
interface GivenConsent {
  readonly id: string;
  readonly connectionId: string | null;
  readonly givenAt: string;
  readonly createdAt: string;
}

const consentsOf = async (subjectId: string): Promise<GivenConsent[]> => {
  const path = stage.acme.at(`/consents?subjectId=${subjectId}`);
  return (await stage.acme.owner.get<{ data: GivenConsent[] }>(path)).data;
};

describe('the page on which a person agrees', () => {
  it('shows who asks for what and why, and lets no name break the page', async () => {
    await stage.acme.owner.ok('PATCH', stage.acme.at(''), { name: hostileName });
    const page = await new Browser().open((await link()).url);
    expect(page.text).toContain('&#60;script&#62;alert(&#34;1&#34;)&#60;/script&#62;&#38;&#39;Acme');
    expect(page.text).toContain('Test &#60;Vendor&#62; &#38; Sons');
    expect(page.text).toContain('<li>Reads your events.</li>');
    expect(page.text).not.toMatch(/<script|<Vendor/);
    expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-/);
    expect(page.headers.get('cache-control')).toBe('no-store');
    expect(page.headers.get('referrer-policy')).toBe('no-referrer');
  });

  it('says what next alike to who was sent a link and to who began in the console', async () => {
    const { url } = await link();
    await signIn(url, 'ada');
    const used = await new Browser().open(url);
    expect([used.status, used.text]).toEqual([
      410,
      expect.stringContaining(
        'Begin again where you came from. If somebody sent you the link, ask them for a new one.',
      ),
    ]);
    const strange = await new Browser().open(url.replace(/.{5}$/, 'wrong'));
    expect([strange.status, strange.text]).toEqual([
      404,
      expect.stringContaining(
        'begin again where you came from, or ask whoever sent it to you for a new one.',
      ),
    ]);
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

  it('records nothing for who leaves at the vendor’s, and the moment of agreeing for who comes back', async () => {
    const made = await link({ endUserId: 'hesitant-ada' });
    const browser = new Browser({ userAgent: 'Netscape 4' });
    const callback = await signInUpToCallback(browser, made.url, 'hesitant');
    const latest = Date.now();
    expect(await session(made)).toMatchObject({ status: 'open', consentIds: [] });
    expect(await consentsOf('hesitant-ada')).toEqual([]);
    stage.clock.aheadMs += 5 * 60_000;
    await browser.open(callback);
    const { connectionId } = await session(made);
    const given = await consentsOf('hesitant-ada');
    expect(given).toHaveLength(2);
    for (const consent of given) {
      expect(consent.connectionId).toBe(connectionId);
      expect(Date.parse(consent.givenAt)).toBeLessThanOrEqual(latest);
      expect(Date.parse(consent.createdAt)).toBeGreaterThan(latest);
    }
  });

  it('keeps the consents of an earlier sign-in when a renewal adds new ones or is given up', async () => {
    const first = await link({ endUserId: 'renewing-ada' });
    await signIn(first.url, 'renewing');
    const { connectionId } = await session(first);
    const again = await link({ endUserId: 'renewing-ada', connectionId });
    const browser = new Browser();
    const screen = await browser.submit(await browser.open(again.url));
    await browser.follow(screen, /abort/);
    expect(await consentsOf('renewing-ada')).toHaveLength(2);
    await signIn(again.url, 'renewing');
    const consents = await consentsOf('renewing-ada');
    expect(consents).toHaveLength(4);
    expect(new Set(consents.map(consent => consent.connectionId))).toEqual(new Set([connectionId]));
    const { consentIds } = await session(again);
    expect(consents.slice(0, 2).map(({ id }) => id)).toEqual([...consentIds].reverse());
  });
});
