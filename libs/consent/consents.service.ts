import { LockMode } from '@mikro-orm/core';
import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { EventEmitter2 } from '@nestjs/event-emitter';
import { Audit } from '#audit';
import { Outbox } from '#database';
import { Clock, currentContext, isId, newId, notFound, type Page, type RequestContext } from '#kernel';
import { type ConsentInput, type DecisionEvidence, newRecord } from './consent-input.js';
import { ConsentDecision, ConsentRecord } from './consent-record.entity.js';
import { needsWithdrawal } from './consent-state.js';
import { type ConsentQuery, type ConsentView, toView } from './consent.dto.js';
import { consentGivenType, consentWithdrawnType } from './consent.event-types.js';
import { consentWithdrawn, type ConsentWithdrawn } from './consent.events.js';
import { findConsents } from './find-consents.js';
import { type ConsentReceipt, toReceipt } from './receipt.js';

/** Records decisions about processing and what became of them; each with its evidence and its audit event. */
@Injectable()
export class Consents {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly outbox: Outbox,
    private readonly emitter: EventEmitter2,
  ) {}

  /** Records that somebody agreed or, by `state`, refused. Joins the caller's transaction when there is one. */
  async give(input: ConsentInput): Promise<ConsentView> {
    const context = organizationContext();
    const facts = newRecord(input, context.organizationId, this.clock);
    return this.em.transactional(async em => {
      const record = em.create(ConsentRecord, facts);
      await this.decide(em, record, input.evidence ?? evidenceOf(context, facts.createdAt));
      return toView(record, facts.createdAt);
    });
  }

  /** Takes effect with its commit: from then on the gate refuses. Repeating it changes nothing. */
  async withdraw(id: string): Promise<ConsentView> {
    if (this.em.isInTransaction()) throw new Error('consents.withdraw() commits by itself: call it outside');
    const context = organizationContext();
    const { view, event } = await this.em.transactional(async em => {
      const record = await loadConsent(em, id, LockMode.PESSIMISTIC_WRITE);
      const now = this.clock.now();
      if (!needsWithdrawal(record)) return { view: toView(record, now), event: undefined };
      record.state = 'withdrawn';
      record.withdrawnAt = now;
      await this.decide(em, record, evidenceOf(context, now));
      return { view: toView(record, now), event: withdrawalOf(record, now) };
    });
    if (event) this.emitter.emit(consentWithdrawn, event);
    return view;
  }

  list(query: ConsentQuery): Promise<Page<ConsentView>> {
    return findConsents(this.em, query, this.clock.now());
  }

  async get(id: string): Promise<ConsentView> {
    return toView(await loadConsent(this.em, id), this.clock.now());
  }

  async receipt(id: string): Promise<ConsentReceipt> {
    const record = await loadConsent(this.em, id);
    const options = { orderBy: { decidedAt: 'asc', id: 'asc' } as const, disableIdentityMap: true };
    const decisions = await this.em.find(ConsentDecision, { consentId: id }, options);
    return toReceipt(record, decisions, this.clock.now());
  }

  /** Evidence and audit event of the state that the record has now. */
  private async decide(
    em: EntityManager,
    record: ConsentRecord,
    { at, address, userAgent, requestId }: DecisionEvidence,
  ): Promise<void> {
    // The decision refers to its record by id alone, so the order of the two inserts has to be said.
    await em.flush();
    const { kind, id } = organizationContext().actor;
    em.create(ConsentDecision, {
      id: newId(),
      organizationId: record.organizationId,
      consentId: record.id,
      state: record.state,
      decidedAt: at,
      actor: { kind, id },
      address,
      userAgent,
      noticeVersion: record.noticeVersion,
      requestId,
    });
    await this.publish(record);
    const { purpose, lawfulBasis, noticeVersion, connectionId, collectionMethod } = record;
    await this.audit.record({
      action: `consent.${record.state}`,
      target: { type: 'consent', id: record.id },
      details: { purpose, lawfulBasis, noticeVersion, connectionId: connectionId ?? null, collectionMethod },
      personal: { ...(address === null ? {} : { address }), ...(userAgent === null ? {} : { userAgent }) },
    });
  }

  private async publish({ id, state, purpose, connectionId }: ConsentRecord): Promise<void> {
    if (state === 'refused') return;
    const type = state === 'given' ? consentGivenType : consentWithdrawnType;
    await this.outbox.publish(type, [
      { data: { consentId: id, purpose, connectionId: connectionId ?? null } },
    ]);
  }
}

const loadConsent = async (em: EntityManager, id: string, lockMode?: LockMode): Promise<ConsentRecord> => {
  if (!isId(id)) throw notFound('consent');
  const record = await em.findOne(
    ConsentRecord,
    { id },
    { refresh: true, ...(lockMode ? { lockMode } : {}) },
  );
  if (!record) throw notFound('consent');
  return record;
};

const organizationContext = (): RequestContext & { organizationId: string } => {
  const context = currentContext();
  if (!context?.organizationId) throw new Error('Consents need an organization');
  return { ...context, organizationId: context.organizationId };
};

const evidenceOf = ({ address, userAgent, requestId }: RequestContext, at: Date): DecisionEvidence => ({
  at,
  address,
  userAgent,
  requestId,
});

const withdrawalOf = (record: ConsentRecord, at: Date): ConsentWithdrawn => ({
  organizationId: record.organizationId,
  consentId: record.id,
  connectionId: record.connectionId ?? null,
  purpose: record.purpose,
  subject: { type: record.subjectType, id: record.subjectId },
  withdrawnAt: at.toISOString(),
});
