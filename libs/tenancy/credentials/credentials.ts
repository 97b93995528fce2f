import { MikroORM } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel';
import { OrganizationScope } from '#database';
import { type CredentialRow, type OrganizationCredential, queries } from './credential-queries.js';
import { LastUse } from './last-use.js';
import type { Principal } from '../access/principal.js';
import { cappedBy, type Role } from '../access/roles.js';
import { hashSecret, kindOfSecret, sameHash, type SecretKind } from './secret.js';

/** Finds out whose secret was sent. Every refusal looks the same: null. */
@Injectable()
export class Credentials {
  constructor(
    private readonly orm: MikroORM,
    private readonly scope: OrganizationScope,
    private readonly clock: Clock,
    private readonly lastUse: LastUse,
  ) {}

  async verify(kind: SecretKind, plain: string): Promise<Principal | null> {
    if (kindOfSecret(plain) !== kind) return null;
    const hash = hashSecret(plain);
    return kind === 'operator' ? this.operator(hash) : this.organizational(kind, hash);
  }

  /** Operator keys belong to no organization, so no policy stands before them. */
  private async operator(hash: string): Promise<Principal | null> {
    const em = this.orm.em.fork() as EntityManager;
    const key = this.alive(await em.execute<CredentialRow[]>(queries.operator, [hash]), hash);
    if (!key) return null;
    await this.lastUse.ofOperatorKey(key.id, dateOf(key.last_used_at));
    const { id } = key;
    return {
      kind: 'operator',
      id,
      organizationId: null,
      role: 'operator',
      scopes: ['*'],
      memberId: null,
      isSuspended: false,
    };
  }

  private async organizational(
    kind: 'api_key' | 'member' | 'portal',
    hash: string,
  ): Promise<Principal | null> {
    const rows = await this.scope.acrossOrganizations('whose credential this is', em =>
      em.execute<OrganizationCredential[]>(queries[kind], [hash]),
    );
    const key = this.alive(rows, hash);
    const role = key && roleOf(key);
    if (!key || !role) return null;
    if (kind === 'api_key')
      await this.lastUse.ofApiKey(key.organization_id, key.id, dateOf(key.last_used_at));
    return {
      kind,
      id: kind === 'member' ? (key.member_id ?? key.id) : key.id,
      organizationId: key.organization_id,
      role,
      scopes: key.scopes,
      memberId: key.member_id,
      isSuspended: key.organization_status !== 'active',
    };
  }

  private alive<Row extends CredentialRow>(rows: readonly Row[], hash: string): Row | undefined {
    const now = this.clock.now().getTime();
    return rows.find(row => {
      const ends = dateOf(row.expires_at);
      return sameHash(row.hash, hash) && row.revoked_at === null && (ends === null || ends.getTime() > now);
    });
  }
}

const dateOf = (value: Date | string | null): Date | null => (value === null ? null : new Date(value));

/** A suspended member's keys and sessions are dead; a key never outranks its member. */
const roleOf = (key: OrganizationCredential): Role | null => {
  if (key.member_id === null) return key.key_role;
  if (key.member_status !== 'active' || key.member_role === null) return null;
  return key.key_role === null ? key.member_role : cappedBy(key.key_role, key.member_role);
};
