import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { newSigningKeyPair, newSigningSecret } from '#webhooks/signatures';
import { Vault } from '#crypto';
import { Clock, currentOrganization, newId } from '#kernel';
import { EndpointSecret } from './endpoint.entity.js';

const overlapMs = 24 * 3_600_000;

const placeOf = (rowId: string) => ({ table: 'endpoint_secret', rowId, field: 'secret', version: 1 });

interface NewSecret {
  readonly kind: 'v1' | 'v1a';
  readonly plain: string;
  readonly publicKey: string | null;
}

/** What an endpoint's deliveries are signed with: a shared secret and, on wish, an Ed25519 key. */
@Injectable()
export class EndpointSecrets {
  constructor(
    private readonly em: EntityManager,
    private readonly vault: Vault,
    private readonly clock: Clock,
  ) {}

  /** In the caller's transaction. Answers the shared secret, which nobody sees again. */
  async issue(endpointId: string, kinds: readonly ('v1' | 'v1a')[]): Promise<string> {
    const made = kinds.map(make);
    for (const secret of made) await this.store(endpointId, secret);
    return made.find(({ kind }) => kind === 'v1')?.plain ?? '';
  }

  /** New ones of the same kinds; the old ones sign along for a day, so that receivers can change over. */
  async rotate(endpointId: string): Promise<string> {
    const old = await this.em.find(EndpointSecret, { endpointId, expiresAt: null });
    const expiresAt = new Date(this.clock.now().getTime() + overlapMs);
    for (const secret of old) secret.expiresAt = expiresAt;
    return this.issue(endpointId, [...new Set(old.map(({ kind }) => kind))]);
  }

  /** All that sign now, the newest first. */
  async open(endpointId: string): Promise<string[]> {
    const rows = await this.valid(endpointId);
    return this.vault.openMany(rows.map(({ id, secret }) => ({ blob: secret, place: placeOf(id) })));
  }

  async publicKeys(endpointId: string): Promise<string[]> {
    return (await this.valid(endpointId)).flatMap(({ publicKey }) => publicKey ?? []);
  }

  private valid(endpointId: string): Promise<EndpointSecret[]> {
    return this.em.find(
      EndpointSecret,
      { endpointId, $or: [{ expiresAt: null }, { expiresAt: { $gt: this.clock.now() } }] },
      { orderBy: { id: 'desc' }, disableIdentityMap: true },
    );
  }

  private async store(endpointId: string, { kind, plain, publicKey }: NewSecret): Promise<void> {
    const id = newId();
    const row = this.em.create(EndpointSecret, {
      id,
      organizationId: currentOrganization(),
      endpointId,
      kind,
      secret: await this.vault.seal(plain, placeOf(id)),
      publicKey,
      createdAt: this.clock.now(),
      expiresAt: null,
    });
    this.em.persist(row);
    await this.em.flush();
  }
}

const make = (kind: 'v1' | 'v1a'): NewSecret => {
  if (kind === 'v1') return { kind, plain: newSigningSecret(), publicKey: null };
  const { secretKey, publicKey } = newSigningKeyPair();
  return { kind, plain: secretKey, publicKey };
};
