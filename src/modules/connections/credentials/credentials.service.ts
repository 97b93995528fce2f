import { LockMode } from '@mikro-orm/core';
import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Vault } from '#crypto';
import { OrganizationScope } from '#database';
import { Clock, currentOrganization, newId, notFound } from '#kernel';
import { Credential } from './credential.entity.js';
import { parseSecret, type Secret } from './secret.js';

export interface OpenedCredential {
  readonly connectionId: string;
  readonly version: number;
  readonly secret: Secret;
  readonly expiresAt: Date | null;
  readonly refreshable: boolean;
  /** When this version was obtained. */
  readonly obtainedAt: Date;
}

export interface NewCredential {
  readonly secret: Secret;
  readonly expiresAt: Date | null;
  readonly refreshable: boolean;
}

interface CredentialRow {
  readonly id: string;
  readonly version: number;
  readonly secret: Buffer;
  readonly expires_at: string | null;
  readonly refreshable: boolean;
  readonly updated_at: string;
}

/** Stores and opens credentials. Nothing but this folder ever holds one in the clear. */
@Injectable()
export class Credentials {
  constructor(
    private readonly em: EntityManager,
    private readonly scope: OrganizationScope,
    private readonly vault: Vault,
    private readonly clock: Clock,
  ) {}

  /** Reads past the identity map: another process may have refreshed it a moment ago. */
  async open(connectionId: string): Promise<OpenedCredential> {
    const row = await this.read(connectionId);
    if (!row) throw notFound('credential');
    const text = await this.vault.open(row.secret, placeOf(row.id, row.version));
    return {
      connectionId,
      version: row.version,
      secret: parseSecret(text),
      expiresAt: row.expires_at === null ? null : new Date(row.expires_at),
      refreshable: row.refreshable,
      obtainedAt: new Date(row.updated_at),
    };
  }

  /** Every call to a provider reads it; inside a transaction of the caller it sees what that one wrote. */
  private async read(connectionId: string): Promise<CredentialRow | undefined> {
    const rows: CredentialRow[] = this.em.isInTransaction()
      ? await this.em.getContext().execute('select * from credential where connection_id = ?', [connectionId])
      : await this.scope.call<CredentialRow>('causeway_credential', connectionId);
    return rows[0];
  }

  /** Puts the first or a reconnected credential in place; call inside a transaction. */
  async store(connectionId: string, credential: NewCredential): Promise<void> {
    const existing = await this.em.findOne(
      Credential,
      { connectionId },
      { lockMode: LockMode.PESSIMISTIC_WRITE },
    );
    const id = existing?.id ?? newId();
    const version = (existing?.version ?? 0) + 1;
    const values = {
      version,
      secret: await this.vault.seal(JSON.stringify(credential.secret), placeOf(id, version)),
      expiresAt: credential.expiresAt,
      refreshable: credential.refreshable,
      leaseUntil: null,
      updatedAt: this.clock.now(),
    };
    if (existing) this.em.assign(existing, values);
    else {
      const row = { id, organizationId: currentOrganization(), connectionId, leaseFence: '0', ...values };
      this.em.persist(this.em.create(Credential, row));
    }
  }

  /** Makes the credential unreadable here for good. */
  async destroy(connectionId: string): Promise<void> {
    await this.em.nativeDelete(Credential, { connectionId });
  }

  /**
   * The right to refresh, or null while somebody else has it or did it already. Times are the database's, so that
   * processes with different clocks agree.
   */
  async lease(connectionId: string, version: number, seconds: number): Promise<string | null> {
    const rows: { lease_fence: string }[] = await this.em.getContext().execute(
      `update credential set lease_fence = lease_fence + 1, lease_until = now() + make_interval(secs => ?)
       where connection_id = ? and version = ? and (lease_until is null or lease_until < now())
       returning lease_fence`,
      [seconds, connectionId, version],
    );
    return rows[0]?.lease_fence ?? null;
  }

  async releaseLease(connectionId: string, fence: string): Promise<void> {
    await this.em
      .getContext()
      .execute(`update credential set lease_until = null where connection_id = ? and lease_fence = ?`, [
        connectionId,
        fence,
      ]);
  }

  /** More time for a renewal of two tokens; false when the lease was lost. */
  async extendLease(connectionId: string, fence: string, seconds: number): Promise<boolean> {
    const rows: unknown[] = await this.em.getContext().execute(
      `update credential set lease_until = now() + make_interval(secs => ?)
       where connection_id = ? and lease_fence = ? and lease_until is not null returning id`,
      [seconds, connectionId, fence],
    );
    return rows.length === 1;
  }

  /** Persists a refreshed secret before anybody uses it; false when the lease was lost meanwhile. */
  async replace(
    opened: OpenedCredential,
    fence: string,
    next: NewCredential,
    keepsLease = false,
  ): Promise<boolean> {
    const row = await this.em.findOneOrFail(
      Credential,
      { connectionId: opened.connectionId },
      { refresh: true },
    );
    const version = opened.version + 1;
    const secret = await this.vault.seal(JSON.stringify(next.secret), placeOf(row.id, version));
    const updated = await this.em.nativeUpdate(
      Credential,
      { id: row.id, version: opened.version, leaseFence: fence },
      {
        version,
        secret,
        expiresAt: next.expiresAt,
        refreshable: next.refreshable,
        updatedAt: this.clock.now(),
        ...(keepsLease ? {} : { leaseUntil: null }),
      },
    );
    return updated === 1;
  }
}

const placeOf = (rowId: string, version: number) => ({
  table: 'credential',
  rowId,
  field: 'secret',
  version,
});
