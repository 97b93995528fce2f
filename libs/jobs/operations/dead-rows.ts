import type { OrganizationScope } from '#database';
import { currentContext, isId, type Page } from '#kernel';
import { idAfter, pageOf } from '#tenancy';
import { laneOf } from '../lane.js';
import type { DeadItem, DeadWork } from '../task.js';

interface Row {
  readonly id: string;
  readonly organization_id: string;
  readonly subject: string;
  readonly error: string | null;
  readonly attempts: number;
  readonly died_at: string;
}

/** What is dead at the moment: `id, organization_id, subject (of the lane), error, attempts, died_at`. */
export interface DeadRowsSource {
  readonly task: string;
  /** A query without values, within what the lookup role may read. */
  readonly sql: string;
}

/** Within the organization; answers how many of them are due again. */
export type ReplayHere = (ids: readonly string[]) => Promise<number>;

/** Dead work that is rows of a table: listed across organizations, replayed inside each. */
export class DeadRows implements DeadWork {
  constructor(
    private readonly scope: OrganizationScope,
    private readonly source: DeadRowsSource,
    private readonly replayHere: ReplayHere,
  ) {}

  async list(page: {
    readonly cursor?: string | undefined;
    readonly limit: number;
  }): Promise<Page<DeadItem>> {
    const before = idAfter(page);
    const rows = await this.#read<Row>(
      `select id, organization_id, subject, error, attempts,
         to_char(died_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as died_at
       from (${this.source.sql}) dead ${before ? 'where id < ?' : ''} order by id desc limit ?`,
      [...(before ? [before] : []), page.limit + 1],
    );
    return pageOf(rows, page.limit, viewRow);
  }

  async count(): Promise<number> {
    const rows = await this.#read<{ count: number }>(
      `select count(*)::int as count from (${this.source.sql}) dead`,
    );
    return rows[0]?.count ?? 0;
  }

  async replay(ids: readonly string[]): Promise<number> {
    const known = [...new Set(ids)].filter(isId);
    const rows = await this.#read<{ id: string; organization_id: string }>(
      `select id, organization_id from (${this.source.sql}) dead where id = any (?::uuid[])`,
      [`{${known.join(',')}}`],
    );
    const actor = currentContext()?.actor ?? { kind: 'system', id: this.source.task };
    let replayed = 0;
    for (const [organizationId, here] of Map.groupBy(rows, row => row.organization_id)) {
      const work = () => this.replayHere(here.map(({ id }) => id));
      replayed += await this.scope.run(organizationId, actor, work);
    }
    return replayed;
  }

  #read<T extends object>(sql: string, values: unknown[] = []): Promise<T[]> {
    return this.scope.acrossOrganizations(`dead work of ${this.source.task}`, em =>
      em.execute<T[]>(sql, values),
    );
  }
}

const viewRow = ({ id, organization_id, subject, error, attempts, died_at }: Row): DeadItem => ({
  id,
  organizationId: organization_id,
  lane: laneOf(organization_id, subject),
  error,
  attempts,
  diedAt: died_at,
});
