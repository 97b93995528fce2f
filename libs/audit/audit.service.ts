import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, Logger } from '@nestjs/common';
import { organizationVariable } from '#database';
import { type AuditTrail, installationId } from '#tenancy';
import { Clock, currentContext, newId, type RequestContext } from '#kernel';
import {
  type ChainedFacts,
  type Details,
  hashOf,
  type Outcome,
  type PersonalFacts,
  sealPersonal,
  type Target,
} from './chain/index.js';
import { advanceHead, insertEvent, lockHead } from './chain-rows.js';
import { storable } from './details.js';

export interface AuditEntry {
  /** Dotted past tense: `sync.created`, `consent.withdrawn`. */
  readonly action: string;
  readonly target: Target;
  readonly outcome?: Outcome;
  /** Cannot be erased: ids, counts, names of changed fields; nothing personal, nothing secret. */
  readonly details?: Details;
  /** Names of people, kept beside the caller's address and user agent; can be erased. */
  readonly personal?: PersonalFacts;
}

/**
 * Writes the chain. Call `record()` last in the transaction that makes the change: the change and its event are
 * committed together or not at all. Writers of one organization wait for each other from here to the commit.
 */
@Injectable()
export class Audit implements AuditTrail {
  private readonly logger = new Logger(Audit.name);

  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
  ) {}

  async record(entry: AuditEntry): Promise<void> {
    if (!this.em.isInTransaction()) throw new Error(`audit.record('${entry.action}') needs a transaction`);
    const context = currentContext();
    if (!context?.organizationId) throw new Error(`audit.record('${entry.action}') needs an organization`);
    // Rows first, the head last, always in this order: two transactions cannot wait for each other crosswise.
    await this.em.flush();
    await this.append(this.em, context, { organizationId: context.organizationId, entry });
  }

  /** Refused access changed nothing, so it has a transaction of its own. Unknown callers go to the installation's chain. */
  async recordRefusal(entry: Omit<AuditEntry, 'outcome'>): Promise<void> {
    // A second connection would wait for the head that the first one holds, and the first one for us.
    if (this.em.isInTransaction())
      throw new Error('audit.recordRefusal() inside a transaction: use record()');
    const context = currentContext();
    if (!context) throw new Error(`audit.recordRefusal('${entry.action}') needs a request`);
    const organizationId = context.organizationId ?? installationId;
    const em = this.em.fork({ session: { variables: { [organizationVariable]: organizationId } } });
    await em.transactional(inner =>
      this.append(inner, context, { organizationId, entry: { ...entry, outcome: 'refused' } }),
    );
  }

  private async append(
    em: EntityManager,
    context: RequestContext,
    { organizationId, entry }: { organizationId: string; entry: AuditEntry },
  ): Promise<void> {
    const { personal, personalSalt, personalDigest } = sealPersonal(personalFacts(entry, context));
    const described = this.describe(entry, context);
    const head = await lockHead(em, organizationId);
    const facts: ChainedFacts = {
      id: newId(),
      organizationId,
      sequence: head.sequence + 1,
      // Read while the head is ours, so that the order of times is the order of sequences.
      occurredAt: this.clock.now().toISOString(),
      ...described,
      personalDigest,
      previousHash: head.hash,
    };
    const hash = hashOf(facts);
    await insertEvent(em, { ...facts, personal, personalSalt, hash });
    await advanceHead(em, organizationId, { sequence: facts.sequence, hash });
  }

  private describe(entry: AuditEntry, context: RequestContext) {
    const { value, redactedPaths } = storable({
      action: entry.action,
      outcome: entry.outcome ?? ('success' as const),
      actor: { kind: context.actor.kind, id: context.actor.id },
      target: { type: entry.target.type, id: entry.target.id },
      details: entry.details ?? {},
      requestId: context.requestId,
    });
    if (redactedPaths.length > 0) {
      this.logger.warn({
        msg: 'A secret was kept out of an audit event',
        action: entry.action,
        redactedPaths,
      });
    }
    return value;
  }
}

const longestUserAgent = 512;

const personalFacts = (entry: AuditEntry, context: RequestContext): PersonalFacts => {
  const { userAgent = context.userAgent, ...facts } = entry.personal ?? {};
  return storable<PersonalFacts>({
    ...(context.address === null ? {} : { address: context.address }),
    ...(typeof userAgent === 'string' ? { userAgent: userAgent.slice(0, longestUserAgent) } : {}),
    ...facts,
  }).value;
};
