import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { currentOrganization, notFound } from '#kernel';
import { AuditTrail } from '../audit-trail.js';
import { Organization, type OrganizationStatus } from './organization.entity.js';

/** The organization the request or job is in. */
@Injectable()
export class Organizations {
  constructor(
    private readonly em: EntityManager,
    private readonly audit: AuditTrail,
  ) {}

  async current(): Promise<Organization> {
    const organization = await this.em.findOne(Organization, { id: currentOrganization() });
    if (!organization) throw notFound('organization');
    return organization;
  }

  change(change: {
    name?: string | undefined;
    status?: OrganizationStatus | undefined;
  }): Promise<Organization> {
    return this.em.transactional(async em => {
      const organization = await this.current();
      const before = { name: organization.name, status: organization.status };
      organization.name = change.name ?? organization.name;
      organization.status = change.status ?? organization.status;
      const changed = (['name', 'status'] as const).filter(field => before[field] !== organization[field]);
      if (changed.length === 0) return organization;
      await em.flush();
      const details = { changed, status: organization.status };
      await this.audit.record({ action: 'organization.changed', target: target(organization), details });
      return organization;
    });
  }
}

const target = (organization: Organization) => ({ type: 'organization', id: organization.id });
