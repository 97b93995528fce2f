import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Audit } from '#audit';
import { OrganizationScope } from '#database';
import { Clock, currentOrganization, newId } from '#kernel';
import { actorOf, OrganizationDirectory, type Principal } from '#tenancy';
import { OrganizationQuota } from './quota.entity.js';
import type { QuotasInput, QuotasView } from './quotas.dto.js';
import { Quotas } from './quotas.service.js';

/** Where operators say how much each organization may use. They see numbers of it and nothing else. */
@Injectable()
export class QuotaDesk {
  constructor(
    private readonly em: EntityManager,
    private readonly scope: OrganizationScope,
    private readonly directory: OrganizationDirectory,
    private readonly quotas: Quotas,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  async get(organizationId: string, by: Principal): Promise<QuotasView> {
    await this.directory.get(organizationId);
    return this.scope.run(organizationId, actorOf(by), () => this.em.transactional(() => this.view()));
  }

  async put(organizationId: string, wish: QuotasInput, by: Principal): Promise<QuotasView> {
    await this.directory.get(organizationId);
    return this.scope.run(organizationId, actorOf(by), () =>
      this.em.transactional(async em => {
        const before = await em.findOne(OrganizationQuota, { organizationId });
        const quota =
          before ?? em.create(OrganizationQuota, { id: newId(), organizationId, ...blank(this.clock) });
        em.persist(quota);
        em.assign(quota, { ...wish, updatedAt: this.clock.now() });
        await em.flush();
        const target = { type: 'organization', id: organizationId };
        await this.audit.record({ action: 'organization.quotas_set', target, details: { ...wish } });
        return this.view();
      }),
    );
  }

  private async view(): Promise<QuotasView> {
    const quota = await this.em.findOne(OrganizationQuota, { organizationId: currentOrganization() });
    const use = async (kind: 'connections' | 'syncs' | 'records') => ({
      limit: quota?.[kind] ?? null,
      used: await this.quotas.used(kind),
    });
    return {
      connections: await use('connections'),
      syncs: await use('syncs'),
      records: await use('records'),
      updatedAt: quota?.updatedAt.toISOString() ?? null,
    };
  }
}

const blank = (clock: Clock) => ({
  connections: null,
  syncs: null,
  records: null,
  updatedAt: clock.now(),
});
