import { MikroORM, RequestContext } from '@mikro-orm/core';
import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { type Actor, currentContext, currentOrganization, newId, runInContext } from '#kernel';

export const organizationVariable = 'app.organization_id';
const lookupRole = 'causeway_lookup';

/**
 * Enters an organization outside a request: jobs, schedules, commands. Inside, an injected EntityManager sees that
 * organization's rows and no other's; PostgreSQL enforces it, whatever the query says.
 */
@Injectable()
export class OrganizationScope {
  #plain: EntityManager | undefined;

  constructor(private readonly orm: MikroORM) {}

  run<T>(organizationId: string, actor: Actor, work: () => Promise<T>): Promise<T> {
    const outer = currentContext();
    const context = {
      requestId: outer?.requestId ?? newId(),
      actor,
      organizationId,
      address: outer?.address ?? null,
      userAgent: outer?.userAgent ?? null,
    };
    const session = { variables: { [organizationVariable]: organizationId } };
    return runInContext(context, () => RequestContext.create(this.orm.em, work, { session }));
  }

  /** The current request's EntityManager enters `organizationId`; the guard calls it once it knows who is asking. */
  enter(organizationId: string): void {
    const em = RequestContext.getEntityManager();
    if (!em) throw new Error('OrganizationScope.enter() needs a request');
    em.setSessionContext({ variables: { [organizationVariable]: organizationId } });
    const context = currentContext();
    if (context) context.organizationId = organizationId;
  }

  /**
   * One statement where a session would take four (begin, enter, read, commit): `name` is a function of the database
   * that takes the organization first and enters it by itself. Outside of any transaction of the caller.
   */
  call<Row extends object>(name: string, ...parameters: readonly unknown[]): Promise<Row[]> {
    const places = parameters.map(() => ', ?').join('');
    // Raw statements leave nothing behind in it, so one serves all; a fork for each would feed the garbage collector.
    // Forked from the caller's context it would inherit the caller's session, and with it those four statements.
    this.#plain ??= this.orm.em.fork({ disableContextResolution: true }) as EntityManager;
    return this.#plain.execute<Row[]>(`select * from ${name}(?${places})`, [
      currentOrganization(),
      ...parameters,
    ]);
  }

  /**
   * The one exception to isolation: reads (never writes) across organizations, to find out whose work something is.
   * It runs as a role that may only SELECT the tables and columns that migrations granted it one by one.
   */
  acrossOrganizations<T>(_reason: string, read: (em: EntityManager) => Promise<T>): Promise<T> {
    const em = this.orm.em.fork({ session: { role: lookupRole } }) as EntityManager;
    return em.transactional(inner => read(inner), { readOnly: true });
  }
}
