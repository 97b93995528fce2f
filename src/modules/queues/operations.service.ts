import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { Audit } from '#audit';
import { OrganizationScope } from '#database';
import { Queues } from '#jobs';
import { installationId, notFound } from '#kernel';
import { actorOf, OrganizationDirectory, type Principal } from '#tenancy';
import type { CreatePause, PauseTarget, PauseView, Weight } from './queues.dto.js';

type Target = z.infer<typeof PauseTarget>;
type View = z.infer<typeof PauseView>;
type Entry = Parameters<Audit['record']>[0];

const columns = `kind, key, reason, paused_by as "pausedBy",
  to_char(paused_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "pausedAt"`;

/** What operators decide about work; each decision is in the installation's audit trail, a weight in its organization's. */
@Injectable()
export class QueueOperations {
  constructor(
    private readonly em: EntityManager,
    private readonly scope: OrganizationScope,
    private readonly audit: Audit,
    private readonly directory: OrganizationDirectory,
    private readonly queues: Queues,
  ) {}

  async pauses(): Promise<View[]> {
    return this.em.execute<View[]>(`select ${columns} from job_pause order by kind, key`);
  }

  async pause(wish: z.infer<typeof CreatePause>, by: Principal): Promise<View> {
    if (wish.kind === 'organization') await this.directory.get(wish.key);
    if (wish.kind === 'task' && !this.queues.has(wish.key)) throw notFound('queue');
    const entry = { action: 'queue.paused', ...aboutPause(wish) };
    return this.write(installationId, { by, entry }, async em => {
      const [row] = await em.execute<View[]>(
        `insert into job_pause (kind, key, reason, paused_by) values (?, ?, ?, ?)
         on conflict (kind, key) do update set reason = excluded.reason returning ${columns}`,
        [wish.kind, wish.key, wish.reason ?? null, by.id],
      );
      if (!row) throw new Error('An upsert returned no row');
      return row;
    });
  }

  async resume({ kind, key }: Target, by: Principal): Promise<void> {
    const entry = { action: 'queue.resumed', ...aboutPause({ kind, key }) };
    await this.write(installationId, { by, entry }, async em => {
      const gone = await em.execute<object[]>(
        'delete from job_pause where kind = ? and key = ? returning kind',
        [kind, key],
      );
      if (gone.length === 0) throw notFound('pause');
    });
  }

  async weight(organizationId: string): Promise<z.infer<typeof Weight>> {
    await this.directory.get(organizationId);
    const sql = 'select weight from job_weight where organization = ?';
    const [row] = await this.em.execute<z.infer<typeof Weight>[]>(sql, [organizationId]);
    return { weight: row?.weight ?? 1 };
  }

  async weigh(organizationId: string, { weight }: z.infer<typeof Weight>, by: Principal): Promise<void> {
    await this.directory.get(organizationId);
    const target = { type: 'organization', id: organizationId };
    const entry = { action: 'organization.weighed', target, details: { weight } };
    await this.write(organizationId, { by, entry }, em =>
      em.execute(
        `insert into job_weight values (?, ?) on conflict (organization) do update set weight = excluded.weight`,
        [organizationId, weight],
      ),
    );
  }

  async replay(task: string, ids: readonly string[], by: Principal): Promise<number> {
    const dead = this.queues.deadOf(task);
    if (!dead) throw notFound('queue');
    const replayed = await dead.replay(ids);
    const entry = { action: 'queue.replayed', target: { type: 'queue', id: task }, details: { replayed } };
    await this.write(installationId, { by, entry }, () => Promise.resolve());
    return replayed;
  }

  private write<T>(
    organizationId: string,
    { by, entry }: { by: Principal; entry: Entry },
    work: (em: EntityManager) => Promise<T>,
  ): Promise<T> {
    return this.scope.run(organizationId, actorOf(by), () =>
      this.em.transactional(async em => {
        const result = await work(em);
        await this.audit.record(entry);
        return result;
      }),
    );
  }
}

const aboutPause = ({ kind, key }: Target) => ({ target: { type: kind, id: key }, details: { kind, key } });
