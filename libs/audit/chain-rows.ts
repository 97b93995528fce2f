import type { EntityManager } from '@mikro-orm/postgresql';
import { type ChainHead, type ExportedEvent, genesis } from './chain/index.js';

/*
 * The three statements that write the chain, in SQL of our own: the lock must be taken now, and the order of rows must
 * be the order of calls, neither of which a deferred flush promises.
 */
interface HeadRow {
  readonly sequence: string | number;
  readonly hash: string;
}

const toHead = (row: HeadRow): ChainHead => ({ sequence: Number(row.sequence), hash: row.hash });

export const readHead = async (em: EntityManager, organizationId: string): Promise<ChainHead> => {
  const sql = 'select sequence, hash from audit_head where organization_id = ?';
  const [row] = await em.execute<HeadRow[]>(sql, [organizationId]);
  return row ? toHead(row) : genesis;
};

/** Waits until every other writer of this organization has committed or rolled back. */
export const lockHead = async (em: EntityManager, organizationId: string): Promise<ChainHead> => {
  const sql = 'select sequence, hash from audit_head where organization_id = ? for update';
  const [row] = await em.execute<HeadRow[]>(sql, [organizationId]);
  if (row) return toHead(row);
  const insert =
    'insert into audit_head (organization_id, sequence, hash) values (?, ?, ?) on conflict do nothing';
  await em.execute(insert, [organizationId, genesis.sequence, genesis.hash]);
  const [first] = await em.execute<HeadRow[]>(sql, [organizationId]);
  if (!first) throw new Error(`The audit head of organization ${organizationId} cannot be seen or made`);
  return toHead(first);
};

export const insertEvent = async (em: EntityManager, event: ExportedEvent): Promise<void> => {
  await em.execute(
    `insert into audit_event (id, organization_id, sequence, occurred_at, action, outcome, actor, target, details,
      request_id, personal, personal_salt, personal_digest, previous_hash, hash)
     values (?, ?, ?, ?::timestamptz, ?, ?, ?::jsonb, ?::jsonb, ?::jsonb, ?, ?::jsonb, ?, ?, ?, ?)`,
    [
      ...[event.id, event.organizationId, event.sequence, event.occurredAt, event.action, event.outcome],
      ...[
        JSON.stringify(event.actor),
        JSON.stringify(event.target),
        JSON.stringify(event.details),
        event.requestId,
      ],
      ...[event.personal && JSON.stringify(event.personal), event.personalSalt, event.personalDigest],
      ...[event.previousHash, event.hash],
    ],
  );
};

export const advanceHead = async (
  em: EntityManager,
  organizationId: string,
  head: ChainHead,
): Promise<void> => {
  const sql = 'update audit_head set sequence = ?, hash = ? where organization_id = ?';
  await em.execute(sql, [head.sequence, head.hash, organizationId]);
};
