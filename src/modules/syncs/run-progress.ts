import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import { OrganizationScope } from '#database';
import { type Actor, Clock, currentContext, currentOrganization } from '#kernel';
import { SyncRun } from './sync-run.entity.js';
import type { RunView } from './syncs.dto.js';
import { viewRun } from './syncs.view.js';

const lookMs = 500;

interface Watcher {
  readonly organizationId: string;
  readonly actor: Actor;
}

/**
 * Follows a run for a person who watches, as server-sent events (https://html.spec.whatwg.org/#server-sent-events):
 * `progress` whenever it moved, then one `end`. It reads the row, so it does not matter which process does the work.
 */
@Injectable()
export class RunProgress {
  constructor(
    private readonly em: EntityManager,
    private readonly scope: OrganizationScope,
    private readonly clock: Clock,
  ) {}

  follow(syncId: string, id: string): AsyncGenerator<string> {
    const actor = currentContext()?.actor ?? { kind: 'system', id: 'hub' };
    return this.events({ organizationId: currentOrganization(), actor }, syncId, id);
  }

  private async *events(watcher: Watcher, syncId: string, id: string): AsyncGenerator<string> {
    let shown = '';
    for (;;) {
      const run = await this.look(watcher, syncId, id);
      const movement = movementOf(run);
      // A comment keeps proxies from closing a stream in which nothing moves.
      yield movement === shown ? ': waiting\n\n' : `event: progress\ndata: ${JSON.stringify(run)}\n\n`;
      shown = movement;
      if (run.status !== 'queued' && run.status !== 'running') break;
      await sleep(lookMs);
    }
    yield 'event: end\ndata: {}\n\n';
  }

  private look({ organizationId, actor }: Watcher, syncId: string, id: string): Promise<RunView> {
    return this.scope.run(organizationId, actor, async () =>
      viewRun(await this.em.findOneOrFail(SyncRun, { id, syncId }), this.clock.now()),
    );
  }
}

/** What counts as movement; rates move by themselves. */
const movementOf = ({ status, phase, counts }: RunView): string => JSON.stringify({ status, phase, counts });
