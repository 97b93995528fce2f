import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { Clock, isId, newId, notFound, type Page } from '#kernel';
import { OrganizationScope } from '#database';
import { AuditTrail } from '../audit-trail.js';
import { issueApiKey } from '../keys/issue-api-key.js';
import { Member } from '../members/member.entity.js';
import { Organization } from './organization.entity.js';
import { Organizations } from './organizations.service.js';
import { idAfter, PageQuery, pageOf } from '../page-query.js';
import { actorOf, type Principal } from '../access/principal.js';
import type {
  AdministerOrganization,
  CreatedOrganization,
  CreateOrganization,
  OrganizationView,
} from './organizations.dto.js';
import { viewApiKey, viewMember, viewOrganization } from '../views.js';

type View = z.infer<typeof OrganizationView>;
type Row = Omit<View, 'createdAt'> & { created_at: Date | string };

/** All organizations, for operators. To change one, the operator enters it; reading goes through the lookup role. */
@Injectable()
export class OrganizationDirectory {
  constructor(
    private readonly em: EntityManager,
    private readonly scope: OrganizationScope,
    private readonly clock: Clock,
    private readonly audit: AuditTrail,
    private readonly organizations: Organizations,
  ) {}

  create(
    wish: z.infer<typeof CreateOrganization>,
    by: Principal,
  ): Promise<z.infer<typeof CreatedOrganization>> {
    const id = newId();
    return this.scope.run(id, actorOf(by), () => this.em.transactional(em => this.found(em, id, wish, by)));
  }

  async list(query: PageQuery): Promise<Page<View>> {
    const rows = await this.read('where ?::uuid is null or id > ?::uuid order by id limit ?', [
      idAfter(query),
      idAfter(query),
      query.limit + 1,
    ]);
    return pageOf(rows, query.limit, row => row);
  }

  async get(id: string): Promise<View> {
    const [row] = isId(id) ? await this.read('where id = ?', [id]) : [];
    if (!row) throw notFound('organization');
    return row;
  }

  async change(id: string, change: z.infer<typeof AdministerOrganization>, by: Principal): Promise<View> {
    await this.get(id);
    return this.scope.run(id, actorOf(by), async () =>
      viewOrganization(await this.organizations.change(change)),
    );
  }

  private async found(
    em: EntityManager,
    id: string,
    wish: z.infer<typeof CreateOrganization>,
    by: Principal,
  ) {
    const createdAt = this.clock.now();
    const organization = em.create(Organization, { id, name: wish.name, status: 'active', createdAt });
    await em.flush();
    const facts = { ...wish.owner, role: 'owner', status: 'active', createdAt } as const;
    const owner = em.create(Member, { id: newId(), organizationId: id, ...facts });
    await em.flush();
    const issued = issueApiKey({
      ...{ organizationId: id, memberId: owner.id, name: 'First key', role: 'owner', scopes: ['*'] },
      ...{ expiresAt: null, createdBy: by.id, createdAt },
    });
    em.persist(issued.key);
    await em.flush();
    const details = { ownerId: owner.id, keyId: issued.key.id };
    await this.audit.record({
      action: 'organization.created',
      target: { type: 'organization', id },
      details,
    });
    const apiKey = { ...viewApiKey(issued.key), key: issued.plain };
    return { organization: viewOrganization(organization), owner: viewMember(owner), apiKey };
  }

  private async read(where: string, params: readonly unknown[]): Promise<View[]> {
    const sql = `select id, name, status, created_at from organization ${where}`;
    const rows = await this.scope.acrossOrganizations('the operator asks for organizations', em =>
      em.execute<Row[]>(sql, [...params]),
    );
    return rows.map(({ created_at, ...row }) => ({ ...row, createdAt: new Date(created_at).toISOString() }));
  }
}
