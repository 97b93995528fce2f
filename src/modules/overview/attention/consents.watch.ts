import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { purposeOf } from '#consent';
import type { AttentionItem } from '../overview.dto.js';
import { here, perSort, timeOf, type Watch } from './rows.js';

interface ConsentRow {
  readonly sync_id: string;
  readonly name: string;
  readonly connection_id: string;
  readonly consent_id: string;
  readonly purpose: string;
  readonly subject: string;
  readonly state: string;
  readonly expires_at: Date | string | null;
  readonly withdrawn_at: Date | string | null;
}

const soonMs = 14 * 86_400_000;

const endingSql = `
  select s.id as sync_id, s.name, s.connection_id, c.id as consent_id, c.purpose,
    coalesce(c.subject_label, c.subject_id) as subject, c.state, c.expires_at, c.withdrawn_at
  from sync s join consent_record c on c.organization_id = s.organization_id
    and c.id in (s.consent_id, s.sensitive_consent_id)
    join connection n on n.organization_id = s.organization_id and n.id = s.connection_id
  where s.${here} and n.status <> 'disconnected' and (c.state <> 'given' or c.expires_at <= ?)
  order by c.state <> 'given' desc, c.expires_at, s.id limit ?`;

/** Consents that syncs stand on and that are over, or soon will be. */
@Injectable()
export class ConsentsWatch implements Watch {
  constructor(private readonly em: EntityManager) {}

  async look(now: Date): Promise<AttentionItem[]> {
    const rows = await this.em.execute<ConsentRow[]>(endingSql, [new Date(now.getTime() + soonMs), perSort]);
    return rows.map(row => ({
      ...(isOver(row, now) ? overWords(row) : endingWords(row)),
      at: timeOf(row.withdrawn_at ?? row.expires_at),
      syncId: row.sync_id,
      consentId: row.consent_id,
      connectionId: row.connection_id,
    }));
  }
}

type Words = Pick<AttentionItem, 'kind' | 'level' | 'text' | 'nextStep'>;

const isOver = ({ state, expires_at }: ConsentRow, now: Date): boolean =>
  state !== 'given' || (expires_at !== null && new Date(expires_at) <= now);

const what = ({ purpose, subject }: ConsentRow): string =>
  `The consent of ${subject} to ${purposeOf(purpose).name.toLowerCase()}`;

const overWords = (row: ConsentRow): Words => ({
  kind: 'consent_ended',
  level: 'stopped',
  text: `${what(row)} ${row.state === 'withdrawn' ? 'was withdrawn' : 'has ended'}, so “${row.name}” stands still.`,
  nextStep: 'Respect it and delete the sync, or ask the person again with a new connect session.',
});

const endingWords = (row: ConsentRow): Words => ({
  kind: 'consent_ending',
  level: 'warning',
  text: `${what(row)} ends soon; “${row.name}” stands still from then on.`,
  nextStep: 'Ask the person again with a new connect session.',
});
