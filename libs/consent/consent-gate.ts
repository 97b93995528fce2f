import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Clock, type HubError } from '#kernel';
import { ConsentRecord } from './consent-record.entity.js';
import { refusalOf, stateAt } from './consent-state.js';

export interface ConsentDemand {
  readonly consentId: string;
  readonly purpose: string;
}

/**
 * Asked before every use of somebody's data, at least once a page of a sync. It reads the record anew each time and
 * caches nothing, so a withdrawal stops whatever asks next, in every process.
 */
@Injectable()
export class ConsentGate {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
  ) {}

  /** Throws `consent_missing`, `consent_withdrawn` or `consent_expired` (409) unless the consent stands. */
  async require(demand: ConsentDemand): Promise<void> {
    const refusal = await this.refusal(demand);
    if (refusal) throw refusal;
  }

  /** What `require` would throw. */
  async refusal({ consentId, purpose }: ConsentDemand): Promise<HubError | undefined> {
    const record = await this.em.findOne(ConsentRecord, { id: consentId }, { disableIdentityMap: true });
    // A consent for one purpose is none for another.
    const state = record?.purpose === purpose ? stateAt(record, this.clock.now()) : 'missing';
    return refusalOf(state, purpose);
  }
}
