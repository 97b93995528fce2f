import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { currentOrganization } from '#kernel';
import type { ModelName } from '#unified-models';

export interface ModelCount {
  readonly model: ModelName;
  readonly count: number;
}

interface Tally {
  readonly position: string;
  readonly counts: readonly ModelCount[];
}

const kept = 1_000;

/** By sync, so that an index of its records leads to them and the organization is asked for once, not with each record. */
const countSql = `
  select s.model, sum(live.count)::int as count from sync s cross join lateral (
    select count(*) from record r
    where r.organization_id = s.organization_id and r.sync_id = s.id and not r.deleted and not r.staged) live
  where s.organization_id = app_organization() group by s.model having sum(live.count) > 0 order by s.model`;

/**
 * Records by model. Counting reads every record of the organization, so the result is kept until its feed moves, which
 * it does with every change of a record.
 */
@Injectable()
export class RecordTally {
  readonly #tallies = new Map<string, Tally>();

  constructor(private readonly em: EntityManager) {}

  /** Inside the caller's transaction. */
  async counts(): Promise<readonly ModelCount[]> {
    const organization = currentOrganization();
    const position = await this.position();
    const known = this.#tallies.get(organization);
    if (known?.position === position) return known.counts;
    const counts = await this.em.execute<ModelCount[]>(countSql);
    this.#tallies.delete(organization);
    this.#tallies.set(organization, { position, counts });
    const [oldest] = this.#tallies.keys();
    if (this.#tallies.size > kept && oldest) this.#tallies.delete(oldest);
    return counts;
  }

  private async position(): Promise<string> {
    const sql =
      'select position::text as position from record_feed where organization_id = app_organization()';
    const [row] = await this.em.execute<{ position: string }[]>(sql);
    return row?.position ?? 'none';
  }
}
