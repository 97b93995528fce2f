import { createHmac } from 'node:crypto';
import { Global, Module, type Type } from '@nestjs/common';
import { z } from 'zod';
import { AppSecrets } from '#inbound-webhooks';
import type { AppWebhookSecrets } from '#integrations';
import { ProviderError } from '#kernel';
import {
  type IntegrationProvider,
  Provider,
  type ProviderManifest,
  type ProviderSession,
  type PullPage,
  type RemoteAccount,
  type RemoteContainer,
  type RemoteEvent,
  type RemoteSubscription,
  type SubscribeRequest,
  type VerifiedReceipt,
  type WebhookManifest,
} from '#provider-sdk';
import type { SignatureScheme } from '#webhooks/signatures';
import { type TestOrganization } from './api.js';

const signature: SignatureScheme = {
  kind: 'hmac',
  header: 'x-desk-signature',
  algorithm: 'sha256',
  encoding: 'hex',
  prefix: 'v0=',
  signed: [{ text: 'v0:' }, 'timestamp', { text: ':' }, 'body'],
  timestamp: { header: 'x-desk-timestamp', unit: 'seconds', toleranceSeconds: 300 },
};

const webhooksOf = (routing: WebhookManifest['routing']): WebhookManifest => ({
  routing,
  signature,
  handshakes: [
    { kind: 'echo_body', when: { path: ['type'], equals: 'url_verification' }, echo: ['challenge'] },
    { kind: 'echo_query', method: 'GET', parameter: 'challenge' },
    { kind: 'head' },
  ],
  deliveryId: [{ body: ['id'] }],
  eventType: [{ body: ['type'] }],
  occurredAt: { body: ['time'] },
  formPayload: 'payload',
  answerWithinSeconds: 3,
});

export const manifestOf = (key: string, webhooks: WebhookManifest): ProviderManifest => ({
  key,
  name: `Test ${key}`,
  vendor: 'Test',
  category: 'calendar',
  auth: {
    kind: 'api_key',
    credentials: z.strictObject({ account: z.string(), key: z.string().meta({ secret: true }) }),
    header: ({ key: value = '' }) => ({ 'x-key': value }),
  },
  scopes: [],
  apiUrl: 'http://127.0.0.1:9',
  hosts: [],
  models: [
    { model: 'calendar_event', purpose: 'calendar_sync', powers: ['pull'], containerName: 'calendar' },
  ],
  limits: { requestsPerSecond: 50, concurrent: 10 },
  webhooks,
  guide: 'test.md',
});

interface DeskBody {
  readonly type?: string;
  readonly container?: string;
  readonly text?: string;
}

/** What is asked of the vendors, and how they are today. */
export class VendorState {
  revoked = false;
  /** `poison` deliveries cannot be understood. */
  poisonous = true;
  readonly subscribed: SubscribeRequest[] = [];
  /** In the order in which they were understood. */
  readonly parsed: string[] = [];
  secrets: AppWebhookSecrets[] = [];
  /** Where the hub of the test listens, which it does not know itself before it does. */
  hubUrl = '';
}

export class WebhookProvider implements IntegrationProvider {
  constructor(
    readonly manifest: ProviderManifest,
    protected readonly state: VendorState,
  ) {}

  identify({ settings }: ProviderSession): Promise<RemoteAccount> {
    if (this.state.revoked) throw new ProviderError('auth_expired', 'The app was uninstalled.');
    const id = settings['account'] ?? 'nobody';
    return Promise.resolve({ id, name: id, email: null });
  }

  async *containers(): AsyncIterable<RemoteContainer> {
    yield await Promise.resolve({ id: 'one', name: 'One', writable: false });
  }

  async *pull(_session: ProviderSession, { cursor }: { cursor: string | null }): AsyncIterable<PullPage> {
    const page = { changes: [], unchanged: [], listing: cursor === null, cursor: 'next', last: true };
    yield await Promise.resolve(page);
  }

  subscribe(_session: ProviderSession, request: SubscribeRequest): Promise<RemoteSubscription> {
    this.state.subscribed.push(request);
    const { subscriptionId: id, containerId } = request;
    return Promise.resolve({ id, containerId, resourceId: null, expiresAt: null });
  }

