import { Injectable, Optional } from '@nestjs/common';
import { type FoundConnection, RemoteAccounts } from '#connections';
import { OrganizationScope } from '#database';
import { WebhookSecrets } from '#integrations';
import { Clock } from '#kernel';
import { Subscriptions } from '#subscriptions';
import { installationId } from '#tenancy';
import { AppSecrets } from '../app-secrets.js';
import type { ReceiptSubscription } from '../receipt.entity.js';
import { ShortMemory } from './short-memory.js';

/** Whose a delivery is. */
export interface Recipient {
  readonly organizationId: string;
  readonly connectionId: string | null;
  readonly subscriptionId: string | null;
  readonly subscription: ReceiptSubscription | null;
}

/** Who may have signed a delivery, and for whom such a signature speaks. */
export interface Signer {
  readonly secrets: readonly string[];
  /** Where a delivery belongs that cannot be checked, or that names nobody. */
  readonly fallback: Recipient;
  /** Of the remote accounts a delivery names, only those that this signer may speak for. */
  recipients(accounts: readonly string[]): Promise<readonly Recipient[]>;
}

/** One delivery may name several accounts (a shared channel), not any number. */
const mostAccounts = 100;
const intake = { kind: 'system', id: 'webhooks.intake' } as const;
const memory = { maxAgeMs: 5_000, maxEntries: 10_000 };
const tokenForm = /^[A-Za-z0-9_-]{16,128}$/;

/**
 * From an address to signers. An organization that brings its own app knows that app's secret, so a signature made with
 * it speaks for that integration's connections and for no others; the operator's speaks for all the rest.
 */
@Injectable()
export class Recipients {
  readonly #addresses: ShortMemory<readonly Signer[]>;
  readonly #accounts: ShortMemory<readonly FoundConnection[]>;

  constructor(
    private readonly scope: OrganizationScope,
    private readonly subscriptions: Subscriptions,
    private readonly remoteAccounts: RemoteAccounts,
    private readonly webhookSecrets: WebhookSecrets,
    clock: Clock,
    @Optional() private readonly appSecrets?: AppSecrets,
  ) {
    this.#addresses = new ShortMemory(memory, clock);
    this.#accounts = new ShortMemory(memory, clock);
  }

  /** Null: there is no such address. `token` is null at the provider's common address. */
  signers(provider: string, token: string | null): Promise<readonly Signer[] | null> {
    if (token !== null && !tokenForm.test(token)) return Promise.resolve(null);
    return this.#addresses.get(keyOf(provider, token), () =>
      token === null ? this.#ofApp(provider) : this.#ofSubscription(provider, token),
    );
  }

  /** Secrets may have been replaced since they were read; true: ask again. */
  stale(provider: string, token: string | null): boolean {
    return this.#addresses.forget(keyOf(provider, token), 1_000);
  }

  /** A secret that came in a handshake, for the subscription whose address it came to. */
  async keepSecret(provider: string, token: string, { fallback }: Signer, secret: string): Promise<boolean> {
    const { organizationId, subscriptionId } = fallback;
    if (subscriptionId === null) return false;
    const kept = await this.scope.run(organizationId, intake, () =>
      this.subscriptions.keepSecret(subscriptionId, secret),
    );
    this.#addresses.forget(keyOf(provider, token), 0);
    return kept;
  }

  async #ofSubscription(provider: string, token: string): Promise<readonly Signer[] | null> {
    const address = await this.subscriptions.find(provider, token);
    if (!address) return null;
    const { organizationId, connectionId, subscriptionId } = address;
    const party = await this.scope.run(organizationId, intake, () =>
      this.subscriptions.party(subscriptionId),
    );
    const subscription = { containerId: party.containerId, remoteId: party.remoteId };
    const fallback = { organizationId, connectionId, subscriptionId, subscription };
    return [{ secrets: party.secrets, fallback, recipients: () => Promise.resolve([fallback]) }];
  }

  async #ofApp(provider: string): Promise<readonly Signer[]> {
    const found = await Promise.all([this.webhookSecrets.of(provider), this.appSecrets?.of(provider) ?? []]);
    const apps = found.flat();
    const own = new Set(apps.flatMap(({ integrationId }) => integrationId ?? []));
    return apps.map(({ organizationId, integrationId, secrets }) => ({
      secrets,
      fallback: nobody(organizationId ?? installationId),
      recipients: async accounts => {
        const connections = await this.#connectionsOf(provider, accounts);
        return connections
          .filter(of =>
            integrationId === null ? !own.has(of.integrationId) : of.integrationId === integrationId,
          )
          .map(of => ({ ...nobody(of.organizationId), connectionId: of.connectionId }));
      },
    }));
  }

  async #connectionsOf(provider: string, accounts: readonly string[]): Promise<readonly FoundConnection[]> {
    const found = await Promise.all(
      accounts.slice(0, mostAccounts).map(account =>
        this.#accounts.get(`${provider} ${account}`, async () => {
          const connections = await this.remoteAccounts.find(provider, [account]);
          return connections.length > 0 ? connections : null;
        }),
      ),
    );
    return found.flatMap(connections => connections ?? []);
  }
}

const keyOf = (provider: string, token: string | null): string => `${provider} ${token ?? ''}`;

const nobody = (organizationId: string): Recipient => ({
  organizationId,
  connectionId: null,
  subscriptionId: null,
  subscription: null,
});
