import type { FilterQuery } from '@mikro-orm/core';
import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { HubError, type Page, PageCursor } from '#kernel';
import { AuditEvent } from './audit-event.entity.js';
import { type AuditEventView, type AuditQuery, toView } from './audit.dto.js';
import { type ChainHead } from './chain/index.js';
import { readHead } from './chain-rows.js';

/** Looks things up in the chain, newest first. */
@Injectable()
export class AuditEvents {
  constructor(private readonly em: EntityManager) {}

  async list(query: AuditQuery): Promise<Page<AuditEventView>> {
    const found = await this.em.find(AuditEvent, where(query), {
      orderBy: { sequence: 'desc' },
      limit: query.limit + 1,
      disableIdentityMap: true,
    });
    const page = found.slice(0, query.limit);
    const last = page.at(-1);
    return {
      data: page.map(toView),
      nextCursor: last && found.length > page.length ? PageCursor.encode([last.sequence]) : null,
    };
  }

  head(organizationId: string): Promise<ChainHead> {
    return readHead(this.em, organizationId);
  }
}

const where = (query: AuditQuery): FilterQuery<AuditEvent> => {
  const actor = present({ kind: query.actorKind, id: query.actorId });
  const target = present({ type: query.targetType, id: query.targetId });
  const occurredAt = present({
    $gte: query.from === undefined ? undefined : new Date(query.from),
    $lt: query.to === undefined ? undefined : new Date(query.to),
  });
  return present({
    action: query.action === undefined ? undefined : { $like: `${escapeLike(query.action)}%` },
    outcome: query.outcome,
    actor: unlessEmpty(actor),
    target: unlessEmpty(target),
    occurredAt: unlessEmpty(occurredAt),
    sequence: query.cursor === undefined ? undefined : { $lt: sequenceOf(query.cursor) },
  });
};

const present = (fields: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

const unlessEmpty = (fields: Record<string, unknown>) =>
  Object.keys(fields).length === 0 ? undefined : fields;

/** `_` stands for any character in LIKE, and it is in most action names. */
const escapeLike = (text: string): string => text.replace(/[\\%_]/g, match => `\\${match}`);

const sequenceOf = (cursor: string): number => {
  const [sequence] = PageCursor.decode(cursor, ['number']);
  if (typeof sequence === 'number' && Number.isSafeInteger(sequence)) return sequence;
  throw new HubError('invalid_cursor', 400, 'cursor: not a cursor that this list issued. Start without one.');
};
