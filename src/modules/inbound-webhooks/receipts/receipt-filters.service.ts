import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Audit } from '#audit';
import { Connections } from '#connections';
import { Integrations } from '#integrations';
import { Clock, conflict, currentOrganization, newId, notFound } from '#kernel';
import { ReceiptFilter } from '../receipt-filter.entity.js';
import type { CreateReceiptFilter } from './receipts.dto.js';

const most = 100;

@Injectable()
export class ReceiptFilters {
  constructor(
    private readonly em: EntityManager,
    private readonly connections: Connections,
    private readonly integrations: Integrations,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  async create({ connectionId, integrationId, eventType }: CreateReceiptFilter): Promise<ReceiptFilter> {
    if (connectionId) await this.connections.get(connectionId);
    if (integrationId) await this.integrations.get(integrationId);
    const of = { connectionId: connectionId ?? null, integrationId: integrationId ?? null };
    return this.em.transactional(async em => {
      const known = await em.find(ReceiptFilter, of);
      if (known.some(filter => filter.eventType === eventType))
        throw conflict('filter_exists', 'There is already a filter like this.');
      if (known.length >= most)
        throw conflict('too_many_filters', `There can be ${most} filters of one kind.`);
      const filter = em.create(ReceiptFilter, {
        id: newId(),
        organizationId: currentOrganization(),
        ...of,
        eventType,
        createdAt: this.clock.now(),
      });
      await em.flush();
      await this.record('receipt_filter.created', filter);
      return filter;
    });
  }

  async delete(id: string): Promise<void> {
    await this.em.transactional(async em => {
      const filter = await em.findOne(ReceiptFilter, { id });
      if (!filter) throw notFound('filter');
      await this.record('receipt_filter.deleted', filter);
      await em.nativeDelete(ReceiptFilter, { id });
    });
  }

  private record(action: string, filter: ReceiptFilter): Promise<void> {
    const { id, connectionId, integrationId, eventType } = filter;
    return this.audit.record({
      action,
      target: { type: 'receipt_filter', id },
      details: { connectionId: connectionId ?? null, integrationId: integrationId ?? null, eventType },
    });
  }
}
