import pg from 'pg';
import { lastTurn, queueSchema, renumberAt, type TurnWish, type Turns } from './bull-engine.js';

const waiting = `${queueSchema}.job where queue = 'lanes' and state = 'waiting'`;
const organization = `split_part(data ->> 'lane', '/', 1)`;

/** Made by `migrateJobs` on BullMQ's table: the last turn of an organization is one look into it. */
export const turnIndex = {
  name: `${queueSchema}.job_turn_idx`,
  sql: `create index if not exists job_turn_idx on ${queueSchema}.job ((${organization}), priority)
    where queue = 'lanes' and state = 'waiting'`,
};

const standing = `
  with head as (select min(priority) as turn from ${waiting})
  select o.organization, head.turn as head, l.last,
    case when l.last is null then 0
      else (select count(*)::int from ${waiting} and ${organization} = o.organization and priority = l.last) end as taken
  from unnest($1::text[]) as o (organization) cross join head
  cross join lateral (select max(priority) as last from ${waiting} and ${organization} = o.organization) l`;

interface Standing {
  readonly organization: string;
  readonly head: number | null;
  readonly last: number | null;
  /** How many of the organization's lanes share its last turn. */
  readonly taken: number;
}

/** The queue's own rows say which turn is served and which was an organization's last, so there is nothing to keep. */
export class PostgresTurns implements Turns {
  readonly #pool: pg.Pool;

  constructor(config: pg.PoolConfig) {
    this.#pool = new pg.Pool({ ...config, max: 1 });
    this.#pool.on('error', () => undefined); // The next query says the same.
  }

  async take(wishes: readonly TurnWish[]): Promise<number[]> {
    const organizations = [...new Set(wishes.map(wish => wish.organization))];
    const { rows } = await this.#pool.query<Standing>(standing, [organizations]);
    const last = new Map(rows.map(row => [row.organization, startOf(row)]));
    return wishes.map(wish => {
      const at = last.get(wish.organization) ?? { turn: 1, taken: 0 };
      const next = at.taken < wish.weight ? { ...at, taken: at.taken + 1 } : { turn: at.turn + 1, taken: 1 };
      last.set(wish.organization, next);
      return Math.min(next.turn, lastTurn);
    });
  }

  async renumber(): Promise<void> {
    await this.#pool.query(
      `with head as (select min(priority) as turn from ${waiting})
       update ${queueSchema}.job set priority = greatest(1, priority - (select turn from head) + 1)
       where queue = 'lanes' and state = 'waiting' and priority > 0 and (select turn from head) > $1`,
      [renumberAt],
    );
  }

  close(): Promise<void> {
    return this.#pool.end();
  }
}

const startOf = ({ head, last, taken }: Standing): { turn: number; taken: number } => {
  const now = Math.max(head ?? 1, 1);
  return last !== null && last >= now ? { turn: last, taken } : { turn: now, taken: 0 };
};
