import { LockMode } from '@mikro-orm/core';
import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Audit } from '#audit';
import { Vault } from '#crypto';
import { Jobs, laneOf } from '#jobs';
import { conflict, currentOrganization, notFound, type Page } from '#kernel';
import { idAfter, pageOf } from '#tenancy';
import { processTask } from '../processing/lane.js';
import { Receipt } from '../receipt.entity.js';
import { bodyPlace } from '../sealed-body.js';
import type { ReceiptDetail, ReceiptQuery, ReceiptView } from './receipts.dto.js';
import { viewReceipt } from './receipts.view.js';

/** What people ask of receipts. */
@Injectable()
export class Receipts {
  constructor(
    private readonly em: EntityManager,
    private readonly vault: Vault,
    private readonly jobs: Jobs,
    private readonly audit: Audit,
  ) {}

  /** Newest first. */
  async list(query: ReceiptQuery): Promise<Page<ReceiptView>> {
    const { connectionId, provider, status, eventType, from, to, limit } = query;
    const before = idAfter(query);
    const rows = await this.em.find(
      Receipt,
      {
        ...(before ? { id: { $lt: before } } : {}),
        ...(connectionId ? { connectionId } : {}),
        ...(provider ? { provider } : {}),
        ...(status ? { status } : {}),
        ...(eventType ? { eventType } : {}),
        ...(from || to
          ? {
              receivedAt: { ...(from ? { $gte: new Date(from) } : {}), ...(to ? { $lt: new Date(to) } : {}) },
            }
          : {}),
      },
      {
        orderBy: { id: 'desc' },
        limit: limit + 1,
        exclude: ['body', 'headers'],
        disableIdentityMap: true,
      },
    );
    return pageOf(rows, limit, viewReceipt);
  }

  async get(id: string): Promise<ReceiptDetail> {
    const receipt = await this.em.findOne(Receipt, { id }, { refresh: true });
    if (!receipt) throw notFound('receipt');
    const { headers, body } = receipt;
    const opened = body ? await this.vault.open(body, bodyPlace(id)) : null;
    return {
      ...viewReceipt(receipt),
      headers,
      body: opened?.slice(1) ?? null,
      bodyEncoding: opened?.startsWith('b') ? 'base64' : 'utf8',
    };
  }

  /** Processes it again, whatever became of it. */
  async replay(id: string): Promise<ReceiptView> {
    const receipt = await this.em.transactional(async em => {
      const found = await em.findOne(
        Receipt,
        { id },
        { refresh: true, lockMode: LockMode.PESSIMISTIC_WRITE },
      );
      if (!found) throw notFound('receipt');
      requireReplayable(found);
      if (found.status !== 'stored') found.replays += 1;
      Object.assign(found, { status: 'stored', attempts: 0, dueAt: null, error: null, processedAt: null });
      await em.flush();
      await this.audit.record({
        action: 'receipt.replayed',
        target: { type: 'receipt', id },
        details: { provider: found.provider, eventType: found.eventType },
      });
      return found;
    });
    if (receipt.connectionId)
      await this.jobs.wake(processTask, laneOf(currentOrganization(), receipt.connectionId));
    return viewReceipt(receipt);
  }
}

const requireReplayable = ({ status, body }: Receipt): void => {
  if (status === 'quarantined') {
    const detail =
      'A quarantined receipt was not verified, or belongs to no connection: it is never processed.';
    throw conflict('receipt_quarantined', detail);
  }
  if (!body) throw conflict('receipt_body_dropped', 'Its payload is past its retention and was dropped.');
};
