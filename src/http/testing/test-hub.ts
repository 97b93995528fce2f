import { newId } from '#kernel';
import { OperatorKeys } from '#tenancy';
import { startTestApi, type TestApi } from './test-api.js';
import { startTestInstallation, type TestInstallation } from './test-installation.js';

export type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';

export interface Request {
  readonly method: Method;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly payload?: string | Buffer | object;
}

/** Members that answers of these tests may have; each test knows which. */
export interface Facts {
  readonly id: string;
  readonly code: string;
  readonly key: string;
  readonly token: string;
  readonly role: string;
  readonly memberId: string | null;
  readonly nextCursor: string;
  readonly data: readonly Facts[];
  readonly neededRoles: readonly string[];
  readonly neededScopes: readonly string[];
  readonly errors: readonly { readonly path: string }[];
  readonly type: string;
  readonly title: string;
  readonly detail: string;
  readonly instance: string;
  readonly requestId: string;
  readonly organization: { readonly id: string };
  readonly owner: { readonly id: string };
  readonly apiKey: { readonly key: string };
}

export interface Organization {
  readonly id: string;
  readonly owner: string;
  readonly key: string;
}

export const send = async (to: TestApi, request: Request) => {
  const answer = await to.app.inject({ ...request, headers: { ...request.headers } });
  const json = <T = Facts>(): T => JSON.parse(answer.body) as T;
  return { status: answer.statusCode, headers: answer.headers, text: answer.body, json };
};
export type Answer = Awaited<ReturnType<typeof send>>;

export const bearer = (key: string): Record<string, string> => ({ authorization: `Bearer ${key}` });

/** One process on an installation of its own, with the operator's first key. */
export class TestHub {
  private constructor(
    readonly installation: TestInstallation,
    readonly api: TestApi,
    readonly operator: string,
  ) {}

  static async start(): Promise<TestHub> {
    const installation = await startTestInstallation();
    const api = await startTestApi(installation.app);
    const operator = await api.app.get(OperatorKeys).ensureFirst();
    if (operator === null) throw new Error('A new installation has an operator key already');
    return new TestHub(installation, api, operator);
  }

  async stop(): Promise<void> {
    await this.api.app.close();
    await this.installation.stop();
  }

  send(request: Request): Promise<Answer> {
    return send(this.api, request);
  }

  /** Answers with the status and the body, which is empty for 204. */
  async call(method: Method, url: string, key: string | null, payload?: object) {
    const headers = key === null ? {} : bearer(key);
    const answer = await this.send({ method, url, headers, ...(payload ? { payload } : {}) });
    return {
      status: answer.status,
      headers: answer.headers,
      body: answer.text ? answer.json() : ({} as Facts),
    };
  }

  async createOrganization(name: string): Promise<Organization> {
    const owner = { email: `${newId()}@example.com`, name: 'Olga Owner' };
    const { body } = await this.call('POST', '/admin/v1/organizations', this.operator, { name, owner });
    return { id: body.organization.id, owner: body.owner.id, key: body.apiKey.key };
  }

  async keyOf(of: Organization, role: string, more: object = {}): Promise<Facts> {
    const wish = { name: role, role, ...more };
    const { status, body } = await this.call('POST', `/v1/organizations/${of.id}/keys`, of.key, wish);
    if (status !== 201) throw new Error(`No key: ${JSON.stringify(body)}`);
    return body;
  }
}