  parseWebhook({ id, body }: VerifiedReceipt): readonly RemoteEvent[] {
    const { type, container, text } = (body ?? {}) as DeskBody;
    if (type === 'poison' && this.state.poisonous) throw new TypeError('Not what the vendor documents');
    this.state.parsed.push(text ?? id);
    if (type === 'changed') return [{ kind: 'changed', model: null, containerId: container ?? null }];
    if (type === 'note') return [{ kind: 'notice', type: 'note.written', data: { text: text ?? '' } }];
    return type === 'gone' ? [{ kind: 'revoked' }] : [];
  }
}

/** What the vendor named `relay` signs with; it hands it over while it is asked to subscribe, like Asana. */
export const relaySecret = 'relay-secret-0123456789';

class RelayProvider extends WebhookProvider {
  override async subscribe(session: ProviderSession, request: SubscribeRequest): Promise<RemoteSubscription> {
    const answer = await fetch(new URL(new URL(request.callbackUrl).pathname, this.state.hubUrl), {
      method: 'POST',
      headers: { 'x-hook-secret': relaySecret },
    });
    await answer.text();
    if (answer.status !== 200 || answer.headers.get('x-hook-secret') !== relaySecret)
      throw new ProviderError('permanent', 'The address did not give the secret back.');
    return super.subscribe(session, request);
  }
}

/** `desk` posts to one address for all, `board` and `relay` to an address of each subscription. */
export const webhookVendors = (state: VendorState): Type => {
  const account = [{ body: ['team'] }];
  @Provider()
  class Desk extends WebhookProvider {
    constructor() {
      super(manifestOf('desk', webhooksOf({ app: { account: [account] } })), state);
    }
  }
  @Provider()
  class Board extends WebhookProvider {
    constructor() {
      super(manifestOf('board', webhooksOf({ subscription: true })), state);
    }
  }
  const handsOver = [{ kind: 'echo_header', header: 'x-hook-secret', keepAsSecret: true }] as const;
  @Provider()
  class Relay extends RelayProvider {
    constructor() {
      super(manifestOf('relay', { ...webhooksOf({ subscription: true }), handshakes: handsOver }), state);
    }
  }
  const secrets = { of: (key: string) => Promise.resolve(key === 'desk' ? state.secrets : []) };
  @Global()
  @Module({
    providers: [Desk, Board, Relay, { provide: AppSecrets, useValue: secrets }],
    exports: [AppSecrets],
  })
  class WebhookVendors {}
  return WebhookVendors;
};

export const signed = (secret: string, body: string, at = Date.now()): Record<string, string> => {
  const timestamp = String(Math.floor(at / 1000));
  const mac = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex');
  return {
    'content-type': 'application/json',
    'x-desk-timestamp': timestamp,
    'x-desk-signature': `v0=${mac}`,
  };
};

/** As the vendor posts it. */
export const deliver = (address: string, secret: string, payload: object): Promise<Response> => {
  const body = JSON.stringify(payload);
  return fetch(address, { method: 'POST', body, headers: signed(secret, body) });
};

export interface Connected {
  readonly integrationId: string;
  readonly connectionId: string;
  readonly syncId: string;
}

/** An organization's connection of an account, with a consent and a sync that runs by itself. */
export const connectVendor = async (
  { owner, at }: TestOrganization,
  provider: string,
  account: string,
): Promise<Connected> => {
  const { id: integrationId } = await owner.post<{ id: string }>(at('/integrations'), { provider });
  const { id: connectionId } = await owner.post<{ id: string }>(at('/connections'), {
    integrationId,
    credentials: { account, key: 'k' },
    endUserId: 'ada',
  });
  const { id: consentId } = await owner.post<{ id: string }>(at('/consents'), {
    subject: { type: 'end_user', id: 'ada' },
    purpose: 'calendar_sync',
    noticeVersion: '2026-11',
  });
  const { id: syncId } = await owner.post<{ id: string }>(at('/syncs'), {
    connectionId,
    consentId,
    containerId: 'one',
    direction: 'pull',
    autoSync: true,
    intervalSeconds: 86_400,
  });
  return { integrationId, connectionId, syncId };
};
