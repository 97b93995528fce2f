/** What a browser shows: the last answer, after all redirects. */
export interface BrowserPage {
  readonly url: URL;
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

interface Cookie {
  readonly host: string;
  readonly path: string;
  readonly name: string;
  readonly value: string;
}

export interface BrowserOptions {
  readonly userAgent?: string;
  /** A redirect to such an address is not followed: `page.url` is then where it leads, and its status is 0. */
  readonly stopAt?: (url: URL) => boolean;
}

/** A person's browser: keeps cookies by host and path (RFC 6265; ports share them), follows redirects, sends forms. */
export class Browser {
  private readonly cookies = new Map<string, Cookie>();
  stopAt: (url: URL) => boolean;

  constructor(private readonly options: BrowserOptions = {}) {
    this.stopAt = options.stopAt ?? (() => false);
  }

  async open(address: string | URL, init: RequestInit = {}): Promise<BrowserPage> {
    let url = new URL(address);
    let next = init;
    for (let hop = 0; hop < 20; hop += 1) {
      const response = await this.request(url, next);
      const location = response.headers.get('location');
      const text = await response.text();
      if (!location) return { url, status: response.status, headers: response.headers, text };
      url = new URL(location, url);
      if (this.stopAt(url)) return { url, status: 0, headers: response.headers, text };
      next = {};
    }
    throw new Error(`Too many redirects, last to ${url.href}`);
  }

  /** Sends the page's form with its hidden fields and what the person fills in. */
  submit(page: BrowserPage, fields: Readonly<Record<string, string>> = {}): Promise<BrowserPage> {
    const form = /<form\b[^>]*>/i.exec(page.text)?.[0];
    if (!form) throw new Error(`No form on ${page.url.href} (${page.status}): ${readable(page.text)}`);
    const action = /\baction="([^"]*)"/i.exec(form)?.[1];
    const body = new URLSearchParams(hiddenFields(page.text));
    for (const [name, value] of Object.entries(fields)) body.set(name, value);
    return this.open(new URL(unescape(action ?? page.url.href), page.url), { method: 'POST', body });
  }

  /** Follows the link whose address fits. */
  follow(page: BrowserPage, pattern: RegExp): Promise<BrowserPage> {
    const found = [...page.text.matchAll(/href="([^"]*)"/g)]
      .map(match => unescape(match[1] ?? ''))
      .find(href => pattern.test(href));
    if (!found) throw new Error(`No link ${String(pattern)} on ${page.url.href}`);
    return this.open(new URL(found, page.url));
  }

  cookie(name: string): string | undefined {
    return [...this.cookies.values()].find(cookie => cookie.name === name)?.value;
  }

  setCookie(host: string, name: string, value: string): void {
    this.keep({ host, path: '/', name, value });
  }

  private async request(url: URL, init: RequestInit): Promise<Response> {
    const cookie = [...this.cookies.values()]
      .filter(({ host, path }) => host === url.hostname && url.pathname.startsWith(path))
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ');
    const headers = {
      accept: 'text/html,application/xhtml+xml',
      'user-agent': this.options.userAgent ?? 'Test Browser/1.0',
    };
    const response = await fetch(url, {
      ...init,
      redirect: 'manual',
      headers: cookie ? { ...headers, cookie } : headers,
    });
    for (const line of response.headers.getSetCookie()) this.receive(url, line);
    return response;
  }

  private receive(url: URL, line: string): void {
    const [pair = '', ...attributes] = line.split(';').map(part => part.trim());
    const at = pair.indexOf('=');
    const path = /^path=(.*)$/i.exec(attributes.find(part => /^path=/i.test(part)) ?? '')?.[1] ?? '/';
    const expires = attributes.find(part => /^expires=/i.test(part))?.slice(8);
    const cookie = { host: url.hostname, path, name: pair.slice(0, at), value: pair.slice(at + 1) };
    if (cookie.value === '' || (expires && Date.parse(expires) < Date.now()))
      this.cookies.delete(keyOf(cookie));
    else this.keep(cookie);
  }

  private keep(cookie: Cookie): void {
    this.cookies.set(keyOf(cookie), cookie);
  }
}

const keyOf = ({ host, path, name }: Cookie): string => `${host} ${path} ${name}`;

const hiddenFields = (text: string): Record<string, string> => {
  const inputs = [...text.matchAll(/<input\b[^>]*type="hidden"[^>]*>/gi)].map(match => match[0]);
  const entries = inputs.map(input => [attribute(input, 'name'), attribute(input, 'value')] as const);
  return Object.fromEntries(entries);
};

const attribute = (tag: string, name: string): string =>
  unescape(new RegExp(`\\b${name}="([^"]*)"`, 'i').exec(tag)?.[1] ?? '');

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' };
const unescape = (text: string): string =>
  text.replace(/&(?:#(\d+)|(\w+));/g, (all, code: string | undefined, name: string | undefined) =>
    code ? String.fromCharCode(Number(code)) : (entities[name ?? ''] ?? all),
  );

const readable = (text: string): string =>
  text
    .replace(/<style>.*?<\/style>|<[^>]+>/gs, ' ')
    .replace(/\s+/g, ' ')
    .slice(0, 400);
