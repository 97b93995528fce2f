import { Global, Module, type Type } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from 'jose';
import { AppSecrets } from '#inbound-webhooks';
import { Provider, type RemoteEvent, type VerifiedReceipt, type WebhookManifest } from '#provider-sdk';
import { SimulatorServer } from '#provider-sdk/simulator';
import { manifestOf, VendorState, WebhookProvider } from './inbound-vendor.js';

type SigningKey = Awaited<ReturnType<typeof generateKeyPair>>['privateKey'];

export const pushAccount = 'push@project.iam.gserviceaccount.com';
export const googleIssuer = 'https://accounts.google.com';

/** https://cloud.google.com/pubsub/docs/authenticate-push-subscriptions */
const relayWebhooks = (jwksUrl: string): WebhookManifest => ({
  routing: { app: { account: [[{ body: ['message', 'data'], base64: ['emailAddress'] }]] } },
  signature: {
    kind: 'jwt',
    in: 'bearer',
    keys: { jwksUrl, algorithms: ['RS256'] },
    issuers: [googleIssuer, 'accounts.google.com'],
    audience: 'url',
    claims: { email_verified: true },
    secretClaim: 'email',
  },
  handshakes: [],
  deliveryId: [{ body: ['message', 'messageId'] }],
  eventType: [{ body: ['message', 'attributes', 'kind'] }],
  occurredAt: { body: ['message', 'publishTime'] },
  answerWithinSeconds: 10,
});

interface RelayedMessage {
  readonly message: { readonly data: string; readonly messageId: string };
}

/** Google's published keys, its Pub/Sub, and a provider whose news come through it. */
export class PubSubVendor {
  readonly state = new VendorState();
  /** How often somebody asked for the keys. */
  fetches = 0;
  private readonly keys = new Map<string, { jwk: JWK; key: SigningKey }>();

  private constructor(private readonly server: SimulatorServer) {}

  static async start(): Promise<PubSubVendor> {
    const vendor = new PubSubVendor(await SimulatorServer.start());
    vendor.server.router.add('GET', '/oauth2/v3/certs', () => {
      vendor.fetches += 1;
      return { status: 200, body: { keys: [...vendor.keys.values()].map(({ jwk }) => jwk) } };
    });
    await vendor.publishKey('k1');
    return vendor;
  }

  async publishKey(kid: string): Promise<void> {
    const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true });
    const jwk = { ...(await exportJWK(publicKey)), kid, alg: 'RS256', use: 'sig' };
    this.keys.set(kid, { jwk, key: privateKey });
  }

  stop(): Promise<void> {
    return this.server.stop();
  }

  get module(): Type {
    const manifest = manifestOf('relay', relayWebhooks(`${this.server.url}/oauth2/v3/certs`));
    const { state } = this;
    @Provider()
    class Relay extends WebhookProvider {
      constructor() {
        super(manifest, state);
      }

      override parseWebhook({ body }: VerifiedReceipt): readonly RemoteEvent[] {
        const { message } = body as RelayedMessage;
        state.parsed.push(message.messageId);
        return [{ kind: 'changed', model: null, containerId: null }];
      }
    }
    const secrets = [{ organizationId: null, integrationId: null, secrets: [pushAccount] }];
    const of = (key: string) => Promise.resolve(key === 'relay' ? secrets : []);
    @Global()
    @Module({ providers: [Relay, { provide: AppSecrets, useValue: { of } }], exports: [AppSecrets] })
    class RelayModule {}
    return RelayModule;
  }

  token(
    audience: string,
    claims: JWTPayload = {},
    kid = 'k1',
    key = this.keys.get(kid)?.key,
  ): Promise<string> {
    if (!key) throw new Error(`No key ${kid}`);
    const now = Math.floor(Date.now() / 1000);
    const usual = { iss: googleIssuer, aud: audience, email: pushAccount, email_verified: true };
    return new SignJWT({ ...usual, iat: now, exp: now + 3_600, ...claims })
      .setProtectedHeader({ alg: 'RS256', kid, typ: 'JWT' })
      .sign(key);
  }
}

/** Gmail's notice, as Pub/Sub wraps it: https://developers.google.com/workspace/gmail/api/guides/push */
export const messageFor = (emailAddress: string, messageId: string = randomUUID()) => ({
  message: {
    data: Buffer.from(JSON.stringify({ emailAddress, historyId: '9876543210' })).toString('base64'),
    messageId,
    message_id: messageId,
    publishTime: '2026-11-21T08:00:00.000Z',
    attributes: { kind: 'mailbox' },
  },
  subscription: 'projects/p/subscriptions/causeway',
});
