import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Config } from '#config';
import { OrganizationScope } from '#database';
import { Queues, type TaskFigures } from '#jobs';
import { Clock, installationId } from '#kernel';
import { actorOf, type Principal } from '#tenancy';
import { productVersion } from '../../product.js';
import { ageSeconds, databaseItem, pauseItem, queueItems, suspendedItem } from './admin-attention.js';
import type { AdminAttentionItem, AdminOverview } from './admin-overview.dto.js';
import { SecurityWatch } from './attention/security.watch.js';
import { startOf } from './day.js';
import { InstallationFigures } from './installation-figures.js';
import type { OverviewQuery } from './overview.dto.js';

const urgency: readonly AdminAttentionItem['level'][] = ['stopped', 'warning', 'notice'];

/** What an operator wants to know first. */
@Injectable()
export class AdminOverviews {
  constructor(
    private readonly em: EntityManager,
    private readonly scope: OrganizationScope,
    private readonly figures: InstallationFigures,
    private readonly queues: Queues,
    private readonly security: SecurityWatch,
    private readonly config: Config,
    private readonly clock: Clock,
  ) {}

  async of({ since: asked }: OverviewQuery, by: Principal): Promise<AdminOverview> {
    const now = this.clock.now();
    const since = startOf(asked, now);
    const across = await this.figures.across(since);
    const database = await this.figures.database();
    const tasks = await this.queues.figures();
    const paused = await this.pauses();
    const attention = [
      ...queueItems(tasks, now),
      ...databaseItem(database),
      ...pauseItem(paused),
      ...suspendedItem(across.organizations),
      ...(await this.alarms(now, by)),
    ].sort((a, b) => urgency.indexOf(a.level) - urgency.indexOf(b.level));
    return {
      at: now.toISOString(),
      since: since.toISOString(),
      version: productVersion,
      process: this.process(),
      database,
      ...across,
      queues: { ...sums(tasks, now), paused },
      attention,
    };
  }

  private async pauses(): Promise<number> {
    const [row] = await this.em.execute<{ count: number }[]>('select count(*)::int as count from job_pause');
    return row?.count ?? 0;
  }

  /** The installation's own trail: logins belong to nobody until it is known whose they are. */
  private alarms(now: Date, by: Principal): Promise<AdminAttentionItem[]> {
    return this.scope.run(installationId, actorOf(by), () =>
      this.em.transactional(async () => (await this.security.look(now)) as AdminAttentionItem[], {
        readOnly: true,
      }),
    );
  }

  private process(): AdminOverview['process'] {
    return {
      role: this.config.settings.CAUSEWAY_ROLE,
      node: process.versions.node,
      uptimeSeconds: Math.floor(process.uptime()),
      memoryBytes: process.memoryUsage.rss(),
    };
  }
}

const sums = (tasks: readonly TaskFigures[], now: Date): Omit<AdminOverview['queues'], 'paused'> => {
  const sum = (of: (figure: TaskFigures) => number): number =>
    tasks.reduce((total, figure) => total + of(figure), 0);
  const ages = tasks.map(figure => ageSeconds(figure, now)).filter(age => age !== null);
  return {
    waiting: sum(({ waiting }) => waiting),
    running: sum(({ running }) => running),
    failing: sum(({ failing }) => failing),
    dead: sum(({ dead }) => dead ?? 0),
    oldestSeconds: ages.length > 0 ? Math.max(...ages) : null,
  };
};
