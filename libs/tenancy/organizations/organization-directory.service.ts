import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, Optional } from '@nestjs/common';
import type { z } from 'zod';
import { Clock, HubError, isId, newId, notFound, type Page } from '#kernel';
import { OrganizationScope } from '#database';
import { AuditTrail } from '../audit-trail.js';
import { issueApiKey } from '../keys/issue-api-key.js';
import { Member } from '../members/member.entity.js';
import { Organization } from './organization.entity.js';
import { Organizations } from './organizations.service.js';
import { idAfter, PageQuery, pageOf } from '../page-query.js';
import { People, type SignedInPerson } from '../access/people.js';
import { actorOf, type LoginFacts, type Principal } from '../access/principal.js';
import type {
  AdministerOrganization,
  CreatedOrganization,
  CreateOrganization,
  OrganizationView,
} from './organizations.dto.js';
import { viewApiKey, viewMember, viewOrganization } from '../views.js';

type View = z.infer<typeof OrganizationView>;
type Wish = z.infer<typeof CreateOrganization>;
type Owner = Exclude<Wish['owner'], 'me'> | SignedInPerson;
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
    @Optional() private readonly people?: People,
  ) {}

  async create(
    { name, owner: wish }: Wish,
    by: Principal,
    login?: LoginFacts,
  ): Promise<z.infer<typeof CreatedOrganization>> {
    const owner = wish === 'me' ? await this.asking(login) : wish;
    const id = newId();
    return this.scope.run(id, actorOf(by), () =>
      this.em.transactional(em => this.found(em, { id, name, owner }, by)),
    );
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
    { id, name, owner: person }: { readonly id: string; readonly name: string; readonly owner: Owner },
    by: Principal,
  ) {
    const createdAt = this.clock.now();
    const organization = em.create(Organization, { id, name, status: 'active', createdAt });
    await em.flush();
    const facts = {
      email: person.email,
      name: person.name,
      role: 'owner',
      status: 'active',
      createdAt,
    } as const;
    const owner = em.create(Member, { id: newId(), organizationId: id, ...facts });
    await em.flush();
    const accountId = 'accountId' in person ? person.accountId : null;
    if (accountId) await this.people?.actAs(em, { organizationId: id, memberId: owner.id, accountId });
    const issued = issueApiKey({
      ...{ organizationId: id, memberId: owner.id, name: 'First key', role: 'owner', scopes: ['*'] },
      ...{ expiresAt: null, createdBy: by.id, createdAt },
    });
    em.persist(issued.key);
    await em.flush();
    const details = { ownerId: owner.id, keyId: issued.key.id, ...(accountId ? { accountId } : {}) };
    await this.audit.record({
      action: 'organization.created',
      target: { type: 'organization', id },
      details,
    });
    const apiKey = { ...viewApiKey(issued.key), key: issued.plain };
    return { organization: viewOrganization(organization), owner: viewMember(owner), apiKey };
  }

  private async asking(login: LoginFacts | undefined): Promise<SignedInPerson> {
    if (login && this.people) return this.people.find(login);
    throw new HubError(
      'person_required',
      403,
      'A key is nobody, so it cannot own an organization. Name the owner, or ask as a person who is logged in.',
    );
  }

  private async read(where: string, params: readonly unknown[]): Promise<View[]> {
    const sql = `select id, name, status, created_at from organization ${where}`;
    const rows = await this.scope.acrossOrganizations('the operator asks for organizations', em =>
      em.execute<Row[]>(sql, [...params]),
    );
    return rows.map(({ created_at, ...row }) => ({ ...row, createdAt: new Date(created_at).toISOString() }));
  }
}
