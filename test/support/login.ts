import type { Answer } from './api.js';

export const goodPassword = 'a plain long sentence';

export interface MeAnswer {
  readonly account: {
    readonly id: string;
    readonly email: string;
    readonly isOperator: boolean;
    readonly hasTotp: boolean;
    readonly recoveryCodes: { readonly left: number; readonly made: number } | null;
  };
  readonly session: { readonly id: string };
  readonly actsAs: string | null;
  readonly organizationId: string | null;
  readonly organizations: readonly {
    readonly id: string;
    readonly role: string;
    readonly loginAt: string | null;
  }[];
  readonly csrfToken: string;
  readonly required: string | null;
}

/** A person at the console: keeps the session's cookie, and sends its CSRF token as the console does. */
export class Person {
  cookie = '';
  csrf = '';

  constructor(readonly url: string) {}

  async send<T = Record<string, unknown>>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer<T>> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      redirect: 'manual',
      headers: {
        ...(this.cookie ? { cookie: this.cookie } : {}),
        ...(this.csrf ? { 'x-csrf-token': this.csrf } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        'sec-fetch-site': 'same-origin',
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    for (const line of response.headers.getSetCookie()) this.receive(line);
    const isJson = /json/.test(response.headers.get('content-type') ?? '');
    return {
      status: response.status,
      headers: response.headers,
      body: (isJson ? JSON.parse(text) : text) as T,
    };
  }

  /** Sends, insists on success, and then knows the token that fits the session. */
  async ok<T = Record<string, unknown>>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await this.send<T>(method, path, body);
    if (answer.status >= 300)
      throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    if (method !== 'GET' && path.startsWith('/auth/') && this.cookie) await this.me();
    return answer.body;
  }

  async me(): Promise<MeAnswer> {
    const answer = await this.send<MeAnswer>('GET', '/auth/me');
    if (answer.status !== 200) throw new Error(`not logged in: ${JSON.stringify(answer.body)}`);
    this.csrf = answer.body.csrfToken;
    return answer.body;
  }

  login(email: string, password = goodPassword): Promise<unknown> {
    this.csrf = '';
    return this.ok('POST', '/auth/login', { email, password });
  }

  /** Another browser with what a thief took from this one. */
  stolen(): Person {
    const thief = new Person(this.url);
    Object.assign(thief, { cookie: this.cookie, csrf: this.csrf });
    return thief;
  }

  private receive(line: string): void {
    const [pair = ''] = line.split(';');
    if (pair.startsWith('causeway=')) this.cookie = pair === 'causeway=' ? '' : pair;
  }
}

/** What stands behind the # of a link. */
export const tokenOf = (url: string): string => url.slice(url.indexOf('#') + 1);
