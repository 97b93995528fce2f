import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Connection, type ConnectionTrouble, troubleOf } from '#connections';
import { toJsonb } from '#database';
import { ProviderRegistry, scopeName } from '#provider-sdk';
import type { AttentionItem } from '../overview.dto.js';
import { here, perSort, timeOf, type Watch } from './rows.js';

const dayMs = 86_400_000;

const troubledSql = `
  select c.id from connection c
    left join jsonb_to_recordset(?::jsonb) as need(provider text, scopes text[]) on need.provider = c.provider
  where c.${here} and (c.status = 'needs_reauth'
    or (c.status = 'active' and (c.last_error_code is not null or not c.granted_scopes @> need.scopes))
    or (c.status = 'disconnected' and c.revocation = 'failed' and c.updated_at > ?))
  order by c.status = 'needs_reauth' desc, c.id desc limit ?`;

const passing = new Set([
  'provider_rate_limited',
  'provider_temporary',
  'provider_cursor_expired',
  'unavailable',
]);

/** Connections that do not do their work. */
@Injectable()
export class ConnectionsWatch implements Watch {
  constructor(
    private readonly em: EntityManager,
    private readonly registry: ProviderRegistry,
  ) {}

  async look(now: Date): Promise<AttentionItem[]> {
    const lastWeek = new Date(now.getTime() - 7 * dayMs);
    const rows = await this.em.execute<{ id: string }[]>(troubledSql, [
      toJsonb(this.needs()),
      lastWeek,
      perSort,
    ]);
    const ids = rows.map(({ id }) => id);
    const found = await this.em.find(Connection, { id: { $in: ids } }, { disableIdentityMap: true });
    return found.flatMap(connection => {
      const trouble = troubleOf(connection, this.registry.get(connection.provider).manifest);
      return trouble ? [itemOf(connection, trouble)] : [];
    });
  }

  /** What each provider needs to have been granted. */
  private needs(): { provider: string; scopes: string[] }[] {
    return this.registry
      .all()
      .map(({ manifest }) => manifest)
      .filter(({ auth }) => auth.kind === 'oauth2')
      .map(({ key, scopes }) => ({
        provider: key,
        scopes: scopes.filter(use => use.required).map(scopeName),
      }));
  }
}

const itemOf = (connection: Connection, { kind, text, nextStep }: ConnectionTrouble): AttentionItem => ({
  kind: `connection_${kind}`,
  level: levelOf(connection, kind),
  text,
  nextStep,
  at: timeOf(connection.lastErrorAt ?? connection.updatedAt),
  connectionId: connection.id,
  provider: connection.provider,
});

const levelOf = ({ lastErrorCode }: Connection, kind: ConnectionTrouble['kind']): AttentionItem['level'] => {
  if (kind === 'needs_reauth' || kind === 'scope_missing') return 'stopped';
  return kind === 'failing' && !passing.has(lastErrorCode ?? '') ? 'warning' : 'notice';
};
