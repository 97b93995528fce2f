import { Clock } from '#kernel';
import type { TestOrganization } from './api.js';
import { Browser, type BrowserPage } from './oauth-browser.js';

/** The hub's time: real, and moved on at will. */
export class MovedClock extends Clock {
  aheadMs = 0;

  override now(): Date {
    return new Date(Date.now() + this.aheadMs);
  }
}

export interface ConnectSessionAnswer {
  readonly id: string;
  readonly url: string;
  readonly status: string;
  readonly connectionId: string | null;
  readonly consentIds: readonly string[];
}

export interface ConnectionAnswer {
  readonly id: string;
  readonly status: string;
  readonly account: { readonly id: string; readonly name: string; readonly email: string | null };
  readonly grantedScopes: readonly string[];
  readonly missing: readonly { readonly scope: string }[];
  readonly credential: { readonly expiresAt: string | null; readonly renews: boolean } | null;
  readonly revocation: string;
  readonly lastError: { readonly code: string; readonly detail: string } | null;
}

export const connectSession = (
  organization: TestOrganization,
  integrationId: string,
  more: Readonly<Record<string, unknown>> = {},
): Promise<ConnectSessionAnswer> =>
  organization.owner.post(organization.at('/connect-sessions'), { integrationId, endUserId: 'ada', ...more });

export const connectionsOf = async (organization: TestOrganization): Promise<ConnectionAnswer[]> =>
  (await organization.owner.get<{ data: ConnectionAnswer[] }>(organization.at('/connections'))).data;

const isCallback = (url: URL): boolean => /^\/oauth\/[^/]+\/callback$/.test(url.pathname);

/** Agrees on the hub's page and signs in at oidc-provider; answers the callback's address, not yet opened. */
export const signInUpToCallback = async (browser: Browser, link: string, login: string): Promise<URL> => {
  const { stopAt } = browser;
  browser.stopAt = isCallback;
  const signIn = await browser.submit(await browser.open(link));
  const consent = await browser.submit(signIn, { login, password: 'any' });
  const done = isCallback(consent.url) ? consent : await browser.submit(consent);
  browser.stopAt = stopAt;
  if (!isCallback(done.url)) throw new Error(`No callback but ${done.url.href}: ${done.text.slice(0, 500)}`);
  return done.url;
};

/** The whole way from the link to the hub's last page. */
export const signIn = async (link: string, login: string, browser = new Browser()): Promise<BrowserPage> =>
  browser.open(await signInUpToCallback(browser, link, login));
