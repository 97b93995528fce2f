import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { EntityManager } from '@mikro-orm/postgresql';
import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { OrganizationScope } from '#database';
import { type Actor, Clock, currentContext, currentOrganization } from '#kernel';
import { SyncRun } from './sync-run.entity.js';
import type { RunView } from './syncs.dto.js';
import { viewRun } from './syncs.view.js';

const lookMs = 500;
/** Also when nothing moves, so that the rate that is shown falls. */
const refreshMs = 5_000;
/** For readers that do not read, when the hub stops. */
const patienceMs = 2_000;

/** The id of the last event: who comes back with it has seen everything. */
export const endId = 'end';

export interface RunFollower {
  readonly syncId: string;
  readonly id: string;
  readonly lastEventId: string | null;
  /** False once the credential is not valid any more. */
  readonly isAllowed: () => Promise<boolean>;
}

interface Watcher extends RunFollower {
  readonly organizationId: string;
  readonly actor: Actor;
}

/**
 * Follows a run for a person who watches, as server-sent events (https://html.spec.whatwg.org/#server-sent-events):
 * `progress` whenever it moved, then one `end`. It reads the row, so it does not matter which process does the work.
 * Each event says everything, so a client that comes back resumes with the present state. When the hub stops the stream
 * ends without `end`: that is what makes a client come back.
 */
@Injectable()
export class RunProgress implements BeforeApplicationShutdown {
  private readonly open = new Set<Readable>();
  private readonly closing = new AbortController();

  constructor(
    private readonly em: EntityManager,
    private readonly scope: OrganizationScope,
    private readonly clock: Clock,
  ) {}

  follow(follower: RunFollower): Readable {
    const actor = currentContext()?.actor ?? { kind: 'system', id: 'hub' };
    const watcher = { ...follower, organizationId: currentOrganization(), actor };
    const stream = Readable.from(this.events(watcher), { highWaterMark: 1 });
    this.open.add(stream);
    return stream.once('close', () => this.open.delete(stream));
  }

  /** A connection whose stream ends after the server closed would be kept alive, and with it the process. */
  async beforeApplicationShutdown(): Promise<void> {
    this.closing.abort();
    const ends = [...this.open].map(stream => finished(stream).catch(() => undefined));
    const late = setTimeout(() => {
      for (const stream of this.open) stream.destroy();
    }, patienceMs);
    await Promise.all(ends);
    clearTimeout(late);
  }

  private async *events(watcher: Watcher): AsyncGenerator<string> {
    const { signal } = this.closing;
    let shown = watcher.lastEventId ?? '';
    let checkedAt = performance.now();
    while (!signal.aborted) {
      if (performance.now() - checkedAt > refreshMs) {
        if (!(await watcher.isAllowed())) return;
        checkedAt = performance.now();
      }
      const run = await this.look(watcher);
      if (run === null) break;
      const id = idOf(run, Math.floor(checkedAt));
      // A comment keeps proxies from closing a stream in which nothing moves.
      yield id === shown ? ': waiting\n\n' : `event: progress\ndata: ${JSON.stringify(run)}\nid: ${id}\n\n`;
      shown = id;
      if (run.finishedAt !== null || run.status === 'paused' || run.status === 'held') break;
      await sleep(lookMs, undefined, { signal }).catch(() => undefined);
    }
    if (!signal.aborted) yield `id: ${endId}\nevent: end\ndata: {}\n\n`;
  }

  /** Null: it was deleted with its sync. */
  private look({ organizationId, actor, syncId, id }: Watcher): Promise<RunView | null> {
    return this.scope.run(organizationId, actor, async () => {
      const run = await this.em.findOne(SyncRun, { id, syncId }, { refresh: true });
      return run && viewRun(run, this.clock.now());
    });
  }
}

/** What counts as movement; rates move by themselves, in a run that is under way. */
const idOf = ({ status, phase, counts }: RunView, refreshedAt: number): string => {
  const movement = { status, phase, counts, ...(status === 'running' ? { refreshedAt } : {}) };
  return createHash('sha256').update(JSON.stringify(movement)).digest('base64url').slice(0, 16);
};
