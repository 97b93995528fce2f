import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, type MessageEvent } from '@nestjs/common';
import { distinctUntilChanged, endWith, from, map, type Observable, switchMap, takeWhile, timer } from 'rxjs';
import { OrganizationScope } from '#database';
import { type Actor, Clock, currentContext, currentOrganization } from '#kernel';
import { SyncRun } from './sync-run.entity.js';
import type { RunView } from './syncs.dto.js';
import { viewRun } from './syncs.view.js';

const lookMs = 500;

/** Follows a run for a person who watches. It reads the row, so it does not matter which process does the work. */
@Injectable()
export class RunProgress {
  constructor(
    private readonly em: EntityManager,
    private readonly scope: OrganizationScope,
    private readonly clock: Clock,
  ) {}

  follow(syncId: string, id: string): Observable<MessageEvent> {
    const organizationId = currentOrganization();
    const actor = currentContext()?.actor ?? { kind: 'system', id: 'hub' };
    const views = timer(0, lookMs).pipe(
      switchMap(() => from(this.look({ organizationId, actor }, syncId, id))),
      takeWhile(run => run.status === 'queued' || run.status === 'running', true),
      distinctUntilChanged((a, b) => JSON.stringify(stable(a)) === JSON.stringify(stable(b))),
      map((run): MessageEvent => ({ type: 'progress', data: run })),
    );
    return views.pipe(endWith({ type: 'end', data: {} }));
  }

  private look(who: { organizationId: string; actor: Actor }, syncId: string, id: string): Promise<RunView> {
    return this.scope.run(who.organizationId, who.actor, async () =>
      viewRun(await this.em.findOneOrFail(SyncRun, { id, syncId }), this.clock.now()),
    );
  }
}

/** What counts as movement; rates move by themselves. */
const stable = ({ status, phase, counts }: RunView) => ({ status, phase, counts });
