import { setTimeout as sleep } from 'node:timers/promises';

export interface Answer<T = never> {
  readonly status: number;
  readonly headers: Headers;
  // The shape is what each test expects; the routes' own types are checked by the generated client's tests.
  readonly body: T;
}

/** A caller of the API with one credential. */
export class Caller {
  constructor(
    readonly url: string,
    readonly key: string,
  ) {}

  as(key: string): Caller {
    return new Caller(this.url, key);
  }

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
        authorization: `Bearer ${this.key}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const json = /^application\/([\w.]+\+)?json/.test(response.headers.get('content-type') ?? '');
    return {
      status: response.status,
      headers: response.headers,
      body: (json ? JSON.parse(text) : text) as T,
    };
  }

  /** Sends and insists on success. */
  async ok<T>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await this.send<T>(method, path, body);
    if (answer.status >= 300)
      throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  get<T>(path: string): Promise<T> {
    return this.ok<T>('GET', path);
  }

  post<T>(path: string, body: unknown = {}): Promise<T> {
    return this.ok<T>('POST', path, body);
  }
}

export interface TestOrganization {
  readonly id: string;
  readonly owner: Caller;
  /** `/v1/organizations/{id}` + rest. */
  at(rest: string): string;
}

export const createOrganization = async (
  url: string,
  operatorKey: string,
  name = 'Acme',
): Promise<TestOrganization> => {
  const operator = new Caller(url, operatorKey);
  const made = await operator.post<{ organization: { id: string }; apiKey: { key: string } }>(
    '/admin/v1/organizations',
    {
      name,
      owner: { email: `owner@${name.toLowerCase()}.example`, name: 'Olga Owner' },
    },
  );
  const { id } = made.organization;
  return { id, owner: operator.as(made.apiKey.key), at: rest => `/v1/organizations/${id}${rest}` };
};

/** Asks again until the answer fits; fails with the last one. */
export const until = async <T>(
  ask: () => Promise<T>,
  fits: (value: T) => boolean,
  timeoutMs = 30_000,
): Promise<T> => {
  const end = Date.now() + timeoutMs;
  for (;;) {
    const value = await ask();
    if (fits(value)) return value;
    if (Date.now() > end)
      throw new Error(`Not within ${timeoutMs} ms; the last answer was ${JSON.stringify(value)}`);
    await sleep(50);
  }
};
