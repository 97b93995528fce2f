import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { AttentionItem } from '../overview.dto.js';
import { here, perSort, several, timeOf, type Watch } from './rows.js';

interface DeadRow {
  readonly provider: string;
  readonly connection_id: string | null;
  readonly count: number;
  readonly at: Date | string;
}

interface QuarantineRow {
  readonly provider: string;
  readonly count: number;
  readonly at: Date | string;
}

const deadSql = `
  select provider, connection_id, count(*)::int as count, max(received_at) as at from receipt
  where ${here} and status = 'dead' group by provider, connection_id order by count(*) desc limit ?`;

const quarantinedSql = `
  select provider, sum(quarantined)::int as count, max(hour) as at from receipt_tally
  where ${here} and hour >= date_trunc('hour', ?::timestamptz) and quarantined > 0
  group by provider order by 2 desc limit ?`;

/** Received webhooks that nothing came of. */
@Injectable()
export class ReceiptsWatch implements Watch {
  constructor(private readonly em: EntityManager) {}

  async look(_now: Date, since: Date): Promise<AttentionItem[]> {
    const dead = await this.em.execute<DeadRow[]>(deadSql, [perSort]);
    const kept = await this.em.execute<QuarantineRow[]>(quarantinedSql, [since, perSort]);
    return [...dead.map(deadItem), ...kept.map(quarantinedItem)];
  }
}

const deadItem = ({ provider, connection_id, count, at }: DeadRow): AttentionItem => ({
  kind: 'receipts_dead',
  level: 'warning',
  text: `${several(count, 'webhook', 'webhooks')} from ${provider} could not be processed.`,
  nextStep: 'Read the error of one, correct its cause, then replay them.',
  at: timeOf(at),
  count,
  provider,
  ...(connection_id ? { connectionId: connection_id } : {}),
});

const quarantinedItem = ({ provider, count, at }: QuarantineRow): AttentionItem => ({
  kind: 'receipts_quarantined',
  level: 'notice',
  text: `${several(count, 'webhook', 'webhooks')} from ${provider} could not be checked or attributed.`,
  nextStep: 'Compare the webhook secret here with the one at the provider.',
  at: timeOf(at),
  count,
  provider,
});
