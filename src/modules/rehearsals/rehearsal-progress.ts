import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import { OrganizationScope } from '#database';
import { currentContext, currentOrganization } from '#kernel';
import { isOver, Rehearsal } from './rehearsal.entity.js';

const lookMs = 500;

/**
 * Follows a rehearsal for a person who watches, as server-sent events
 * (https://html.spec.whatwg.org/#server-sent-events): `progress` whenever it moved, then one `end`.
 */
@Injectable()
export class RehearsalProgressEvents {
  constructor(
    private readonly em: EntityManager,
    private readonly scope: OrganizationScope,
  ) {}

  follow<View>(id: string, view: (rehearsal: Rehearsal) => View): AsyncGenerator<string> {
    const organizationId = currentOrganization();
    const actor = currentContext()?.actor ?? ({ kind: 'system', id: 'hub' } as const);
    const look = () =>
      this.scope.run(organizationId, actor, () => this.em.findOne(Rehearsal, { id }, { refresh: true }));
    return this.events(look, view);
  }

  private async *events<View>(
    look: () => Promise<Rehearsal | null>,
    view: (rehearsal: Rehearsal) => View,
  ): AsyncGenerator<string> {
    let shown = '';
    for (let found = await look(); found !== null; found = await look()) {
      const movement = JSON.stringify([found.status, found.progress]);
      // A comment keeps proxies from closing a stream in which nothing moves.
      yield movement === shown
        ? ': waiting\n\n'
        : `event: progress\ndata: ${JSON.stringify(view(found))}\n\n`;
      shown = movement;
      if (isOver(found)) break;
      await sleep(lookMs);
    }
    yield 'event: end\ndata: {}\n\n';
  }
}
