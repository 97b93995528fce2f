import { createServer, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { Browser, BrowserContext, Cookie, Page } from 'playwright-core';
import { selfSigned } from '../../libs/http/testing/self-signed.js';
import { createOrganization, type TestOrganization } from './api.js';
import { openWindow, startBrowser } from './browser.js';
import { freePort } from './dav-server.js';
import { startTestHub, type TestHub } from './hub.js';
import { goodPassword, Person, tokenOf } from './login.js';

/** What a browser is told to find at these names, and that it need not know who certifies them. */
const names = ['--host-resolver-rules=MAP *.test 127.0.0.1', '--ignore-certificate-errors'];
const emptyPage = '<!doctype html><html lang="en"><title>Elsewhere</title><h1>Elsewhere</h1></html>';

const listen = async (server: Server): Promise<number> => {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
};

/** A hub as browsers see it, beside pages that wish it ill. */
export class AttackedHub {
  private count = 0;

  private constructor(
    readonly hub: TestHub,
    readonly acme: TestOrganization,
    readonly browser: Browser,
    /** The hub's origin for a browser. */
    readonly origin: string,
    /** A page on the same host, or under the same name, and one of a stranger. */
    readonly hostile: { readonly neighbour: string; readonly stranger: string },
    private readonly doors: readonly { close(): unknown }[],
  ) {}

  /** As `npm start` makes it: http, on this machine alone. */
  static async plain(settings: Readonly<Record<string, string>> = {}): Promise<AttackedHub> {
    const servers = [1, 2].map(() => createServer((_request, response) => answer(response)));
    const [near, far] = await Promise.all(servers.map(listen));
    const hub = await startTestHub({ PORT: String(await freePort()), ...settings });
    const hostile = { neighbour: `http://127.0.0.1:${near}`, stranger: `http://localhost:${far}` };
    return AttackedHub.with(hub, hub.url, hostile, servers);
  }

  /** Behind a proxy that speaks https. */
  static async secure(): Promise<AttackedHub> {
    const inside = await freePort();
    const proxy = createTlsServer(selfSigned('hub.test'), socket => {
      const inner = connect(inside, '127.0.0.1');
      for (const end of [socket, inner]) end.on('error', () => [socket, inner].map(one => one.destroy()));
      socket.pipe(inner).pipe(socket);
    });
    const servers = ['shop.hub.test', 'evil.test'].map(name =>
      createSecureServer(selfSigned(name), (_request, response) => answer(response)),
    );
    const [front, near, far] = await Promise.all([proxy as unknown as Server, ...servers].map(listen));
    const origin = `https://hub.test:${front}`;
    const hub = await startTestHub({ PORT: String(inside), CAUSEWAY_PUBLIC_URL: origin });
    const hostile = { neighbour: `https://shop.hub.test:${near}`, stranger: `https://evil.test:${far}` };
    return AttackedHub.with(hub, origin, hostile, [proxy, ...servers]);
  }

  private static async with(
    hub: TestHub,
    origin: string,
    hostile: AttackedHub['hostile'],
    doors: AttackedHub['doors'],
  ): Promise<AttackedHub> {
    const acme = await createOrganization(hub.url, hub.operatorKey);
    const operator = { email: 'olga@example.com', name: 'Olga', password: goodPassword };
    await acme.owner.as(hub.operatorKey).ok('POST', '/auth/setup', operator);
    return new AttackedHub(hub, acme, await startBrowser(names), origin, hostile, doors);
  }

  async stop(): Promise<void> {
    await this.browser.close();
    for (const door of this.doors) door.close();
    await this.hub.stop();
  }

  get isSecure(): boolean {
    return this.origin.startsWith('https:');
  }

  get cookieName(): string {
    return this.isSecure ? '__Host-causeway' : 'causeway';
  }

  /** An owner of the organization with a login of their own. */
  async join(): Promise<string> {
    const email = `p${(this.count += 1)}@example.com`;
    const { url } = await this.acme.owner.post<{ url: string }>(this.acme.at('/invitations'), {
      email,
      role: 'owner',
    });
    const accept = { token: tokenOf(url), name: 'Pia Person', password: goodPassword };
    await new Person(this.hub.url).ok('POST', '/auth/invitations/accept', accept);
    return email;
  }

  async newPage(window?: BrowserContext): Promise<Page> {
    const page = await (window ?? (await openWindow(this.browser))).newPage();
    page.setDefaultTimeout(20_000);
    return page;
  }

  /** Through the console's own form. */
  async login(page: Page, email: string, path = '/login'): Promise<void> {
    await page.goto(`${this.origin}${path}`);
    await page.getByLabel('E-mail address').fill(email);
    await page.locator('input[type=password]').fill(goodPassword);
    await page.keyboard.press('Enter');
    await page.getByRole('navigation', { name: 'Pages' }).waitFor();
  }

  async somebodyLoggedIn(): Promise<Page> {
    const page = await this.newPage();
    await this.login(page, await this.join());
    return page;
  }

  async session(page: Page): Promise<Cookie> {
    const found = (await page.context().cookies(this.origin)).filter(({ name }) => name === this.cookieName);
    if (found.length !== 1 || !found[0]) throw new Error(`${found.length} session cookies`);
    return found[0];
  }

  /** What the hub answers the console itself, in that browser and with its token. */
  own(page: Page, method: string, path: string, body: object | null = null): Promise<number> {
    const request = JSON.stringify({ method, path, body });
    return page.evaluate<number>(`(async ({ method, path, body }) => {
      const me = await fetch('/auth/me').then(answer => answer.json());
      const headers = { 'content-type': 'application/json', 'x-csrf-token': me.csrfToken ?? '' };
      const answer = await fetch(path, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) });
      return answer.status;
    })(${request})`);
  }

  /** Everything that an attacker might have changed; not when the key was last used, which to look changes by itself. */
  async everything(): Promise<unknown> {
    const lists = ['', '/members', '/invitations', '/keys', '/integrations', '/endpoints'];
    const found = await Promise.all(lists.map(list => this.acme.owner.get(this.acme.at(list))));
    const seen = (name: string, value: unknown) => (name === 'lastUsedAt' ? undefined : value);
    return JSON.parse(JSON.stringify(found), seen) as unknown;
  }
}

const answer = (response: {
  setHeader(name: string, value: string): void;
  end(text: string): void;
}): void => {
  response.setHeader('content-type', 'text/html');
  response.end(emptyPage);
};
