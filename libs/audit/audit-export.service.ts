import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { organizationVariable } from '#database';
import { AuditEvent } from './audit-event.entity.js';
import type { AuditExportQuery } from './audit.dto.js';
import { Audit } from './audit.service.js';
import {
  type ChainHead,
  type ExportedEvent,
  formatEnd,
  formatEvent,
  formatStart,
  genesis,
} from './chain/index.js';
import { readHead } from './chain-rows.js';
import { csvOf } from './csv.js';

const pageSize = 500;

/** Where an export starts and ends; fixed before its first byte, whatever is written meanwhile. */
interface Range {
  readonly organizationId: string;
  readonly before: ChainHead;
  readonly end: number;
}

/** Streams an organization's chain in sequence order, at most one page of it in memory. */
@Injectable()
export class AuditExports {
  constructor(
    private readonly em: EntityManager,
    private readonly audit: Audit,
  ) {}

  /** An export is itself an event, and the last one it contains. Resolves before the first row is read. */
  async export(organizationId: string, query: AuditExportQuery): Promise<AsyncIterable<string>> {
    const range = await this.em.transactional(async em => {
      const details = {
        format: query.format,
        fromSequence: query.fromSequence,
        personal: query.personal === 'true',
      };
      await this.audit.record({
        action: 'audit.exported',
        target: { type: 'organization', id: organizationId },
        details,
      });
      const { sequence: end } = await readHead(em, organizationId);
      return { organizationId, before: await headBefore(em, Math.min(query.fromSequence, end)), end };
    });
    // A fork that keeps its organization by itself: the body is read after the request's handler has returned.
    const em = this.em.fork({ session: { variables: { [organizationVariable]: organizationId } } });
    const events = read(em, range, query.personal === 'true');
    return query.format === 'csv' ? csvOf(events) : ndjsonOf(events, range);
  }
}

const headBefore = async (em: EntityManager, fromSequence: number): Promise<ChainHead> => {
  if (fromSequence === genesis.sequence + 1) return genesis;
  const first = await em.findOneOrFail(AuditEvent, { sequence: fromSequence }, { disableIdentityMap: true });
  return { sequence: fromSequence - 1, hash: first.previousHash };
};

async function* read(
  em: EntityManager,
  { before, end }: Range,
  personal: boolean,
): AsyncGenerator<ExportedEvent> {
  for (let after = before.sequence; after < end;) {
    const where = { sequence: { $gt: after, $lte: end } };
    const options = { orderBy: { sequence: 'asc' as const }, limit: pageSize, disableIdentityMap: true };
    const page = await em.find(AuditEvent, where, options);
    for (const event of page) yield toExported(event, personal);
    const last = page.at(-1);
    if (!last) return;
    after = last.sequence;
  }
}

const toExported = (event: AuditEvent, personal: boolean): ExportedEvent => ({
  id: event.id,
  organizationId: event.organizationId,
  sequence: event.sequence,
  occurredAt: event.occurredAt.toISOString(),
  action: event.action,
  outcome: event.outcome,
  actor: event.actor,
  target: event.target,
  details: event.details,
  requestId: event.requestId ?? null,
  personal: personal ? (event.personal ?? null) : null,
  personalSalt: personal ? (event.personalSalt ?? null) : null,
  personalDigest: event.personalDigest ?? null,
  previousHash: event.previousHash,
  hash: event.hash,
});

async function* ndjsonOf(events: AsyncIterable<ExportedEvent>, range: Range): AsyncGenerator<string> {
  yield `${formatStart(range.organizationId, range.before)}\n`;
  let last = range.before;
  let count = 0;
  for await (const event of events) {
    yield `${formatEvent(event)}\n`;
    last = { sequence: event.sequence, hash: event.hash };
    count += 1;
  }
  yield `${formatEnd(count, last)}\n`;
}
