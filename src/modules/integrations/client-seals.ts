import { Injectable } from '@nestjs/common';
import { Vault, type VaultPlace } from '#crypto';
import { Clock } from '#kernel';
import type { ClientInput } from './integrations.dto.js';

/** Both secrets are valid for a day, so that nothing is refused while the vendor is told the new one. */
const overlapMs = 24 * 60 * 60_000;

/** The row that the seals are bound to. */
export type ClientOwner = Pick<VaultPlace, 'organizationId' | 'table' | 'rowId'>;

export interface SealedClient {
  readonly clientId: string;
  readonly clientSecret: Buffer;
  readonly appId: string | null;
  readonly appSlug: string | null;
  readonly appKey: Buffer | null;
}

export interface SealedWebhookSecret {
  readonly webhookSecret: Uint8Array | null;
  readonly webhookSecretVersion: number;
  readonly webhookSecretBefore: Uint8Array | null;
  readonly webhookSecretBeforeUntil: Date | null;
}

/** As an entity has it. */
export type StoredWebhookSecret = {
  readonly [Key in keyof SealedWebhookSecret]?: SealedWebhookSecret[Key] | undefined;
};

export interface AppCredentials {
  readonly id: string;
  readonly slug: string;
  /** PEM. */
  readonly privateKey: string;
}

export interface OAuthClient {
  readonly id: string;
  readonly secret: string;
  readonly app?: AppCredentials | null;
}

/** Seals and opens what belongs to a client at a vendor. */
@Injectable()
export class ClientSeals {
  constructor(
    private readonly vault: Vault,
    private readonly clock: Clock,
  ) {}

  async seal(owner: ClientOwner, client: ClientInput): Promise<SealedClient> {
    const { app } = client;
    return {
      clientId: client.id,
      clientSecret: await this.vault.seal(client.secret, place(owner, 'client_secret')),
      appId: app?.id ?? null,
      appSlug: app?.slug ?? null,
      appKey: app ? await this.vault.seal(app.privateKey, place(owner, 'app_key')) : null,
    };
  }

  async open(owner: ClientOwner, row: OpenableClient): Promise<OAuthClient> {
    const { appId, appSlug, appKey } = row;
    const app =
      appId && appSlug && appKey
        ? { id: appId, slug: appSlug, privateKey: await this.vault.open(appKey, place(owner, 'app_key')) }
        : null;
    const secret = await this.vault.open(row.clientSecret, place(owner, 'client_secret'));
    return { id: row.clientId, secret, app };
  }

  /** The columns after `secret` was set; null takes every one away at once. The same again changes nothing. */
  async rotate(
    owner: ClientOwner,
    row: StoredWebhookSecret,
    secret: string | null,
  ): Promise<SealedWebhookSecret> {
    const version = row.webhookSecretVersion ?? 0;
    if (secret === null) return noWebhookSecret(version);
    if (row.webhookSecret && (await this.openOne(owner, row.webhookSecret, version)) === secret)
      return keptWebhookSecret(row);
    return {
      webhookSecret: await this.vault.seal(secret, place(owner, 'webhook_secret', version + 1)),
      webhookSecretVersion: version + 1,
      webhookSecretBefore: row.webhookSecret ?? null,
      webhookSecretBeforeUntil: row.webhookSecret ? new Date(this.clock.now().getTime() + overlapMs) : null,
    };
  }

  /** Those that are stored, the newest first, and until when each is valid. */
  async webhookSecrets(owner: ClientOwner, row: StoredWebhookSecret): Promise<WebhookSecret[]> {
    const { webhookSecret, webhookSecretBefore, webhookSecretBeforeUntil } = row;
    const version = row.webhookSecretVersion ?? 0;
    const found: WebhookSecret[] = [];
    if (webhookSecret) found.push({ secret: await this.openOne(owner, webhookSecret, version), until: null });
    if (webhookSecretBefore && webhookSecretBeforeUntil) {
      const secret = await this.openOne(owner, webhookSecretBefore, version - 1);
      found.push({ secret, until: webhookSecretBeforeUntil });
    }
    return found;
  }

  private openOne(owner: ClientOwner, sealed: Uint8Array, version: number): Promise<string> {
    return this.vault.open(sealed, place(owner, 'webhook_secret', version));
  }
}

export interface WebhookSecret {
  readonly secret: string;
  readonly until: Date | null;
}

export interface OpenableClient {
  readonly clientId: string;
  readonly clientSecret: Uint8Array;
  readonly appId?: string | null | undefined;
  readonly appSlug?: string | null | undefined;
  readonly appKey?: Uint8Array | null | undefined;
}

/** The version goes on counting, so that no seal is ever valid in another's place. */
export const noWebhookSecret = (version = 0): SealedWebhookSecret => ({
  webhookSecret: null,
  webhookSecretVersion: version,
  webhookSecretBefore: null,
  webhookSecretBeforeUntil: null,
});

export const keptWebhookSecret = (row: StoredWebhookSecret): SealedWebhookSecret => ({
  webhookSecret: row.webhookSecret ?? null,
  webhookSecretVersion: row.webhookSecretVersion ?? 0,
  webhookSecretBefore: row.webhookSecretBefore ?? null,
  webhookSecretBeforeUntil: row.webhookSecretBeforeUntil ?? null,
});

const place = (owner: ClientOwner, field: string, version = 1): VaultPlace => ({ ...owner, field, version });
